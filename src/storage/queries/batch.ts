import type { StoredBlock, WriteBatch } from '../port.ts';
import { clean } from './clean.ts';
import { type ExchangeParameters, encodeExchange } from './exchange-row.ts';
import { encodeMcpCall, type McpCallParameters } from './mcp-calls.ts';

export type NodeParameters = [
  id: string,
  parentId: string | null,
  blockHash: string,
  role: string,
  depth: number,
  envelope: string | null,
  message: number | null,
];

export type PlainBlockParameters = [
  hash: string,
  kind: StoredBlock['kind'],
  tool: string | null,
  bytes: number,
  kept: number,
];

/** The content, as text or its UTF-8, is packed by the writer, away from the main thread. */
export type BlockParameters = [...row: PlainBlockParameters, content: string | Uint8Array | null];

export type CountParameters = [blockHash: string, vocabulary: string, tokens: number, exact: 0 | 1];

export type BodyParameters = [
  exchangeId: string,
  envelope: Uint8Array | null,
  answer: Uint8Array | null,
  answerType: string | null,
  headers: string | null,
];

/**
 * A batch as the writer takes it: rows of plain values, which cost a third of the objects that they come from
 * when they are posted to another thread.
 */
export interface EncodedBatch {
  exchanges: ExchangeParameters[];
  /** Of each session that the exchanges name: the start of its newest turn here, or null. */
  sessions: [id: number, lastTurnAt: number | null][];
  nodes: NodeParameters[];
  blocks: BlockParameters[];
  counts: CountParameters[];
  bodies: BodyParameters[];
  mcpCalls: McpCallParameters[];
  /** Last nodes of the chains here: not garbage until an exchange names them, or some time has passed. */
  leaves: string[];
}

/** What has been written, and need not be sent again. */
export interface Written {
  hasNode(id: string): boolean;
  /** True where the block is kept with at least this many characters. */
  hasBlock(hash: string, kept: number): boolean;
}

const NOTHING_WRITTEN: Written = { hasNode: () => false, hasBlock: () => false };

/** Copies a batch into rows; what it was made of may change right after. */
export function encodeBatch(batch: WriteBatch, written: Written = NOTHING_WRITTEN): EncodedBatch {
  const exchanges = new Map<string, ExchangeParameters>();
  const sessions = new Map<number, number | null>();
  for (const exchange of batch.exchanges) {
    exchanges.set(exchange.id, encodeExchange(exchange));
    if (exchange.sessionId === null) continue;
    const last = sessions.get(exchange.sessionId) ?? null;
    const turn = exchange.kind === 'turn' && exchange.startedAt > (last ?? -1) ? exchange.startedAt : last;
    sessions.set(exchange.sessionId, turn);
  }
  const nodes: NodeParameters[] = [];
  for (const node of batch.nodes) {
    if (written.hasNode(node.id)) continue;
    nodes.push([
      node.id,
      node.parentId,
      node.blockHash,
      clean(node.role),
      node.depth,
      node.envelope,
      node.message ?? null,
    ]);
  }
  const blocks: BlockParameters[] = [];
  for (const block of batch.blocks) {
    const kept = block.content === null ? -1 : block.content.length;
    if (written.hasBlock(block.hash, kept)) continue;
    blocks.push([block.hash, block.kind, clean(block.tool), block.bytes, kept, block.content]);
  }
  return {
    exchanges: [...exchanges.values()],
    sessions: [...sessions],
    nodes,
    blocks,
    counts: batch.counts.map((count) => [
      count.blockHash,
      count.vocabulary,
      count.tokens,
      count.exact ? 1 : 0,
    ]),
    bodies: batch.bodies.map((body) => [
      body.exchangeId,
      body.envelope,
      body.answer,
      body.answerType,
      body.headers ?? null,
    ]),
    mcpCalls: batch.mcpCalls.map(encodeMcpCall),
    leaves: leavesOf(batch.nodes),
  };
}

/** Ids of the nodes that are no other's parent. */
export function leavesOf(nodes: readonly { id: string; parentId: string | null }[]): string[] {
  if (nodes.length === 0) return [];
  const parents = new Set<string | null>();
  for (const node of nodes) parents.add(node.parentId);
  return nodes.filter((node) => !parents.has(node.id)).map((node) => node.id);
}
