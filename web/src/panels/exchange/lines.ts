/** The first `most` lines of a text, or fewer where they are long, and how many lines are behind them. */
export function firstLines(
  text: string,
  most: number,
  mostCharacters = most * 160,
): { head: string; rest: number } {
  let at = -1;
  for (let line = 0; line < most; line++) {
    const next = text.indexOf('\n', at + 1);
    if (next < 0) {
      at = text.length;
      break;
    }
    at = next;
  }
  let end = Math.min(at, mostCharacters);
  // No character is cut in halves.
  if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1] ?? '')) end--;
  const head = text.slice(0, end);
  const left = text.slice(end).replace(/^\n/, '').replace(/\n+$/, '');
  return left === '' ? { head: text, rest: 0 } : { head, rest: left.split('\n').length };
}
