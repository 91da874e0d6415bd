import { TokenizerError } from '@streamparser/json';
import { BadJson, type JsonEvents } from './events.ts';
import { quoted, sizeText } from './failure.ts';
import { createGrammar, type GrammarOptions } from './grammar.ts';
import { ExactTokenizer } from './tokenizer.ts';

/** Fills a buffer with what comes next; 0 at the end. */
export type ReadMore = (buffer: Uint8Array) => number;

export interface ReadOptions extends GrammarOptions {
  /** Longest string, number or blank, in bytes. */
  maxTokenBytes: number;
  /** Bytes read at a time. */
  chunkBytes?: number;
}

const CHUNK_BYTES = 256 * 1024;

/** What the tokenizer says, as a place and a reason. It has not seen the `mark` bytes at the start. */
function translated(error: unknown, mark: number, last: number): unknown {
  if (error instanceof TypeError) return new BadJson(last, 'the text after this is not UTF-8');
  if (!(error instanceof TokenizerError)) return error;
  const [, found = '', place] =
    /^Unexpected "(.*)" at chunk position .* \(absolute position "(\d+)"\)/s.exec(error.message) ?? [];
  if (place === undefined)
    return new BadJson(
      last,
      'the file ends within a string, number or word, or in the middle of a UTF-8 character',
    );
  return new BadJson(mark + Number(place), `found ${quoted(found)}, which cannot be there`);
}

const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** How many bytes at the start are a mark; throws where they say that the text is not UTF-8. */
function markBytes(head: Uint8Array): number {
  const [a, b] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (head.length > 1 && (a === 0 || b === 0)))
    throw new BadJson(0, 'the file seems to be UTF-16 or UTF-32; save it as UTF-8');
  return UTF8_MARK.every((byte, i) => head[i] === byte) ? 3 : 0;
}

/**
 * Reads a JSON text (UTF-8, with or without a byte order mark) and tells what is in it. Throws {@link BadJson} where it is
 * none, and whatever the events throw.
 */
export function readJson(read: ReadMore, events: JsonEvents, options: ReadOptions): void {
  const { lines, maxTokenBytes, chunkBytes = CHUNK_BYTES } = options;
  const tokenizer = new ExactTokenizer(lines ? '\n' : undefined);
  const checked = createGrammar(events, options);
  const buffer = new Uint8Array(chunkBytes);
  let mark = 0;
  let done = 0;
  let last = 0;
  let thrown: { by: unknown } | null = null;

  tokenizer.onToken = ({ token, value, offset }) => {
    last = offset + mark;
    try {
      checked.token(token, value, last, tokenizer.numberText);
    } catch (error) {
      thrown = { by: error };
      throw error;
    }
  };
  const pass = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      throw thrown === null ? translated(error, mark, last) : thrown.by;
    }
  };

  // They make one list.
  if (lines) events.enter(true, 0);
  for (let filled = fill(read, buffer, 4); filled > 0; filled = read(buffer)) {
    let piece = buffer.subarray(0, filled);
    if (done === 0) {
      mark = markBytes(piece);
      piece = piece.subarray(mark);
    }
    pass(() => tokenizer.write(piece));
    done += filled;
    if (done - last > maxTokenBytes + chunkBytes)
      throw new BadJson(last, `a string, number or blank has more than ${sizeText(maxTokenBytes)} at once`);
  }
  pass(() => tokenizer.end());
  checked.end(done - mark === 0 ? 0 : done);
  if (lines) events.leave(done);
}

/** The first piece: enough of it to see a mark. */
function fill(read: ReadMore, buffer: Uint8Array, least: number): number {
  let filled = read(buffer);
  for (let more = filled; more > 0 && filled < Math.min(least, buffer.length); filled += more)
    more = read(buffer.subarray(filled));
  return filled;
}
