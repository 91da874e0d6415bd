/** Lines around a change that are shown with it. */
const CONTEXT = 2;
/** More cells than this are not compared: one piece is then shown for the other. */
const MAX_CELLS = 1_000_000;

type Row = [sign: ' ' | '-' | '+', line: string];

/** What changes from one text to another: lines with `-`, `+` or a space before them, `…` where some are left out. */
export function diff(before: string, after: string): string[] {
  const rows = compare(linesOf(before), linesOf(after));
  const near = rows.map((_, i) =>
    rows.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(([sign]) => sign !== ' '),
  );
  const shown: string[] = [];
  for (const [i, [sign, line]] of rows.entries()) {
    if (near[i]) shown.push(`${sign} ${line}`.trimEnd());
    else if (shown.at(-1) !== '  …') shown.push('  …');
  }
  return shown;
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function compare(a: string[], b: string[]): Row[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const same = (line: string): Row => [' ', line];
  const middle = between(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [...a.slice(0, start).map(same), ...middle, ...a.slice(a.length - end).map(same)];
}

/** By the longest run of lines that both have. */
function between(a: string[], b: string[]): Row[] {
  if (a.length * b.length > MAX_CELLS) {
    return [...a.map((line): Row => ['-', line]), ...b.map((line): Row => ['+', line])];
  }
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => length[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const rows: Row[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      rows.push([' ', a[i] ?? '']);
      i++;
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1)))
      rows.push(['-', a[i++] ?? '']);
    else rows.push(['+', b[j++] ?? '']);
  }
  return rows;
}
