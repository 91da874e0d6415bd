import { schemaNames } from '../../context/index.ts';
import type { CalledTools, OutlineNode } from '../../storage/index.ts';
import type { ServerDeps } from '../deps.ts';

/** Schemas of tools that were never called that are read, in bytes together. */
const MAX_READ = 4 * 1024 * 1024;

/** How often each offered tool was called; null for one that the provider runs itself, whose calls have no name. */
export type CallsOf = (tool: string | null) => number | null;

/** Calls in a context, where there is no session to look through. */
export function callsIn(outline: readonly OutlineNode[]): CalledTools {
  const calls = new Map<string, number>();
  for (const { block } of outline) {
    if (block.kind === 'tool_call' && block.tool !== null)
      calls.set(block.tool, (calls.get(block.tool) ?? 0) + 1);
  }
  return { tools: Array.from(calls, ([tool, count]) => ({ tool, calls: count })), complete: true };
}

/**
 * Looks up the calls of the tools that a context offers. A schema that nobody called by its name is read: it may be
 * a list of tools, or one without a name, which the provider runs itself.
 */
export async function readCalls(
  { store }: Pick<ServerDeps, 'store'>,
  outline: readonly OutlineNode[],
  { tools }: CalledTools,
): Promise<CallsOf> {
  const calls = new Map(tools.map(({ tool, calls: count }) => [tool, count]));
  const unread = new Map<string, string>();
  let bytes = 0;
  for (const { block } of outline) {
    if (block.kind !== 'tool_schema' || block.tool === null || calls.has(block.tool)) continue;
    if (block.kept < 0 || bytes + block.bytes > MAX_READ) continue;
    bytes += block.bytes;
    unread.set(block.hash, block.tool);
  }
  const hosted = new Set<string>();
  for (const { hash, content } of unread.size === 0 ? [] : await store.contentsOf([...unread.keys()])) {
    const tool = unread.get(hash);
    const names = content === null ? null : schemaNames(content);
    if (tool === undefined || names === null) continue;
    const within = names.within.reduce(
      (sum, name) => sum + (calls.get(name) ?? calls.get(`${tool}__${name}`) ?? 0),
      0,
    );
    if (within > 0) calls.set(tool, (calls.get(tool) ?? 0) + within);
    else if (!names.named) hosted.add(tool);
  }
  return (tool) => (tool === null || hosted.has(tool) ? null : (calls.get(tool) ?? 0));
}
