import { isMemoryVocabulary, memoryVocabulary } from '../../context/index.ts';
import type { OutlineNode, StoredExchange } from '../../storage/index.ts';
import type { VocabularyChoice } from '../../tokens/index.ts';
import type { ServerDeps } from '../deps.ts';

/** A place in a context with its tokens. */
export interface CountedNode {
  node: OutlineNode;
  tokens: number;
  /** Whether it is the model's own vocabulary that counted. */
  exact: boolean;
  /** Which of the tokens are memory. */
  memory: number;
}

export interface CountedOutline {
  vocabulary: string;
  nodes: CountedNode[];
  /** How many blocks nobody counted: guessed from their size. */
  estimated: number;
}

export type OutlineDeps = Pick<ServerDeps, 'choiceFor' | 'countBlocks' | 'store'>;

/** Contents of blocks without a count that are counted now, in bytes together: a second's work. */
const MAX_COUNTED_NOW = 4 * 1024 * 1024;

/** Bytes of UTF-8 a token, as {@link estimateTokens} has it. */
const BYTES_PER_TOKEN = 4;

/** Whether all of a content may be kept: a UTF-16 unit takes 3 bytes of UTF-8 at most. */
export const mayBeWhole = ({ block }: OutlineNode): boolean => block.kept * 3 >= block.bytes;

/** What was sent of an exchange, as the store has it; empty where it has no context. */
export async function outlineOf(
  { store }: Pick<OutlineDeps, 'store'>,
  exchange: StoredExchange,
): Promise<OutlineNode[]> {
  const head = exchange.headSent ?? exchange.headReceived;
  return head === null ? [] : store.chainOutline(head);
}

/** The vocabulary that a context was counted in: the one that is said, unless its blocks were counted in another. */
function vocabularyIn(outline: readonly OutlineNode[], said: string): string {
  const times = new Map<string, number>();
  for (const { counts } of outline) {
    for (const { vocabulary } of counts) {
      if (!isMemoryVocabulary(vocabulary)) times.set(vocabulary, (times.get(vocabulary) ?? 0) + 1);
    }
  }
  let best = said;
  // Most of its blocks, so that a few that another model counted, too, decide nothing.
  for (const [vocabulary, count] of times)
    if (count > Math.max(times.get(best) ?? 0, outline.length / 2)) best = vocabulary;
  return (times.get(said) ?? 0) * 2 >= outline.length ? said : best;
}

/** Counts now what has no count: from the content where it is kept, an image without it. By hash. */
async function countMissing(
  { store, countBlocks }: OutlineDeps,
  missing: ReadonlyMap<string, OutlineNode>,
  choice: VocabularyChoice,
): Promise<Map<string, { tokens: number; exact: boolean }>> {
  const wanted: string[] = [];
  let bytes = 0;
  for (const [hash, node] of missing) {
    const { block } = node;
    const isImage = block.kind === 'image';
    if (isImage || (mayBeWhole(node) && bytes + block.bytes <= MAX_COUNTED_NOW)) {
      wanted.push(hash);
      if (!isImage) bytes += block.bytes;
    }
  }
  const readable = wanted.filter((hash) => missing.get(hash)?.block.kind !== 'image');
  const contents = new Map<string, string>();
  for (const { hash, content } of readable.length === 0 ? [] : await store.contentsOf(readable)) {
    // A mere beginning of a content is not counted for the whole.
    const whole = content !== null && Buffer.byteLength(content) === missing.get(hash)?.block.bytes;
    if (whole) contents.set(hash, content);
  }
  const countable = wanted.flatMap((hash) => {
    const node = missing.get(hash);
    const content = contents.get(hash) ?? (node?.block.kind === 'image' ? '' : undefined);
    return node === undefined || content === undefined
      ? []
      : [{ hash, kind: node.block.kind, content, envelope: node.envelope }];
  });
  const counts = await countBlocks(countable, choice.vocabulary);
  return new Map(countable.map(({ hash }, i) => [hash, counts[i] ?? { tokens: 0, exact: false }]));
}

/**
 * The blocks of a context with their tokens, in the vocabulary that the exchange was counted in, or in `vocabulary`.
 * What has no count is counted now, within bounds; what cannot be is guessed from its size.
 */
export async function countOutline(
  deps: OutlineDeps,
  exchange: StoredExchange,
  outline: readonly OutlineNode[],
  vocabulary?: string,
): Promise<CountedOutline> {
  const choice = deps.choiceFor(exchange);
  const used = vocabulary ?? vocabularyIn(outline, exchange.counted?.vocabulary ?? choice.vocabulary);
  const known = new Map<string, { tokens: number; exact: boolean; memory: number }>();
  const missing = new Map<string, OutlineNode>();
  for (const node of outline) {
    const count = node.counts.find((each) => each.vocabulary === used);
    const memory = node.counts.find((each) => each.vocabulary === memoryVocabulary(used))?.tokens ?? 0;
    if (count === undefined) missing.set(node.blockHash, node);
    else known.set(node.blockHash, { tokens: count.tokens, exact: count.exact, memory });
  }
  const now =
    missing.size > 0 && used === choice.vocabulary ? await countMissing(deps, missing, choice) : new Map();
  let estimated = 0;
  const own = choice.exact && used === choice.vocabulary;
  const nodes = outline.map((node): CountedNode => {
    const hash = node.blockHash;
    const count = known.get(hash) ?? now.get(hash);
    if (count !== undefined) {
      const { tokens, exact, memory = 0 } = count;
      return { node, tokens, exact: exact && own, memory: Math.min(memory, tokens) };
    }
    estimated += 1;
    return { node, tokens: Math.ceil(node.block.bytes / BYTES_PER_TOKEN), exact: false, memory: 0 };
  });
  return { vocabulary: used, nodes, estimated };
}
