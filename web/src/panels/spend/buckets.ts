import { type Range, shiftDay, unitOf } from './range.ts';

/** What one bar stands for. */
export type Unit = 'hour' | 'day' | 'month';

/** More days than this are shown as months. */
const MOST_DAYS = 100;

/** The time that one bar stands for: an hour `2026-11-22T14:00`, a day, or a month `2026-11`. */
export interface Axis {
  unit: Unit;
  keys: string[];
}

function days(first: string, last: string): string[] {
  const found: string[] = [];
  for (let day = first; day <= last; day = shiftDay(day, 1)) found.push(day);
  return found;
}

/** The bars of a range, oldest first and without a gap; `seen` are the keys that have something. */
export function axisOf(range: Range, seen: readonly string[]): Axis {
  const { lastDay } = range;
  const [oldest = lastDay] = [...seen.map((key) => key.slice(0, 10)), lastDay].sort();
  const first = range.firstDay ?? oldest;
  const all = days(first, lastDay);
  if (unitOf(range) === 'hour') {
    const hours = Array.from({ length: 24 }, (_, hour) => `T${String(hour).padStart(2, '0')}:00`);
    return { unit: 'hour', keys: all.flatMap((day) => hours.map((hour) => `${day}${hour}`)) };
  }
  if (all.length <= MOST_DAYS) return { unit: 'day', keys: all };
  return { unit: 'month', keys: [...new Set(all.map((day) => bucketOf(day, 'month')))] };
}

/** The bar that a day or an hour of the answer belongs to. */
export function bucketOf(key: string, unit: Unit): string {
  return unit === 'month' ? key.slice(0, 7) : key;
}

/** Which bars have their time written under them: about so many, the first among them. */
export function labelled(count: number, about = 7): number[] {
  const step = Math.max(1, Math.ceil(count / about));
  return Array.from({ length: Math.ceil(count / step) }, (_, n) => n * step);
}

/** The round number at or above the largest value, so that an axis ends with it; 0 where there is none. */
export function roundAbove(most: number): number {
  if (most <= 0) return 0;
  const size = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find((one) => one * size >= most * (1 - 1e-9)) ?? 10;
  return Number((step * size).toPrecision(6));
}
