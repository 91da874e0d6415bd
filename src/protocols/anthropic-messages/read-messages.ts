import type { Part } from '../neutral/parts.ts';
import type { Message } from '../neutral/request.ts';
import { withoutBillingLine } from './billing.ts';
import { readPart } from './read-parts.ts';
import { invalid, objectAt, type Reading } from './reading.ts';
import { extraOf } from './wire.ts';

const MESSAGE = new Set(['role', 'content']);

function readContent(content: unknown, path: string, reading: Reading): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (content === undefined || content === null) return [];
  if (!Array.isArray(content))
    throw invalid(path, 'must be a string or a list of blocks', 'send the text of the message');
  return content.flatMap((block, i) => readPart(block, `${path}[${i}]`, reading));
}

/** A part without the line for Anthropic's billing; nothing where it held nothing else. */
function withoutBilling(part: Part): Part[] {
  if (part.type !== 'text') return [part];
  const text = withoutBillingLine(part.text);
  if (text === part.text) return [part];
  return text.trim() === '' ? [] : [{ ...part, text }];
}

/** The `system` of a request as one message; none where it is empty. */
export function readSystem(system: unknown, reading: Reading): Message[] {
  let parts = readContent(system, 'system', reading);
  const kept = reading.toAnthropic ? parts : parts.flatMap(withoutBilling);
  if (kept.some((part, i) => part !== parts[i]) || kept.length < parts.length) {
    parts = kept;
    reading.notes.dropped(
      'x-anthropic-billing-header in the system text',
      'it changes with every request, so that no provider but Anthropic could cache what follows',
    );
  }
  return parts.length === 0 ? [] : [{ role: 'system', parts }];
}

/** A user's message: results of tools are messages of their own, in the order in which they stand. */
function split(parts: Part[]): Message[] {
  const messages: Message[] = [];
  for (const part of parts) {
    const role = part.type === 'tool_result' ? 'tool' : 'user';
    const last = messages.at(-1);
    if (last?.role === role) last.parts.push(part);
    else messages.push({ role, parts: [part] });
  }
  return messages;
}

function readMessage(value: unknown, i: number, reading: Reading): Message[] {
  const path = `messages[${i}]`;
  const message = objectAt(value, path);
  const { role } = message;
  if (role !== 'user' && role !== 'assistant' && role !== 'system')
    throw invalid(`${path}.role`, 'must be user, assistant or system', 'send one of these roles');
  const parts = readContent(message.content, `${path}.content`, reading);
  const extra = extraOf(message, MESSAGE);
  if (role !== 'user') return [{ role, parts, ...extra }];
  const messages = split(parts);
  const first = messages[0];
  if (first !== undefined) Object.assign(first, extra);
  return messages.length === 0 ? [{ role, parts, ...extra }] : messages;
}

export function readMessages(messages: unknown, reading: Reading): Message[] {
  if (!Array.isArray(messages))
    throw invalid('messages', 'must be a list', 'send a list with at least one message of role user');
  return messages.flatMap((message, i) => readMessage(message, i, reading));
}
