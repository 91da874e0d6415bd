import { isSealOf } from '../script.ts';
import type { ModelRules } from './anthropic-models.ts';
import { complain, type Fields, fieldsAt, listAt, textAt } from './complaint.ts';

/** What the rest of the request says of its turns. */
export interface TurnRules extends Pick<ModelRules, 'prefill' | 'systemInTheMiddle'> {
  /** Thinking is asked for with a budget: a turn that calls tools begins with its thinking. */
  thinking: boolean;
}

const TOOL_ID = /^[a-zA-Z0-9_-]+$/;
const MEDIA_TYPES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

/** Blocks that each role may have, less those of tools that the provider runs. */
const BLOCKS: Record<string, Set<string>> = {
  user: new Set(['text', 'image', 'document', 'search_result', 'tool_result', 'container_upload']),
  assistant: new Set(['text', 'thinking', 'redacted_thinking', 'tool_use']),
  system: new Set(['text']),
};
const HOSTED = /^(server_tool_use|mcp_tool_use|mcp_tool_result|tool_reference|compaction|\w+_tool_result)$/;

function checkText(block: Fields, at: string): void {
  if (textAt(block.text, `${at}.text`).trim() === '')
    complain(
      block.text === ''
        ? 'messages: text content blocks must be non-empty'
        : 'messages: text content blocks must contain non-whitespace text',
    );
}

function checkSource(block: Fields, at: string): void {
  const source = fieldsAt(block.source, `${at}.source`);
  if (source.type === 'base64') {
    const data = textAt(source.data, `${at}.source.base64.data`);
    if (data === '' || /[^A-Za-z0-9+/=]/.test(data))
      complain(`${at}.source.base64.data: Input should be valid base64`);
    if (block.type === 'image' && !MEDIA_TYPES.has(String(source.media_type)))
      complain(
        `${at}.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'`,
      );
  } else if (source.type === 'url') textAt(source.url, `${at}.source.url`);
  else if (!['text', 'content', 'file'].includes(String(source.type)))
    complain(`${at}.source: Input tag '${source.type}' does not match any of the expected tags`);
}

function checkResult(block: Fields, at: string): void {
  textAt(block.tool_use_id, `${at}.tool_use_id`);
  const { content } = block;
  if (content === undefined || typeof content === 'string') return;
  for (const [index, part] of listAt(content, `${at}.content`).entries()) {
    const place = `${at}.content.${index}`;
    if (part.type === 'text') checkText(part, place);
    else if (part.type === 'image' || part.type === 'document') checkSource(part, place);
    else if (!HOSTED.test(String(part.type)) && part.type !== 'search_result')
      complain(`${place}: Input tag '${part.type}' does not match any of the expected tags`);
  }
}

function checkBlock(block: Fields, role: string, at: string): void {
  const type = String(block.type);
  if (!BLOCKS[role]?.has(type)) {
    if (HOSTED.test(type)) return;
    complain(`${at}: Input tag '${type}' found using 'type' does not match any of the expected tags`);
  }
  if (type === 'text') checkText(block, at);
  if (type === 'image' || type === 'document') checkSource(block, at);
  if (type === 'tool_result') checkResult(block, at);
  if (type === 'tool_use') {
    if (!TOOL_ID.test(textAt(block.id, `${at}.tool_use.id`)))
      complain(`${at}.tool_use.id: String should match pattern '${TOOL_ID.source}'`);
    if (textAt(block.name, `${at}.tool_use.name`) === '')
      complain(`${at}.tool_use.name: String should have at least 1 character`);
    fieldsAt(block.input, `${at}.tool_use.input`);
  }
  if (type === 'thinking') {
    textAt(block.thinking, `${at}.thinking.thinking`);
    if (!isSealOf('anthropic-messages', block.signature))
      complain(`${at}: Invalid \`signature\` in \`thinking\` block`);
  }
  if (type === 'redacted_thinking' && !isSealOf('anthropic-messages', block.data))
    complain(`${at}: Invalid \`data\` in \`redacted_thinking\` block`);
}

function blocksOf(message: Fields): Fields[] {
  return typeof message.content === 'string'
    ? [{ type: 'text', text: message.content }]
    : (message.content as Fields[]);
}

const callsIn = (blocks: Fields[]) => blocks.filter((block) => block.type === 'tool_use').map((b) => b.id);

/** Consecutive messages of one role are one turn to the provider. */
function turnsOf(messages: Fields[]): { role: unknown; blocks: Fields[]; at: string }[] {
  const turns: { role: unknown; blocks: Fields[]; at: string }[] = [];
  for (const [index, message] of messages.entries()) {
    const last = turns.at(-1);
    if (message.role === 'system') continue;
    if (last && last.role === message.role) last.blocks.push(...blocksOf(message));
    else turns.push({ role: message.role, blocks: [...blocksOf(message)], at: `messages.${index}` });
  }
  return turns;
}

/** Results stand first in the turn behind their calls, one for each. */
function checkResults(messages: Fields[]): void {
  const turns = turnsOf(messages);
  for (const [index, turn] of turns.entries()) {
    const before = index === 0 ? [] : callsIn(turns[index - 1]?.blocks ?? []);
    const results = turn.blocks.filter((block) => block.type === 'tool_result');
    for (const result of results)
      if (!before.includes(result.tool_use_id))
        complain(
          `${turn.at}.content: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${result.tool_use_id}. ` +
            'Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
        );
    const answered = new Set(results.map((result) => result.tool_use_id));
    const missing = before.filter((id) => !answered.has(id));
    const first = turn.blocks.findIndex((block) => block.type !== 'tool_result');
    const late = first >= 0 && turn.blocks.slice(first).some((block) => block.type === 'tool_result');
    if (missing.length > 0 || (late && before.length > 0))
      complain(
        `${turns[index - 1]?.at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ` +
          `${(missing.length > 0 ? missing : before).join(', ')}. Each \`tool_use\` block must have a corresponding ` +
          '`tool_result` block in the next message.',
      );
    if (answered.size < results.length) complain(`${turn.at}: each tool_use must have a single result.`);
  }
  const last = turns.at(-1);
  const open = last?.role === 'assistant' ? callsIn(last.blocks) : [];
  if (open.length > 0)
    complain(
      `${last?.at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}.`,
    );
}

function checkThinking(messages: Fields[]): void {
  const turns = turnsOf(messages).filter((turn) => turn.role === 'assistant');
  const last = turns.at(-1);
  const first = last?.blocks[0]?.type;
  if (last && callsIn(last.blocks).length > 0 && first !== 'thinking' && first !== 'redacted_thinking')
    complain(
      `${last.at}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first}\`. When ` +
        '`thinking` is enabled, a final `assistant` message must start with a thinking block.',
    );
}

/** Refuses turns that Anthropic refuses. */
export function checkConversation(messages: Fields[], rules: TurnRules): void {
  if (messages.length === 0) complain('messages: at least one message is required');
  for (const [index, message] of messages.entries()) {
    const at = `messages.${index}`;
    const role = String(message.role);
    if (role === 'system') {
      if (!rules.systemInTheMiddle) complain("role 'system' is not supported on this model");
      const [before, behind] = [messages[index - 1]?.role, messages[index + 1]?.role];
      if (before !== 'user' || (behind !== undefined && behind !== 'assistant'))
        complain(
          `${at}: a system message must follow a user turn, and precede an assistant turn or be the last`,
        );
    } else if (role !== 'user' && role !== 'assistant')
      complain(`messages: Unexpected role "${role}". Allowed roles are "user" or "assistant".`);
    for (const key of Object.keys(message))
      if (key !== 'role' && key !== 'content') complain(`${at}.${key}: Extra inputs are not permitted`);
    const blocks =
      typeof message.content === 'string'
        ? [{ type: 'text', text: message.content }]
        : listAt(message.content, `${at}.content`);
    const isLast = index === messages.length - 1;
    if (blocks.length === 0 && !(isLast && role === 'assistant'))
      complain(
        `${at}: all messages must have non-empty content except for the optional final assistant message`,
      );
    for (const [place, block] of blocks.entries()) checkBlock(block, role, `${at}.content.${place}`);
    const last = blocks.at(-1);
    if (isLast && role === 'assistant' && last?.type === 'text' && /\s$/.test(String(last.text)))
      complain('messages: final assistant content cannot end with trailing whitespace');
  }
  if (!rules.prefill && messages.at(-1)?.role === 'assistant')
    complain(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  const [first] = messages;
  if (first?.role === 'assistant') complain('messages: first message must use the "user" role');
  checkResults(messages);
  if (rules.thinking) checkThinking(messages);
}
