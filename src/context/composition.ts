import type { ContextPart } from '../contract/index.ts';
import { type CountedPart, fitTokens } from './fit.ts';
import { mcpServerOf } from './mcp-names.ts';
import type { Block } from './port.ts';

/** A block of a context, as it was counted. */
export interface ComposedBlock extends CountedPart {
  kind: Block['kind'];
  role: string;
  tool: string | null;
  hash: string;
  /** Which of its tokens are memory. */
  memory: number;
  /** Turns ago; null where turns are not known. */
  age: number | null;
}

/** A block with its share of the whole, and how often its content stands in the context. */
export interface WeighedBlock<B extends ComposedBlock = ComposedBlock> {
  block: B;
  /** Its tokens, fitted to the whole. */
  tokens: number;
  memory: number;
  /** 1 for the first of its content, 2 for the next, … */
  time: number;
  repeats: number;
}

export interface PartSum {
  part: ContextPart;
  tokens: number;
  blocks: number;
  newest: number | null;
  oldest: number | null;
  /** Tokens of blocks whose content stood there before. */
  repeated: number;
}

export interface ToolSum {
  name: string | null;
  server: string | null;
  tokens: number;
  blocks: number;
}

export interface Composed<B extends ComposedBlock> {
  /** The whole, which the parts add up to. */
  tokens: number;
  /** Our own count of it. */
  counted: number;
  fitted: boolean;
  blocks: WeighedBlock<B>[];
  parts: PartSum[];
  repeats: { blocks: number; tokens: number };
}

/** By role, which is whatever a client wrote there. */
const TEXTS: ReadonlyMap<string, ContextPart> = new Map([
  ['user', 'user'],
  ['assistant', 'assistant'],
]);

function partOf({ kind, role }: Pick<Block, 'kind' | 'role'>): ContextPart {
  return kind === 'text' ? (TEXTS.get(role) ?? 'other') : kind;
}

/** Adds up parts in the order in which a context has them. */
class Parts {
  readonly #sums = new Map<ContextPart, PartSum>();

  add(part: ContextPart, tokens: number, blocks: number, age: number | null, repeated: number): void {
    let sum = this.#sums.get(part);
    if (sum === undefined) {
      sum = { part, tokens: 0, blocks: 0, newest: null, oldest: null, repeated: 0 };
      this.#sums.set(part, sum);
    }
    sum.tokens += tokens;
    sum.blocks += blocks;
    sum.repeated += repeated;
    if (age === null) return;
    sum.newest = Math.min(sum.newest ?? age, age);
    sum.oldest = Math.max(sum.oldest ?? age, age);
  }

  get list(): PartSum[] {
    return [...this.#sums.values()];
  }
}

function weigh<B extends ComposedBlock>(blocks: readonly B[], tokens: readonly number[]): WeighedBlock<B>[] {
  const times = new Map<string, number>();
  const weighed = blocks.map((block, i): WeighedBlock<B> => {
    const time = (times.get(block.hash) ?? 0) + 1;
    times.set(block.hash, time);
    const own = tokens[i] ?? 0;
    const memory = block.tokens === 0 ? 0 : Math.min(own, Math.round((block.memory * own) / block.tokens));
    return { block, tokens: own, memory, time, repeats: 1 };
  });
  for (const each of weighed) each.repeats = times.get(each.block.hash) ?? 1;
  return weighed;
}

/**
 * What a context is made of. `overhead`: what the chat adds to its blocks, by our own count; `whole`: the tokens that
 * the parts are to add up to (see {@link fitTokens}), null where only our own count is known. Memory is a part of its
 * own, taken out of the blocks that hold it. Linear in the blocks.
 */
export function compose<B extends ComposedBlock>(
  blocks: readonly B[],
  { overhead, whole }: { overhead: CountedPart | null; whole: number | null },
): Composed<B> {
  const around = overhead ?? { tokens: 0, exact: false };
  const counted = blocks.reduce((sum, { tokens }) => sum + tokens, around.tokens);
  const fit = fitTokens([...blocks, around], whole ?? counted);
  const weighed = weigh(blocks, fit.tokens);
  const parts = new Parts();
  const repeats = { blocks: 0, tokens: 0 };
  for (const { block, tokens, memory, time } of weighed) {
    const again = time > 1;
    const { age } = block;
    parts.add(partOf(block), tokens - memory, 1, age, again ? tokens - memory : 0);
    if (memory > 0) parts.add('memory', memory, 1, age, again ? memory : 0);
    if (!again || tokens === 0) continue;
    repeats.blocks += 1;
    repeats.tokens += tokens;
  }
  const left = fit.tokens[blocks.length] ?? 0;
  if (left > 0) parts.add('overhead', left, 0, null, 0);
  if (fit.unattributed > 0) parts.add('unattributed', fit.unattributed, 0, null, 0);
  return {
    tokens: whole ?? counted,
    counted,
    fitted: fit.scaled,
    blocks: weighed,
    parts: parts.list,
    repeats,
  };
}

/** The blocks of one kind by their tool, the heaviest first. */
export function byTool(blocks: readonly WeighedBlock[], kind: Block['kind']): ToolSum[] {
  const sums = new Map<string | null, ToolSum>();
  for (const { block, tokens } of blocks) {
    if (block.kind !== kind) continue;
    const sum = sums.get(block.tool);
    if (sum === undefined) {
      sums.set(block.tool, { name: block.tool, server: mcpServerOf(block.tool), tokens, blocks: 1 });
    } else {
      sum.tokens += tokens;
      sum.blocks += 1;
    }
  }
  return [...sums.values()].sort((a, b) => b.tokens - a.tokens);
}

/** Tools by the MCP server that their names say, the heaviest first; null is those of none. */
export function byServer(
  tools: readonly ToolSum[],
): { server: string | null; tools: number; tokens: number }[] {
  const sums = new Map<string | null, { server: string | null; tools: number; tokens: number }>();
  for (const { server, tokens, blocks } of tools) {
    const sum = sums.get(server) ?? { server, tools: 0, tokens: 0 };
    sum.tools += blocks;
    sum.tokens += tokens;
    sums.set(server, sum);
  }
  return [...sums.values()].sort((a, b) => b.tokens - a.tokens);
}

/** The heaviest blocks with their positions; of equal ones the first. */
export function heaviest<B extends ComposedBlock>(
  blocks: readonly WeighedBlock<B>[],
  most: number,
): { position: number; weighed: WeighedBlock<B> }[] {
  return blocks
    .map((weighed, position) => ({ position, weighed }))
    .sort((a, b) => b.weighed.tokens - a.weighed.tokens || a.position - b.position)
    .slice(0, most);
}
