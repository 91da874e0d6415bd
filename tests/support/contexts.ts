import { type Block, placeBlocks } from '../../src/context/index.ts';
import type { StoredBlock, StoredCount, StoredNode, WriteBatch } from '../../src/storage/index.ts';

/** What a block is made of in a test: `s`ystem, `u`ser, `a`ssistant, a `t`ool schema (its name is the first word). */
export type Spoken = [who: 's' | 'u' | 'a' | 't', content: string];

const ROLES = { s: 'system', u: 'user', a: 'assistant', t: 'tools' } as const;

/** Blocks as a protocol reads them. */
export function spoken(parts: readonly Spoken[]): Block[] {
  return parts.map(([who, content], i) => ({
    kind: who === 't' ? 'tool_schema' : who === 's' ? 'system' : 'text',
    role: ROLES[who],
    tool: who === 't' ? (content.split(' ')[0] ?? null) : null,
    content,
    envelope: null,
    message: who === 'u' || who === 'a' ? i : -1,
  }));
}

/** A context as it is stored, each block counted as one token for four UTF-16 units; and its last node. */
export function storedContext(
  parts: readonly Spoken[],
  vocabulary = 'o200k_base',
): Pick<WriteBatch, 'nodes' | 'blocks' | 'counts'> & { head: string | null } {
  const placed = placeBlocks(spoken(parts));
  const nodes: StoredNode[] = [];
  const blocks: StoredBlock[] = [];
  const counts: StoredCount[] = [];
  for (const { nodeId, parentId, hash, role, depth, envelope, kind, tool, content } of placed.blocks) {
    nodes.push({ id: nodeId, parentId, blockHash: hash, role, depth, envelope });
    blocks.push({ hash, kind, tool, bytes: Buffer.byteLength(content), content });
    counts.push({ blockHash: hash, vocabulary, tokens: Math.ceil(content.length / 4), exact: true });
  }
  return { nodes, blocks, counts, head: placed.head };
}
