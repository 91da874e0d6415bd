import type { FilterType } from './fields.ts';
import type { FilterTest } from './filter.ts';

const K = 1000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Units by what is measured; the empty one is taken where none is written. */
const UNITS: Partial<Record<FilterType, Record<string, number>>> = {
  usd: { '': 1, $: 1, usd: 1 },
  tokens: { '': 1, k: K, m: K * K, b: K * K * K, g: K * K * K },
  share: { '': 1, '%': 0.01 },
  duration: { '': SECOND, ms: 1, s: SECOND, m: MINUTE, min: MINUTE, h: HOUR },
};
const AGES: Record<string, number> = { s: SECOND, m: MINUTE, min: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

const NUMBER = /^\$?(\d+(?:\.\d*)?|\.\d+)([a-z%$]*)$/i;
/** A share without `%` beyond this is a percentage that lost its sign: nothing is ten times its window. */
const MOST_SHARE = 10;

/** A number in the field's own unit (ms for durations); null where it is none. */
function numberOf(text: string, type: FilterType): number | null {
  const found = NUMBER.exec(text);
  if (found === null) return null;
  const [, digits = '', unit = ''] = found;
  const size = UNITS[type]?.[unit.toLowerCase()];
  if (size === undefined) return null;
  // Without the noise of binary fractions: 2.3k is 2300.
  const value = Number((Number(digits) * size).toPrecision(12));
  if (!Number.isFinite(value)) return null;
  return type === 'share' && unit === '' && value > MOST_SHARE ? null : value;
}

/** `1`, `>1`, `>=1`, `<1`, `<=1`, `1..2`, `1..`, `..2`; null where it is none of these. */
export function rangeOf(text: string, type: FilterType): FilterTest | null {
  const compared = /^(>=|<=|>|<|=)(.*)$/s.exec(text);
  if (compared !== null) {
    const [, sign = '', rest = ''] = compared;
    const value = numberOf(rest, type);
    if (value === null) return null;
    const from = sign !== '<' && sign !== '<=';
    const to = sign !== '>' && sign !== '>=';
    return {
      is: 'range',
      min: from ? value : null,
      max: to ? value : null,
      above: sign === '>',
      below: sign === '<',
    };
  }
  const dots = text.indexOf('..');
  const [low, high] = dots < 0 ? [text, text] : [text.slice(0, dots), text.slice(dots + 2)];
  if (low === '' && high === '') return null;
  const min = low === '' ? null : numberOf(low, type);
  const max = high === '' ? null : numberOf(high, type);
  if ((low !== '' && min === null) || (high !== '' && max === null)) return null;
  return { is: 'range', min, max, above: false, below: false };
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/i;

function epochOf(text: string): number | null {
  if (!DATE.test(text) && !TIME.test(text)) return null;
  const zoned = DATE.test(text) || /(Z|[+-]\d{2}:\d{2})$/i.test(text) ? text : `${text}Z`;
  const at = Date.parse(zoned.replace(' ', 'T').toUpperCase());
  // A day that its month has not would become one of the next.
  const day = Number(text.slice(8, 10));
  const days = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  return Number.isNaN(at) || day > days ? null : at;
}

/** A time, UTC unless it says otherwise, or how long ago; `until` a day is to its end. Null where it is neither. */
export function timeOf(text: string, is: 'since' | 'until'): FilterTest | null {
  const age = /^(\d+(?:\.\d+)?)([a-z]+)$/i.exec(text);
  const size = AGES[(age?.[2] ?? '').toLowerCase()];
  if (age !== null && size !== undefined) {
    const ago = Math.round(Number(age[1]) * size);
    return Number.isSafeInteger(ago) ? { is, at: null, ago } : null;
  }
  const at = epochOf(text);
  if (at === null) return null;
  return { is, at: is === 'until' && DATE.test(text) ? at + DAY : at, ago: null };
}
