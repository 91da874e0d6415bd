import type { Kept } from '../../contract/index.ts';
import type { OutlineNode } from '../../storage/index.ts';
import { mayBeWhole } from '../context/counted-outline.ts';

/** Blocks that stand together: of one message, or before the messages of one role. */
export interface Group {
  message: number | null;
  role: string;
  name: string | null;
  /** Index of its first block, and of the one after its last. */
  from: number;
  to: number;
}

interface OnNode {
  id?: unknown;
  tool_call_id?: unknown;
  name?: unknown;
}

function onNode({ envelope }: OutlineNode): OnNode {
  return envelope === null ? {} : (JSON.parse(envelope) as OnNode);
}

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The messages of a context, in its order. */
export function groupsOf(outline: readonly OutlineNode[]): Group[] {
  const groups: Group[] = [];
  for (const [i, node] of outline.entries()) {
    const last = groups.at(-1);
    const same =
      last !== undefined &&
      last.message === node.message &&
      (node.message !== null || outline[last.from]?.role === node.role);
    if (!same) {
      groups.push({
        message: node.message,
        role: node.role,
        name: textOr(onNode(node).name),
        from: i,
        to: i + 1,
      });
      continue;
    }
    last.to = i + 1;
    // A message that brings results is whose the rest of it is.
    if (last.role === 'tool') last.role = node.role;
  }
  return groups;
}

/**
 * The ids that join calls and results, by position; null for what is neither. Where the protocol gave none, a result
 * belongs to the first call of its tool that has no result yet.
 */
export function callIdsOf(outline: readonly OutlineNode[]): (string | null)[] {
  const waiting = new Map<string | null, string[]>();
  return outline.map((node, i) => {
    const { kind, tool } = node.block;
    const { id, tool_call_id: resultOf } = onNode(node);
    if (kind === 'tool_call') {
      const own = textOr(id);
      if (own !== null) return own;
      const made = `at-${i}`;
      const calls = waiting.get(tool);
      if (calls === undefined) waiting.set(tool, [made]);
      else calls.push(made);
      return made;
    }
    const given = textOr(resultOf);
    if (given !== null || kind !== 'tool_result') return given;
    return waiting.get(tool)?.shift() ?? null;
  });
}

/** How many blocks two contexts begin with alike. */
export function sharedBlocks(a: readonly OutlineNode[], b: readonly OutlineNode[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length) {
    if (a[shared]?.blockHash !== b[shared]?.blockHash || a[shared]?.role !== b[shared]?.role) break;
    shared += 1;
  }
  return shared;
}

/** Characters that `capture = "preview"` keeps of a content, or one less where that would halve one. */
const PREVIEW = [399, 400];

/** How much is kept of a content, as far as its size tells. */
function keptOf(node: OutlineNode): Kept {
  const { kept, bytes } = node.block;
  if (kept < 0) return 'none';
  const cut = !mayBeWhole(node) || (PREVIEW.includes(kept) && bytes > kept);
  return cut ? 'preview' : 'full';
}

/** How much of a context's contents is kept. `whole`: whether the request can be put together again. */
export function captureOf(outline: readonly OutlineNode[], whole: boolean): Kept {
  if (whole) return 'full';
  const kinds = new Set(outline.map(keptOf));
  if (kinds.size === 0 || (kinds.size === 1 && kinds.has('none'))) return 'none';
  return kinds.size === 1 && kinds.has('full') ? 'full' : 'preview';
}

/** Where the text of a block begins in its content: behind the name of a call's tool. */
export function textStart({ block }: OutlineNode): number {
  return block.kind === 'tool_call' && block.tool !== null ? block.tool.length + 1 : 0;
}
