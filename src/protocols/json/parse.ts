import { ProxyError } from '../../exchange/index.ts';
import { findJsonError } from './locate.ts';

/** Line and column, from 1, of a character of a text. */
function placeOf(text: string, position: number): { line: number; column: number } {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  return { line, column: position - before.lastIndexOf('\n') };
}

/**
 * Parses a request's body. Throws `bad_json` with the position; the text itself is not repeated in the message,
 * which goes into logs.
 */
export function parseJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (text.trim() === '') {
      throw new ProxyError('bad_json', 'the body is empty', {
        hint: 'send a JSON object with content-type: application/json',
      });
    }
    const position = findJsonError(text) ?? text.length;
    const { line, column } = placeOf(text, position);
    const what = position >= text.length ? 'ends too early' : 'is not valid JSON';
    throw new ProxyError(
      'bad_json',
      `the body ${what} at position ${position} (line ${line}, column ${column})`,
      {
        details: { position, line, column },
        hint: 'send one valid JSON object',
      },
    );
  }
}
