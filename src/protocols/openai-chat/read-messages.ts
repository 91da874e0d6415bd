import type { Fields, Part, ToolCallPart, ToolResultPart } from '../neutral/parts.ts';
import type { Message } from '../neutral/request.ts';
import { readContent } from './read-content.ts';
import { readReasoning, signatureIn } from './reasoning.ts';
import { extraOf, fieldsOf, invalid, isFields, jsonOf, listOf, maybe, textOf } from './wire.ts';

const KNOWN = new Set(['role', 'content', 'name']);
const KNOWN_ASSISTANT = new Set([
  ...KNOWN,
  'refusal',
  'tool_calls',
  'function_call',
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'extra_content',
]);
const KNOWN_TOOL = new Set([...KNOWN, 'tool_call_id']);
const KNOWN_CALL = new Set(['id', 'type', 'function', 'custom', 'extra_content', 'index']);

/** Calls by their ids, so that results know the names of their tools; and old calls that have no id. */
interface Calls {
  known: Map<string, ToolCallPart>;
  /** Ids made for `function_call`s that still wait for a message of the role `function`. */
  waiting: { id: string; name: string }[];
}

/** Arguments as text: some clients send the object itself. */
export function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : jsonOf(value);
}

function readCall(call: unknown, at: string, madeId: string): ToolCallPart {
  if (!isFields(call)) throw invalid(at, 'must be an object', 'send {id, type, function}');
  const custom = call.type === 'custom' || (isFields(call.custom) && !isFields(call.function));
  const kind = custom ? 'custom' : 'function';
  const called = fieldsOf(call[kind]);
  const name = textOf(called.name);
  if (name === undefined) throw invalid(`${at}.${kind}.name`, 'is required', 'name the tool that was called');
  return {
    type: 'tool_call',
    id: textOf(call.id) ?? madeId,
    name,
    input: argumentsOf(custom ? called.input : called.arguments),
    ...(custom ? { custom: true } : {}),
    ...maybe('seal', signatureIn(call)),
    ...maybe('extra', extraOf(call, KNOWN_CALL)),
  };
}

function readAssistant(message: Fields, i: number, calls: Calls): Message {
  const at = `messages[${i}]`;
  const parts: Part[] = [...readReasoning(message), ...readContent(message.content, `${at}.content`)];
  const refusal = textOf(message.refusal);
  if (refusal !== undefined) parts.push({ type: 'refusal', text: refusal });
  const seal = signatureIn(message);
  const lastText = parts.findLast((part) => part.type === 'text');
  if (seal !== undefined && lastText !== undefined) lastText.seal = seal;
  for (const [j, call] of listOf(message.tool_calls).entries()) {
    const read = readCall(call, `${at}.tool_calls[${j}]`, `call_${i}_${j}`);
    calls.known.set(read.id, read);
    parts.push(read);
  }
  if (isFields(message.function_call)) {
    const id = `call_${i}_f`;
    const call = readCall({ id, function: message.function_call }, `${at}.function_call`, id);
    calls.known.set(id, call);
    calls.waiting.push({ id, name: call.name });
    parts.push(call);
  }
  return { role: 'assistant', parts, ...maybe('extra', extraOf(message, KNOWN_ASSISTANT)) };
}

/** Content that a tool's result can hold; what else a client puts there is kept as text. */
function resultContent(content: unknown, at: string): ToolResultPart['content'] {
  return readContent(content, at).map((part) => {
    if (part.type === 'text' || part.type === 'image' || part.type === 'file' || part.type === 'other')
      return part;
    return { type: 'text', text: part.type === 'audio' ? `(audio, ${part.format})` : part.text };
  });
}

function readResult(message: Fields, i: number, calls: Calls): ToolResultPart {
  const at = `messages[${i}]`;
  let callId = textOf(message.tool_call_id);
  if (message.role === 'function') {
    const place = calls.waiting.findIndex((call) => call.name === message.name);
    callId = place < 0 ? `call_${i}_f` : calls.waiting.splice(place, 1)[0]?.id;
  }
  if (callId === undefined)
    throw invalid(`${at}.tool_call_id`, 'is required', 'give the id of the call that this is the result of');
  const call = calls.known.get(callId);
  return {
    type: 'tool_result',
    callId,
    ...maybe('name', call?.name ?? textOf(message.name)),
    content: resultContent(message.content, `${at}.content`),
    ...(call?.custom === true ? { custom: true } : {}),
    ...maybe('extra', extraOf(message, KNOWN_TOOL)),
  };
}

/**
 * The messages of a request. Results in a row are one message of the role `tool`; a message in which nothing is said
 * is left out. Throws `invalid_request` naming the field.
 */
export function readMessages(messages: unknown): Message[] {
  if (!Array.isArray(messages)) throw invalid('messages', 'must be a list', 'send at least one message');
  const calls: Calls = { known: new Map(), waiting: [] };
  const out: Message[] = [];
  for (const [i, message] of messages.entries()) {
    const at = `messages[${i}]`;
    if (!isFields(message)) throw invalid(at, 'must be an object', 'send {role, content}');
    switch (message.role) {
      case 'system':
      case 'developer':
      case 'user': {
        const parts = readContent(message.content, `${at}.content`);
        if (parts.length === 0) break;
        out.push({
          role: message.role === 'user' ? 'user' : 'system',
          parts,
          ...(message.role === 'developer' ? { developer: true } : {}),
          ...maybe('name', textOf(message.name)),
          ...maybe('extra', extraOf(message, KNOWN)),
        });
        break;
      }
      case 'assistant': {
        const read = readAssistant(message, i, calls);
        const name = textOf(message.name);
        if (read.parts.length > 0) out.push({ ...read, ...maybe('name', name) });
        break;
      }
      case 'tool':
      case 'function': {
        const result = readResult(message, i, calls);
        const before = out.at(-1);
        if (before?.role === 'tool') before.parts.push(result);
        else out.push({ role: 'tool', parts: [result] });
        break;
      }
      default:
        throw invalid(
          `${at}.role`,
          'is none that is known',
          'use system, developer, user, assistant or tool',
        );
    }
  }
  return out;
}
