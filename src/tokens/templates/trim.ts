/** Controls that Python's `str.strip`, and so a template's `trim`, takes off, beside what JavaScript does; it lacks U+FEFF. */
const CONTROLS = new Set(['\u001c', '\u001d', '\u001e', '\u001f', '\u0085']);

const isSpace = (unit: string): boolean => unit !== '\ufeff' && (/\s/.test(unit) || CONTROLS.has(unit));

/** A text without what `drops` holds at its ends. Linear. */
function cut(text: string, drops: (unit: string) => boolean): string {
  let from = 0;
  let to = text.length;
  while (from < to && drops(text.charAt(from))) from++;
  while (to > from && drops(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

/** A text without the white space at its ends, as Python trims it. */
export const trimmed = (text: string): string => cut(text, isSpace);

/** A text without the line feeds at its ends. */
export const withoutLines = (text: string): string => cut(text, (unit) => unit === '\n');
