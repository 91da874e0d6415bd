import type { Exchange, McpCall } from '../exchange/index.ts';
import type { StoredBlock, StoredBodies, StoredCount, StoredNode, WriteBatch } from '../storage/index.ts';
import { toStored } from './mappers.ts';

/** What may wait, at most. */
export interface BacklogLimits {
  /** Exchanges; and, beside them, MCP calls. */
  exchanges: number;
  /** Nodes, blocks and counts together. */
  rows: number;
  /** Bytes of contents and bodies. */
  bytes: number;
}

/** What one transaction takes: small enough that the next row is not kept waiting. */
export interface SliceSize {
  exchanges: number;
  rows: number;
  bytes: number;
}

/** A context that was handed over; taken in parts where it is large. */
interface Context {
  nodes: StoredNode[];
  blocks: StoredBlock[];
  bytes: number;
}

/** What a slice took, so that it can be put back. */
export interface Slice {
  readonly batch: WriteBatch;
  readonly exchanges: Exchange[];
  readonly contexts: Context[];
}

/** What was dropped to stay within the limits. */
export interface Dropped {
  exchanges: number;
  calls: number;
  contents: number;
}

/** What waits to be written, oldest first. */
export interface Backlog {
  touch(exchange: Exchange): void;
  addContext(nodes: StoredNode[], blocks: StoredBlock[]): void;
  addCounts(counts: StoredCount[]): void;
  addBodies(bodies: StoredBodies): void;
  addMcpCall(call: McpCall): void;
  readonly empty: boolean;
  /** Takes the next slice out; exchanges are copied as they are now. */
  take(size: SliceSize): Slice;
  /** Puts back, in front, what could not be written. An exchange touched since then is newer, and stays. */
  putBack(slice: Slice): void;
  /** Drops the oldest until the limits hold: contents and bodies before rows. */
  trim(limits: BacklogLimits): Dropped;
}

export function createBacklog(): Backlog {
  let dirty = new Map<string, Exchange>();
  let contexts: Context[] = [];
  let counts: StoredCount[] = [];
  let bodies: StoredBodies[] = [];
  let calls: McpCall[] = [];
  let bytes = 0;
  let rows = 0;

  const push = (nodes: StoredNode[], blocks: StoredBlock[]) => {
    const size = contentBytes(blocks);
    contexts.push({ nodes, blocks, bytes: size });
    bytes += size;
    rows += nodes.length + blocks.length;
  };

  const takeContexts = (size: SliceSize): Context[] => {
    const taken: Context[] = [];
    let takenRows = 0;
    let takenBytes = 0;
    while (takenRows < size.rows && takenBytes < size.bytes) {
      const next = contexts.shift();
      if (next === undefined) break;
      const { part, rest } = split(next, size.rows - takenRows, size.bytes - takenBytes);
      if (rest !== null) contexts.unshift(rest);
      taken.push(part);
      takenRows += part.nodes.length + part.blocks.length;
      takenBytes += part.bytes;
      bytes -= part.bytes;
      rows -= part.nodes.length + part.blocks.length;
    }
    return taken;
  };

  const takeBodies = (size: SliceSize): StoredBodies[] => {
    let end = 0;
    let taken = 0;
    for (const body of bodies) {
      if (end > 0 && (end >= size.exchanges || taken + bodyBytes(body) > size.bytes)) break;
      taken += bodyBytes(body);
      end += 1;
    }
    bytes -= taken;
    return bodies.splice(0, end);
  };

  return {
    touch: (exchange) => void dirty.set(exchange.id, exchange),
    addContext: push,
    addCounts(more) {
      for (const count of more) counts.push(count);
      rows += more.length;
    },
    addBodies(more) {
      bodies.push(more);
      bytes += bodyBytes(more);
    },
    addMcpCall: (call) => void calls.push(call),
    get empty() {
      return dirty.size + contexts.length + counts.length + bodies.length + calls.length === 0;
    },
    take(size) {
      const exchanges: Exchange[] = [];
      for (const exchange of dirty.values()) {
        if (exchanges.length >= size.exchanges) break;
        exchanges.push(exchange);
      }
      if (exchanges.length === dirty.size) dirty = new Map();
      else for (const exchange of exchanges) dirty.delete(exchange.id);
      const taken = takeContexts(size);
      // Counts and bodies wait until what they belong to has gone before them.
      const takenCounts = contexts.length > 0 ? [] : counts.splice(0, size.rows);
      rows -= takenCounts.length;
      return {
        exchanges,
        contexts: taken,
        batch: {
          exchanges: exchanges.map(toStored),
          nodes: taken.flatMap((context) => context.nodes),
          blocks: taken.flatMap((context) => context.blocks),
          counts: takenCounts,
          bodies: takeBodies(size),
          mcpCalls: calls.splice(0, size.exchanges),
        },
      };
    },
    putBack(slice) {
      const older = new Map(slice.exchanges.map((exchange) => [exchange.id, exchange]));
      for (const [id, exchange] of dirty) older.set(id, exchange);
      dirty = older;
      contexts = [...slice.contexts, ...contexts];
      counts = [...slice.batch.counts, ...counts];
      bodies = [...slice.batch.bodies, ...bodies];
      calls = [...slice.batch.mcpCalls, ...calls];
      for (const context of slice.contexts) {
        bytes += context.bytes;
        rows += context.nodes.length + context.blocks.length;
      }
      for (const body of slice.batch.bodies) bytes += bodyBytes(body);
      rows += slice.batch.counts.length;
    },
    trim(limits) {
      const dropped: Dropped = { exchanges: 0, calls: 0, contents: 0 };
      while (bytes > limits.bytes || rows > limits.rows) {
        const body = bytes > limits.bytes ? bodies.shift() : undefined;
        if (body !== undefined) {
          bytes -= bodyBytes(body);
          dropped.contents += 1;
          continue;
        }
        const context = contexts.shift();
        if (context !== undefined) {
          bytes -= context.bytes;
          rows -= context.nodes.length + context.blocks.length;
          dropped.contents += 1;
          continue;
        }
        const tooMany = Math.max(0, rows - limits.rows);
        rows -= counts.splice(0, tooMany).length;
        break;
      }
      for (const id of dirty.keys()) {
        if (dirty.size <= limits.exchanges) break;
        dirty.delete(id);
        dropped.exchanges += 1;
      }
      dropped.calls = calls.splice(0, Math.max(0, calls.length - limits.exchanges)).length;
      return dropped;
    },
  };
}

/**
 * A part of at most so many rows and bytes, but of one node or block at least. A node goes together with its block:
 * what uses a block is noted on its row, if that is there.
 */
function split(context: Context, rows: number, bytes: number): { part: Context; rest: Context | null } {
  const { nodes, blocks } = context;
  if (nodes.length + blocks.length <= rows && context.bytes <= bytes) return { part: context, rest: null };
  let atNode = 0;
  let atBlock = 0;
  let taken = 0;
  while (atNode < nodes.length || atBlock < blocks.length) {
    const node = nodes[atNode];
    // Blocks come in the order in which nodes first name them.
    const next = blocks[atBlock];
    const block = node === undefined || next?.hash === node.blockHash ? next : undefined;
    const more = (node === undefined ? 0 : 1) + (block === undefined ? 0 : 1);
    const size = block === undefined ? 0 : blockBytes(block);
    const some = atNode + atBlock;
    if (some > 0 && (some + more > rows || taken + size > bytes)) break;
    if (node !== undefined) atNode += 1;
    if (block !== undefined) atBlock += 1;
    taken += size;
  }
  const part = { nodes: nodes.slice(0, atNode), blocks: blocks.slice(0, atBlock), bytes: taken };
  const rest = { nodes: nodes.slice(atNode), blocks: blocks.slice(atBlock), bytes: context.bytes - taken };
  return { part, rest: rest.nodes.length + rest.blocks.length === 0 ? null : rest };
}

function blockBytes(block: StoredBlock): number {
  return block.content === null ? 0 : block.content.length;
}

function contentBytes(blocks: StoredBlock[]): number {
  let sum = 0;
  for (const block of blocks) sum += blockBytes(block);
  return sum;
}

function bodyBytes(bodies: StoredBodies): number {
  return (
    (bodies.envelope?.byteLength ?? 0) + (bodies.answer?.byteLength ?? 0) + (bodies.headers?.length ?? 0)
  );
}
