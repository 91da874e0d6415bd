import { type Level, levelOf } from '../components/level.ts';

/** Mid tones that show on a light and on a dark tab. */
const COLOURS: Record<Level, string> = { ok: '#3a9a5c', warn: '#c98a1b', bad: '#d94b41' };

/** The gauge's bar as an image of 16 × 16; an empty one where nothing is known. */
export function favicon(use: number | null, thresholds: readonly number[]): string {
  const height = use === null ? 0 : Math.max(1, Math.round(Math.min(1, use) * 14));
  const colour = COLOURS[levelOf(use, thresholds)];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect x="2.5" y=".5" width="11" height="15" rx="2" fill="none" stroke="#8a857a"/><rect x="3" y="${15 - height}" width="10" height="${height}" fill="${colour}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
