import type { CacheChange, ToolChanges } from '../contract/index.ts';
import type { Difference, Region, SentBlock } from './cache-break-port.ts';
import { beginningOf } from './cut.ts';

/** Names of tools told of, of each sort. */
const NAMES = 50;
/** UTF-16 units of a name. */
const NAME_UNITS = 200;

function isLead(block: SentBlock): boolean {
  const { kind, role } = block;
  return kind === 'tool_schema' || kind === 'system' || role === 'system' || role === 'developer';
}

/** How many blocks stand before the conversation: tools, the answer's schema, system. */
export function leadLength(blocks: readonly SentBlock[]): number {
  const first = blocks.findIndex((block) => !isLead(block));
  return first < 0 ? blocks.length : first;
}

/** How many blocks two contexts begin with in common. */
export function commonLength(a: readonly SentBlock[], b: readonly SentBlock[]): number {
  let same = 0;
  while (same < a.length && same < b.length && a[same]?.nodeId === b[same]?.nodeId) same++;
  return same;
}

/** Where each hash stands in a list of blocks for the last time. */
function lastPlaces(blocks: readonly SentBlock[]): Map<string, number> {
  return new Map(blocks.map((block, i) => [block.hash, i]));
}

function changeOf(own: readonly SentBlock[], earlier: readonly SentBlock[], index: number): CacheChange {
  const after = own[index];
  const before = earlier[index];
  if (after === undefined || before === undefined) return after === undefined ? 'removed' : 'added';
  if (after.hash === before.hash) return 'marks';
  const stays = (lastPlaces(earlier).get(after.hash) ?? -1) > index;
  const goesOn = (lastPlaces(own).get(before.hash) ?? -1) > index;
  if (stays) return goesOn ? 'moved' : 'removed';
  return goesOn ? 'added' : 'edited';
}

function toolsByName(blocks: readonly SentBlock[]): Map<string, SentBlock> {
  const tools = new Map<string, SentBlock>();
  for (const block of blocks) {
    if (block.kind !== 'tool_schema') continue;
    const name = block.tool ?? '';
    if (!tools.has(name)) tools.set(name, block);
  }
  return tools;
}

function namesOf(names: string[]): string[] {
  return names.slice(0, NAMES).map((name) => beginningOf(name, NAME_UNITS).toWellFormed());
}

interface ToolDifference {
  change: CacheChange;
  block: SentBlock;
  before: SentBlock | null;
  after: SentBlock | null;
  tools: ToolChanges;
}

/** Which tools are not what they were, and the first of them in the order of the list. */
function toolDifference(
  own: readonly SentBlock[],
  earlier: readonly SentBlock[],
  index: number,
): ToolDifference | null {
  const now = toolsByName(own);
  const then = toolsByName(earlier);
  const added = [...now.keys()].filter((name) => !then.has(name));
  const removed = [...then.keys()].filter((name) => !now.has(name));
  const edited = [...now].filter(([name, { hash }]) => (then.get(name)?.hash ?? hash) !== hash);
  const both = (tools: Map<string, SentBlock>, others: Map<string, SentBlock>): string =>
    JSON.stringify([...tools.keys()].filter((name) => others.has(name)));
  const tools: ToolChanges = {
    added: namesOf(added),
    removed: namesOf(removed),
    edited: namesOf(edited.map(([name]) => name)),
    reordered: both(now, then) !== both(then, now),
  };
  const after = own[index]?.kind === 'tool_schema' ? (own[index] ?? null) : null;
  const before = earlier[index]?.kind === 'tool_schema' ? (earlier[index] ?? null) : null;
  if (after !== null) {
    const was = then.get(after.tool ?? '');
    if (was === undefined) return { change: 'added', block: after, before: null, after, tools };
    if (was.hash !== after.hash) return { change: 'edited', block: after, before: was, after, tools };
  }
  if (before !== null && !now.has(before.tool ?? ''))
    return { change: 'removed', block: before, before, after: null, tools };
  const block = after ?? before;
  return block === null ? null : { change: 'moved', block, before: null, after: null, tools };
}

function regionOf(own: readonly SentBlock[], earlier: readonly SentBlock[], index: number): Region {
  const pair = [own[index], earlier[index]];
  if (pair.some((block) => block?.kind === 'tool_schema')) return 'tools';
  if (index >= leadLength(own) && index >= leadLength(earlier)) return 'messages';
  return pair.some((block) => block?.kind === 'system') ? 'system' : 'schema';
}

/**
 * The first place where a context is not as an earlier one was: null where one of the two goes on the other. `shared`:
 * how many blocks they begin with in common.
 */
export function firstDifference(
  own: readonly SentBlock[],
  earlier: readonly SentBlock[],
  shared: number,
): Difference | null {
  const after = own[shared];
  const before = earlier[shared];
  if (after === undefined || before === undefined) return null;
  const region = regionOf(own, earlier, shared);
  if (region === 'tools') {
    const found = toolDifference(own, earlier, shared);
    if (found !== null) return { index: shared, region, ...found };
  }
  const change = changeOf(own, earlier, shared);
  return {
    index: shared,
    region,
    change,
    block: change === 'removed' ? before : after,
    before: change === 'added' || change === 'moved' ? null : before,
    after: change === 'removed' || change === 'moved' ? null : after,
    tools: null,
  };
}
