import type { Found } from '../../contract/index.ts';
import { ProxyError, pieceOf } from '../../exchange/index.ts';
import { finderOf, type OutlineNode, type StoredExchange } from '../../storage/index.ts';
import { outlineOf } from '../context/counted-outline.ts';
import type { ServerDeps } from '../deps.ts';
import { textStart } from './places.ts';
import { answerText, readKeptAnswer } from './read-answer.ts';

/** Bytes of contents that are read at once, and that one answer looks through: some 100 ms. */
const SLICE = 1024 * 1024;
const MOST = 16 * 1024 * 1024;
/** Matches that are counted for one answer. */
const COUNTED = 20_000;
/** UTF-16 units that are told around a match. */
const AROUND = 60;

type Item = Found['items'][number];

/** A text that is looked through. */
interface Text {
  part: Item['part'];
  position: number;
  text: string;
}

/** Where a search goes on: in which text, and from which of its UTF-16 units. */
interface Cursor {
  answer: boolean;
  position: number;
  index: number;
}

/** Reads `12`, `12:340` or `answer:0:25`. Throws `invalid_request`. */
export function parseCursor(text: string | undefined): Cursor {
  const match = /^(answer:)?(\d{1,9})(?::(\d{1,10}))?$/.exec(text ?? '0');
  if (match === null) {
    throw new ProxyError('invalid_request', 'from (query): must be a position, or what `next` said', {
      details: { in: 'query', field: 'from' },
    });
  }
  return { answer: match[1] !== undefined, position: Number(match[2]), index: Number(match[3] ?? 0) };
}

const cursorText = ({ part, position }: Text, index: number): string =>
  `${part === 'answer' ? 'answer:' : ''}${position}:${index}`;

/** The texts of a context from a place on, read in slices, then those of the answer; null where there are too many. */
async function* textsFrom(
  deps: Pick<ServerDeps, 'store'>,
  exchange: StoredExchange,
  outline: readonly OutlineNode[],
  cursor: Cursor,
): AsyncGenerator<Text | { stopAt: number }> {
  let looked = 0;
  let at = cursor.answer ? outline.length : cursor.position;
  while (at < outline.length) {
    const nodes: { node: OutlineNode; position: number }[] = [];
    let bytes = 0;
    for (; at < outline.length && bytes < SLICE; at++) {
      const node = outline[at];
      if (node === undefined || node.block.kind === 'image' || node.block.kept <= 0) continue;
      nodes.push({ node, position: at });
      bytes += node.block.bytes;
    }
    const hashes = [...new Set(nodes.map(({ node }) => node.blockHash))];
    const read = hashes.length === 0 ? [] : await deps.store.contentsOf(hashes);
    const contents = new Map(read.map(({ hash, content }) => [hash, content]));
    for (const { node, position } of nodes) {
      const content = contents.get(node.blockHash) ?? null;
      if (content !== null) yield { part: 'context', position, text: content.slice(textStart(node)) };
    }
    looked += bytes;
    if (looked >= MOST && at < outline.length) {
      yield { stopAt: at };
      return;
    }
  }
  const said = await readKeptAnswer(deps, exchange);
  const first = cursor.answer ? cursor.position : 0;
  for (const [position, part] of (said?.parts ?? []).entries()) {
    const text = position < first ? null : answerText(part);
    if (text !== null) yield { part: 'answer', position, text };
  }
}

function itemOf({ part, position, text }: Text, index: number, match: string): Item {
  const start = pieceOf(text, Math.max(0, index - AROUND), 2).from;
  return {
    part,
    position,
    index,
    before: text.slice(start, index),
    match,
    after: pieceOf(text, index + match.length, AROUND).text,
  };
}

/**
 * Finds a text in the context and the answer of an exchange, whatever its case. `from`: a cursor; `limit`: matches that
 * are told, while all of them are counted.
 */
export async function findIn(
  deps: Pick<ServerDeps, 'store'>,
  exchange: StoredExchange,
  wanted: { text: string; from?: string | undefined; limit: number },
): Promise<Found> {
  const cursor = parseCursor(wanted.from);
  const finder = finderOf(wanted.text, 'g');
  const outline = await outlineOf(deps, exchange);
  const found: Found = { items: [], count: 0, complete: true, next: null };
  for await (const text of textsFrom(deps, exchange, outline, cursor)) {
    if ('stopAt' in text) {
      found.complete = false;
      found.next ??= String(text.stopAt);
      break;
    }
    const resumed = (text.part === 'answer') === cursor.answer && text.position === cursor.position;
    finder.lastIndex = resumed ? cursor.index : 0;
    if (found.count >= COUNTED) {
      found.complete = false;
      break;
    }
    for (
      let hit = finder.exec(text.text);
      hit !== null && found.count < COUNTED;
      hit = finder.exec(text.text)
    ) {
      found.count += 1;
      if (found.items.length < wanted.limit) found.items.push(itemOf(text, hit.index, hit[0]));
      else found.next ??= cursorText(text, hit.index);
    }
  }
  return found;
}
