import { type McpCall, unknownCost, unknownTokens } from '../../src/exchange/index.ts';
import type { StoredBlock, StoredExchange, StoredNode, WriteBatch } from '../../src/storage/index.ts';

/** A batch of what is named, and of nothing else. */
export function batchOf(part: Partial<WriteBatch>): WriteBatch {
  return { exchanges: [], nodes: [], blocks: [], counts: [], bodies: [], mcpCalls: [], ...part };
}

/** A cost of which only the sum is known. */
export function costOf(usd: number): StoredExchange['cost'] {
  return { ...unknownCost(), usd };
}

/** A finished turn of no session, about which nothing more is known. */
export function exchangeOf(part: Partial<StoredExchange> & { id: string }): StoredExchange {
  return {
    sessionId: null,
    agentId: null,
    kind: 'turn',
    startedAt: 1_000,
    status: 'ok',
    httpStatus: 200,
    protocol: 'openai-chat',
    path: '/v1/chat/completions',
    clientName: null,
    clientVersion: null,
    model: 'test-model',
    provider: 'test',
    providerModel: 'test-model',
    route: null,
    streamed: false,
    tokens: unknownTokens(),
    usage: null,
    cost: unknownCost(),
    timings: { first_byte_ms: null, total_ms: null, proxy_ms: null, longest_silence_ms: null },
    attempts: [],
    warnings: [],
    error: null,
    tools: [],
    headReceived: null,
    headSent: null,
    memoryTokens: null,
    counted: null,
    ...part,
  };
}

/** A call that went well, of no session. */
export function mcpCallOf(part: Partial<McpCall> & { id: string }): McpCall {
  return {
    startedAt: 1_000,
    server: 'files',
    tool: 'read',
    from: 'gateway',
    clientName: null,
    clientVersion: null,
    sessionId: null,
    outcome: 'ok',
    refusal: null,
    message: null,
    waitedMs: 0,
    totalMs: 1.5,
    argumentBytes: 10,
    argumentTokens: 4,
    resultBytes: 20,
    resultTokens: 8,
    ...part,
  };
}

/** The chain of a conversation: a node's id is the texts up to it, a block's hash comes of its text. */
export function contextOf(texts: string[]): {
  nodes: StoredNode[];
  blocks: StoredBlock[];
  head: string | null;
} {
  const nodes: StoredNode[] = [];
  const blocks: StoredBlock[] = [];
  let head: string | null = null;
  for (const text of texts) {
    const id: string = head === null ? keyOf(text) : `${head}/${keyOf(text)}`;
    nodes.push({
      id,
      parentId: head,
      blockHash: `#${keyOf(text)}`,
      role: 'user',
      depth: nodes.length + 1,
      envelope: null,
    });
    blocks.push({
      hash: `#${keyOf(text)}`,
      kind: 'text',
      tool: null,
      bytes: Buffer.byteLength(text),
      content: text,
    });
    head = id;
  }
  return { nodes, blocks, head };
}

/** Short letters as they are, anything else by its bytes. */
function keyOf(text: string): string {
  return /^[\w ]{1,20}$/.test(text)
    ? text
    : `${text.length}-${Buffer.from(text).toString('hex').slice(0, 40)}`;
}

/** An id that sorts by `n`. */
export function idOf(n: number): string {
  return `x${String(n).padStart(8, '0')}`;
}
