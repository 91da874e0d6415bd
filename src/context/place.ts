import { blockHash, nodeIdOf, placeText, shortHash } from './hash.ts';
import type { Block, PlacedBlock, PlacedContext } from './port.ts';

/**
 * How much of the first system text tells agents of one session apart, in UTF-16 units: who the agent is comes
 * first in it; what changes from turn to turn (date, working folder, open files) comes later.
 */
const SYSTEM_START = 512;

/** A line that Claude Code puts before its system text, and that changes with the conversation's first words. */
const BILLING = 'x-anthropic-billing-header:';

const SYSTEM_ROLES = new Set(['system', 'developer']);

const REMINDER = { start: '<system-reminder>', end: '</system-reminder>' };

/**
 * Whether a text is one that a tool puts beside what a person said, and takes out again later: Qwen Code 0.24.4 leaves
 * the date out of a conversation that it resumes.
 */
function isReminder({ kind, role, content }: Block): boolean {
  if (kind !== 'text' || role !== 'user' || !content.startsWith(REMINDER.start)) return false;
  const end = content.indexOf(REMINDER.end);
  return end >= 0 && content.slice(end + REMINDER.end.length).trim() === '';
}

/** Whether a block is of the conversation, which identity goes by, and not of what is told before or beside it. */
export function isConversation(block: Block): boolean {
  return block.message >= 0 && !SYSTEM_ROLES.has(block.role) && !isReminder(block);
}

/**
 * Hashes the blocks of a request and puts each at its place: one chain over all blocks, one over the conversation
 * alone. Linear in the text; keeps nothing. With `before`, the blocks are messages that follow that context.
 */
export function placeBlocks(blocks: Block[], before: PlacedContext | null = null): PlacedContext {
  const placed: PlacedBlock[] = before === null ? [] : before.blocks.slice();
  const conversation: PlacedContext['conversation'] = before === null ? [] : before.conversation.slice();
  let parentId = before?.head ?? null;
  let talk = '';
  let talkMessage = -1;
  let hasAssistant = conversation.at(-1)?.hasAssistant ?? false;
  let systemHash = before?.systemHash ?? null;
  let system = '';

  function endMessage(): void {
    if (talk === '') return;
    conversation.push({ nodeId: nodeIdOf(conversation.at(-1)?.nodeId ?? null, talk), hasAssistant });
    talk = '';
  }

  for (const block of blocks) {
    const { kind, role, tool, content, envelope, message } = block;
    const hash = blockHash(kind, content);
    const place = placeText(role, envelope, hash);
    const nodeId = nodeIdOf(parentId, place);
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

    if (kind === 'system' && message < 0 && system.length < SYSTEM_START && !content.startsWith(BILLING)) {
      system += content.slice(0, SYSTEM_START - system.length);
      systemHash = shortHash(system);
    } else if (kind === 'system' && systemHash === null && !content.startsWith(BILLING)) {
      systemHash = shortHash(content.slice(0, SYSTEM_START));
    }
    if (!isConversation(block)) continue;
    if (message !== talkMessage) endMessage();
    talkMessage = message;
    talk += place;
    hasAssistant ||= role === 'assistant';
  }
  endMessage();
  return { blocks: placed, head: parentId, conversation, systemHash };
}
