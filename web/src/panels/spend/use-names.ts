import { type Format, useFormat, useTexts } from '../../texts/index.ts';
import type { By } from './drill.ts';
import { useSessionNames } from './queries.ts';
import { TEXTS } from './texts.ts';

/** A day `2026-11-22`, with its year where that is not this one. */
export function dayName(day: string, format: Format): string {
  return day.startsWith(String(new Date().getFullYear())) ? format.day(`${day}T00:00:00`) : day;
}

/** What a key of the totals is called. Projects are their folders, sessions their names. */
export function useNames(by: By): (key: string | null) => string {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const sessions = useSessionNames(by === 'session');
  return (key) => {
    if (key === null) return texts.none[by];
    if (by === 'day') return dayName(key, format);
    if (by === 'session') return sessions?.get(key) ?? texts.sessionNumber(key);
    return key;
  };
}
