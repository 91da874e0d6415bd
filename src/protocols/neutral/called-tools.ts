import { createParser } from 'eventsource-parser';

/** Tools of one answer that are noted, and characters of a name. */
const MOST = 20;
const LONGEST = 200;

/** Names as they are noted: each once, in one line, the first twenty. What is no text is left out. */
export function namesOf(found: Iterable<unknown>): string[] {
  const names = new Set<string>();
  for (const name of found) {
    if (typeof name !== 'string') continue;
    const line = name
      .replace(/\p{Cc}/gu, ' ')
      .slice(0, LONGEST)
      .trim();
    if (line !== '') names.add(line);
    if (names.size === MOST) break;
  }
  return [...names];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * The pieces of an answer in which a call may begin: the events of a stream that have one of these marks and a name, or the
 * whole body. Most answers have no mark at all, and are not parsed.
 */
export function piecesWithCalls(body: Buffer, streamed: boolean, marks: readonly string[]): unknown[] {
  const marked = (text: string | Buffer): boolean => marks.some((mark) => text.includes(mark));
  if (!marked(body)) return [];
  if (!streamed) return [parsed(body.toString('utf8'))];
  const pieces: unknown[] = [];
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data.includes('"name"') && marked(data)) pieces.push(parsed(data));
    },
  });
  parser.feed(body.toString('utf8'));
  parser.feed('\n\n');
  return pieces;
}
