import { BoundedMap, type PlacedBlock, type PlacedContext, placeBlocks } from '../context/index.ts';
import {
  type ChatBlock,
  chatOverhead,
  endOfText,
  type TokenCounter,
  type VocabularyChoice,
} from '../tokens/index.ts';
import type { PipelineDeps } from './deps.ts';

/** Short texts of templates and the ends of blocks, which come again with every turn. */
interface Memo {
  /** Tokens, by vocabulary and text. */
  tokens: BoundedMap<string, number>;
  /** Ends of blocks, by hash: a later turn may come without their contents. */
  ends: BoundedMap<string, string>;
}

const MAX_REMEMBERED = 20_000;
const MAX_TEXT = 200;

const memos = new WeakMap<TokenCounter, Memo>();

function memoOf(counter: TokenCounter): Memo {
  let memo = memos.get(counter);
  if (memo === undefined) {
    memo = { tokens: new BoundedMap(MAX_REMEMBERED), ends: new BoundedMap(MAX_REMEMBERED) };
    memos.set(counter, memo);
  }
  return memo;
}

/** The hash of a text with nothing in it: such a block is whole, and did not come without its content. */
const EMPTY = new Set(
  (['text', 'system'] as const).map((kind) => {
    const nothing = { role: 'user', tool: null, content: '', envelope: null, message: 0 };
    return placeBlocks([{ kind, ...nothing }]).blocks[0]?.hash;
  }),
);

/** A copy that does not keep the text alive which it was cut from. */
const copied = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');

function endOf({ hash, content }: PlacedBlock, { ends }: Memo): string | null {
  if (content === '') return EMPTY.has(hash) ? '' : (ends.get(hash) ?? null);
  const end = endOfText(content);
  if (end !== null) ends.set(hash, copied(end));
  return end;
}

async function tokensOf(
  deps: PipelineDeps,
  texts: ReadonlyMap<string, number>,
  { vocabulary }: VocabularyChoice,
  memo: Memo,
): Promise<{ tokens: number; exact: boolean }> {
  const sum = { tokens: 0, exact: true };
  const open: string[] = [];
  for (const [text, times] of texts) {
    const known = memo.tokens.get(`${vocabulary}\n${text}`);
    if (known === undefined) open.push(text);
    else sum.tokens += times * known;
  }
  const counts = open.length === 0 ? [] : await deps.counter.count(open, vocabulary);
  for (const [i, text] of open.entries()) {
    const { tokens, exact } = counts[i] ?? { tokens: 0, exact: false };
    sum.tokens += (texts.get(text) ?? 0) * tokens;
    sum.exact &&= exact;
    if (exact && text.length <= MAX_TEXT) memo.tokens.set(copied(`${vocabulary}\n${text}`), tokens);
  }
  return sum;
}

/** What a chat's template adds to the tokens of its blocks, less those of the blocks that it leaves out. */
export async function countOverhead(
  deps: PipelineDeps,
  { blocks }: PlacedContext,
  choice: VocabularyChoice,
): Promise<{ tokens: number; exact: boolean }> {
  const memo = memoOf(deps.counter);
  const ends = (block: ChatBlock): string | null => endOf(block as PlacedBlock, memo);
  const { texts, add, exact, dropped } = chatOverhead(blocks, choice.template, ends);
  const sum = await tokensOf(deps, texts, choice, memo);
  sum.tokens += add;
  sum.exact &&= exact;
  for (const block of dropped as PlacedBlock[]) {
    const tokens = deps.context.tokensOf(block.hash, choice.vocabulary);
    sum.tokens -= tokens ?? 0;
    sum.exact &&= tokens !== null;
  }
  return sum;
}
