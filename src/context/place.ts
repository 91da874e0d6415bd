import { blockHash, nodeIdOf, shortHash } from './hash.ts';
import type { Block, PlacedBlock, PlacedContext } from './port.ts';

/**
 * How much of the first system text tells agents of one session apart, in UTF-16 units: who the agent is comes
 * first in it; what changes from turn to turn (date, working folder, open files) comes later.
 */
const SYSTEM_START = 512;

const SYSTEM_ROLES = new Set(['system', 'developer']);

function isConversation(block: Block): boolean {
  return block.message >= 0 && !SYSTEM_ROLES.has(block.role);
}

/**
 * Hashes the blocks of a request and puts each at its place: one chain over all blocks, one over the conversation
 * alone. Linear in the text; keeps nothing.
 */
export function placeBlocks(blocks: Block[]): PlacedContext {
  const placed: PlacedBlock[] = [];
  const conversation: PlacedContext['conversation'] = [];
  let parentId: string | null = null;
  let talk: string | null = null;
  let talkMessage = -1;
  let hasAssistant = false;
  let systemHash: string | null = null;

  for (const block of blocks) {
    const { kind, role, tool, content, envelope, message } = block;
    const hash = blockHash(kind, content);
    const nodeId = nodeIdOf(parentId, role, envelope, hash);
    placed.push({
      kind,
      role,
      tool,
      content,
      envelope,
      message,
      hash,
      nodeId,
      parentId,
      depth: placed.length + 1,
    });
    parentId = nodeId;

    if (kind === 'system' && systemHash === null) systemHash = shortHash(content.slice(0, SYSTEM_START));
    if (!isConversation(block)) continue;
    talk = nodeIdOf(talk, role, envelope, hash);
    hasAssistant ||= role === 'assistant';
    if (message === talkMessage) conversation.pop();
    conversation.push({ nodeId: talk, hasAssistant });
    talkMessage = message;
  }
  return { blocks: placed, head: parentId, conversation, systemHash };
}
