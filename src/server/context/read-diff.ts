import { type BlockChange, diffBlocks, diffTexts, type Effort } from '../../context/index.ts';
import type { ContextChange, ContextDiff, TextDiff } from '../../contract/index.ts';
import type { OutlineNode, StoredExchange } from '../../storage/index.ts';
import {
  type CountedNode,
  countOutline,
  mayBeWhole,
  type OutlineDeps,
  outlineOf,
} from './counted-outline.ts';
import { previewsOf } from './read-composition.ts';

/** Steps that comparing texts may take for one answer: some 50 ms. */
const STEPS = 3_000_000;

/** Contents that are compared, in bytes: of one block, and of all. */
const MAX_CONTENT = 2 * 1024 * 1024;
const MAX_CONTENTS = 8 * 1024 * 1024;

const toCompared = ({ block, role }: OutlineNode) => ({
  hash: block.hash,
  kind: block.kind,
  role,
  tool: block.tool,
});

/** Texts that are too large to be read for comparing: only their sizes are told. */
function replacedText(before: OutlineNode, after: OutlineNode): TextDiff {
  return {
    by: 'line',
    replaced: true,
    truncated: true,
    characters_removed: before.block.kept,
    characters_added: after.block.kept,
    changes: [],
  };
}

/** The differences of edited blocks' texts, by change; null where a text is not kept whole, or is none. */
async function readTexts(
  { store }: OutlineDeps,
  edited: readonly { a: OutlineNode; b: OutlineNode }[],
): Promise<(TextDiff | null)[]> {
  const wanted = new Map<string, OutlineNode>();
  let bytes = 0;
  const plans = edited.map(({ a, b }) => {
    if (a.block.kind === 'image' || !mayBeWhole(a) || !mayBeWhole(b)) return 'none';
    const size = Math.max(a.block.bytes, b.block.bytes);
    if (size > MAX_CONTENT || bytes + 2 * size > MAX_CONTENTS) return 'sizes';
    bytes += a.block.bytes + b.block.bytes;
    for (const node of [a, b]) wanted.set(node.blockHash, node);
    return 'text';
  });
  const texts = new Map<string, string>();
  for (const { hash, content } of wanted.size === 0 ? [] : await store.contentsOf([...wanted.keys()])) {
    if (content !== null && Buffer.byteLength(content) === wanted.get(hash)?.block.bytes)
      texts.set(hash, content);
  }
  const effort: Effort = { steps: STEPS };
  return edited.map(({ a, b }, i) => {
    if (plans[i] === 'sizes') return replacedText(a, b);
    const before = texts.get(a.blockHash);
    const after = texts.get(b.blockHash);
    return before === undefined || after === undefined ? null : diffTexts(before, after, effort);
  });
}

type Sums = Pick<ContextDiff, 'kept' | 'added' | 'removed' | 'reordered' | 'edited'>;

function addUp(changes: readonly BlockChange[], a: readonly CountedNode[], b: readonly CountedNode[]): Sums {
  const none = () => ({ blocks: 0, tokens: 0 });
  const sums: Sums = {
    kept: none(),
    added: none(),
    removed: none(),
    reordered: none(),
    edited: { ...none(), tokens_before: 0 },
  };
  for (const change of changes) {
    const sum = sums[change.op];
    if (change.op === 'kept') {
      sum.blocks += change.blocks;
      for (let i = 0; i < change.blocks; i++) sum.tokens += b[change.b + i]?.tokens ?? 0;
      continue;
    }
    sum.blocks += 1;
    sum.tokens += (change.op === 'removed' ? a[change.a] : b[change.b])?.tokens ?? 0;
    if (change.op === 'edited') sums.edited.tokens_before += a[change.a]?.tokens ?? 0;
  }
  return sums;
}

/** The first `limit` changes, with what is kept between them, and how many others there are. */
function firstOf(changes: readonly BlockChange[], limit: number): { shown: BlockChange[]; leftOut: number } {
  let room = limit;
  const end = changes.findIndex((change) => change.op !== 'kept' && room-- === 0);
  const shown = end < 0 ? changes.slice() : changes.slice(0, end);
  return { shown, leftOut: changes.slice(shown.length).filter(({ op }) => op !== 'kept').length };
}

function placeOf(node: OutlineNode, position: number) {
  const { kind, tool } = node.block;
  return { kind, role: node.role, tool, position, message: node.message };
}

/** What changed from the context of `against` (null: from none) to that of `exchange`. `limit`: changes that are listed. */
export async function readDiff(
  deps: OutlineDeps,
  exchange: StoredExchange,
  against: StoredExchange | null,
  limit: number,
): Promise<ContextDiff> {
  const [outline, earlier] = await Promise.all([
    outlineOf(deps, exchange),
    against === null ? [] : outlineOf(deps, against),
  ]);
  const counted = await countOutline(deps, exchange, outline);
  const { vocabulary, nodes: b } = counted;
  const { nodes: a } = await countOutline(deps, exchange, earlier, vocabulary);
  const all = diffBlocks(earlier.map(toCompared), outline.map(toCompared));
  const { shown, leftOut } = firstOf(all, limit);
  const [start] = all;
  const parting = start?.op === 'kept' && start.a === 0 && start.b === 0 ? start.blocks : 0;
  const partsAt = outline[parting];

  const nodesOf = (change: BlockChange) => ({
    a: 'a' in change ? a[change.a] : undefined,
    b: 'b' in change ? b[change.b] : undefined,
  });
  const edits = shown.flatMap((change) => {
    const { a: from, b: to } = nodesOf(change);
    return change.op === 'edited' && from !== undefined && to !== undefined
      ? [{ change, a: from.node, b: to.node }]
      : [];
  });
  const texts = new Map((await readTexts(deps, edits)).map((text, i) => [edits[i]?.change, text]));
  const previews = await previewsOf(
    deps,
    shown.flatMap((change) => {
      const { a: from, b: to } = nodesOf(change);
      const node = (to ?? from)?.node;
      return change.op === 'kept' || node === undefined ? [] : [node.blockHash];
    }),
  );

  const blockAt = ({ node, tokens }: CountedNode, position: number) => ({
    ...placeOf(node, position),
    tokens,
    hash: node.blockHash,
    preview: previews.get(node.blockHash) ?? null,
  });
  const changes = shown.flatMap((change): ContextChange[] => {
    if (change.op === 'kept') {
      let tokens = 0;
      for (let i = 0; i < change.blocks; i++) tokens += b[change.b + i]?.tokens ?? 0;
      const { blocks } = change;
      return [{ op: 'kept', position: change.b, position_before: change.a, blocks, tokens }];
    }
    const { a: from, b: to } = nodesOf(change);
    if (change.op === 'removed')
      return from === undefined ? [] : [{ op: 'removed', ...blockAt(from, change.a) }];
    if (to === undefined) return [];
    if (change.op === 'added') return [{ op: 'added', ...blockAt(to, change.b) }];
    if (from === undefined) return [];
    const before = { position: change.a, tokens: from.tokens, hash: from.node.blockHash };
    if (change.op === 'reordered') return [{ op: 'reordered', ...blockAt(to, change.b), before }];
    return [{ op: 'edited', ...blockAt(to, change.b), before, text: texts.get(change) ?? null }];
  });

  return {
    exchange_id: exchange.id,
    against: against?.id ?? null,
    vocabulary,
    parts_at: partsAt === undefined ? null : placeOf(partsAt, parting),
    ...addUp(all, a, b),
    changes,
    left_out: leftOut,
  };
}
