export const RANGES = ['today', '7d', '30d', 'all', 'custom'] as const;
export type RangeName = (typeof RANGES)[number];

/** A stretch of whole days of the browser's time zone. Days are `YYYY-MM-DD`, times ISO 8601. */
export interface Range {
  name: RangeName;
  /** Null: from the first exchange on. */
  firstDay: string | null;
  lastDay: string;
  from: string | null;
  /** Not included; null: to now. */
  to: string | null;
  /** Whether what happens now falls into it. */
  live: boolean;
}

const DAYS: Partial<Record<RangeName, number>> = { today: 1, '7d': 7, '30d': 30 };
const DAY_MS = 86_400_000;

/** The day of the browser's clock at a time (ms since 1970). */
export function dayAt(ms: number): string {
  const date = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The day that is so many after another one, or before it. */
export function shiftDay(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
}

function beginning(day: string): string {
  return new Date(`${day}T00:00:00`).toISOString();
}

function dayIn(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? null : text;
}

/** What the address asks for, as a range; seven days where it asks for none that there is. */
export function rangeOf(
  asked: { range: string | null; from: string | null; to: string | null },
  today: string,
): Range {
  const name = RANGES.find((one) => one === asked.range) ?? '7d';
  if (name === 'custom') {
    const ends = [dayIn(asked.from), dayIn(asked.to) ?? today] as const;
    const backwards = ends[0] !== null && ends[0] > ends[1];
    const firstDay = backwards ? ends[1] : ends[0];
    const lastDay = backwards && ends[0] !== null ? ends[0] : ends[1];
    return {
      name,
      firstDay,
      lastDay,
      from: firstDay === null ? null : beginning(firstDay),
      to: beginning(shiftDay(lastDay, 1)),
      live: lastDay >= today,
    };
  }
  const days = DAYS[name];
  const firstDay = days === undefined ? null : shiftDay(today, 1 - days);
  return {
    name,
    firstDay,
    lastDay: today,
    from: firstDay === null ? null : beginning(firstDay),
    to: null,
    live: true,
  };
}

/** Hours for a day or two, days for what is longer. */
export function unitOf({ firstDay, lastDay }: Range): 'hour' | 'day' {
  return firstDay !== null && shiftDay(firstDay, 1) >= lastDay ? 'hour' : 'day';
}
