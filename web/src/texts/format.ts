import type { Language } from './language.tsx';

/** What stands where something is not known: never 0. */
export const UNKNOWN = '–';

const LOCALES: Record<Language, string> = { en: 'en-US', fr: 'fr-FR' };

export type Known = number | null | undefined;

/** Numbers, money and times as people of a language write them. What is not known is {@link UNKNOWN}. */
export interface Format {
  /** 199,740 */
  count(value: Known): string;
  /** 199.7k: for narrow places. */
  short(value: Known): string;
  /** `share` of 0.76 is 76%; `digits` after the point, 0 unless told. */
  percent(share: Known, digits?: number): string;
  /** US dollars, with as many digits as a small sum needs. */
  usd(value: Known): string;
  /** The same without the sign of the currency: for columns whose head has it. */
  usdFigure(value: Known): string;
  /** Milliseconds as 312 ms, 5.2 s, 1 min 12 s. */
  duration(ms: Known): string;
  /** Milliseconds as seconds with one or two digits, without a unit: for columns. */
  seconds(ms: Known): string;
  /** 11:03:12 */
  time(iso: string | number | null): string;
  /** 22 Nov, 11:03 */
  dateTime(iso: string | number | null): string;
  /** 22 Nov */
  day(iso: string | number | null): string;
  /** 5.2 MB */
  bytes(value: Known): string;
  /** in, for example, 5 minutes ago */
  ago(ms: number): string;
  list(items: readonly string[]): string;
  /** `one` or `many`, as the language counts; `{n}` in it is the number. */
  plural(count: number, one: string, many: string): string;
}

function memo<K, V>(make: (key: K) => V): (key: K) => V {
  const kept = new Map<K, V>();
  return (key) => {
    let value = kept.get(key);
    if (value === undefined) {
      value = make(key);
      kept.set(key, value);
    }
    return value;
  };
}

/** So many digits after the point that a sum shows three that matter, and dollars and cents at least. */
function digitsFor(usd: number): number {
  const size = Math.abs(usd);
  if (size === 0 || size >= 1) return 2;
  return Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(size))));
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
const FRENCH_UNITS = ['o', 'ko', 'Mo', 'Go', 'To'];

function make(language: Language): Format {
  const locale = LOCALES[language];
  const number = memo((digits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
  const fixed = memo(
    (digits: number) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const percents = memo(
    (digits: number) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }),
  );
  const money = memo(
    (digits: number) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: 'USD',
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  );
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const dateTime = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const plurals = new Intl.PluralRules(locale);
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });

  const known = (value: Known, text: (known: number) => string): string =>
    value === null || value === undefined || !Number.isFinite(value) ? UNKNOWN : text(value);
  const moment = (value: string | number | null, format: Intl.DateTimeFormat): string => {
    if (value === null) return UNKNOWN;
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? UNKNOWN : format.format(date);
  };

  return {
    count: (value) => known(value, (n) => number(0).format(n)),
    short: (value) => known(value, (n) => (Math.abs(n) < 10_000 ? number(0) : compact).format(n)),
    percent: (share, digits = 0) => known(share, (n) => percents(digits).format(n)),
    usd: (value) => known(value, (n) => money(digitsFor(n)).format(n)),
    usdFigure: (value) => known(value, (n) => fixed(digitsFor(n)).format(n)),
    duration: (value) =>
      known(value, (ms) => {
        if (ms < 1000) return `${number(0).format(ms)} ms`;
        if (ms < 60_000) return `${number(ms < 10_000 ? 1 : 0).format(ms / 1000)} s`;
        const seconds = Math.round(ms / 1000);
        if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
        return `${number(0).format(Math.floor(seconds / 3600))} h ${Math.floor((seconds % 3600) / 60)} min`;
      }),
    seconds: (value) => known(value, (ms) => fixed(ms < 9_995 ? 2 : ms < 99_950 ? 1 : 0).format(ms / 1000)),
    time: (value) => moment(value, time),
    dateTime: (value) => moment(value, dateTime),
    day: (value) => moment(value, day),
    bytes: (value) =>
      known(value, (bytes) => {
        const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
        const unit = (language === 'fr' ? FRENCH_UNITS : UNITS)[step];
        return `${number(step === 0 ? 0 : 1).format(bytes / 1000 ** step)} ${unit}`;
      }),
    ago: (ms) => {
      const seconds = Math.round(ms / 1000);
      if (seconds < 60) return relative.format(-seconds, 'second');
      if (seconds < 3600) return relative.format(-Math.round(seconds / 60), 'minute');
      if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), 'hour');
      return relative.format(-Math.round(seconds / 86_400), 'day');
    },
    list: (items) => lists.format(items),
    plural: (count, one, many) =>
      (plurals.select(count) === 'one' ? one : many).replace('{n}', number(0).format(count)),
  };
}

/** The format of a language; made once. */
export const formatOf = memo(make);
