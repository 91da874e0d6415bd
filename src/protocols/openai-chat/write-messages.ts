import type { Fields, Part, ToolCallPart, ToolResultPart } from '../neutral/parts.ts';
import type { Message } from '../neutral/request.ts';
import { callId } from './call-ids.ts';
import { placeSystem } from './place-system.ts';
import { ownExtra } from './wire.ts';
import { type MessageTarget, writeAssistant } from './write-assistant.ts';
import { writeContent } from './write-content.ts';

/** Results by the id of their call, each with its place among the messages; taken out as they are used. */
class Results {
  private readonly waiting = new Map<string, { part: ToolResultPart; place: number }[]>();
  private readonly taken = new Set<ToolResultPart>();

  constructor(messages: Message[]) {
    for (const [place, message] of messages.entries()) {
      for (const part of message.parts) {
        if (part.type !== 'tool_result') continue;
        const list = this.waiting.get(part.callId);
        if (list === undefined) this.waiting.set(part.callId, [{ part, place }]);
        else list.push({ part, place });
      }
    }
  }

  /** The first result of a call that stands behind it. */
  take(id: string, place: number): ToolResultPart | null {
    const list = this.waiting.get(id) ?? [];
    const at = list.findIndex((result) => result.place > place);
    const found = at < 0 ? undefined : list.splice(at, 1)[0];
    if (found === undefined) return null;
    this.taken.add(found.part);
    return found.part;
  }

  /** Whether nothing has taken a result. */
  isLeft(part: ToolResultPart): boolean {
    return !this.taken.has(part);
  }
}

const ERROR = 'Error: ';
const SAYS_ERROR = /^\W{0,3}(?:\w+)?error\b/i;
const NO_RESULT = 'There is no result: the call was not carried out.';

/** Chat completions have no field for it: the text says that the call failed, unless it does so itself. */
function marked(text: string, part: ToolResultPart, target: MessageTarget): string {
  if (part.isError !== true || SAYS_ERROR.test(text)) return text;
  target.notes.changed(
    'is_error of a tool result',
    `said in its text, which now begins with "${ERROR.trim()}"`,
  );
  return ERROR + text;
}

interface WrittenResult {
  message: Fields;
  /** Images and files that the tool's message cannot hold. */
  apart: Part[];
}

function writeResult(part: ToolResultPart, id: string, target: MessageTarget): WrittenResult {
  const { quirks } = target;
  const stays = (one: Part) =>
    one.type === 'text' || one.type === 'other' || (one.type === 'image' && quirks.toolImages);
  const apart = part.content.filter((one) => !stays(one));
  const content = writeContent(part.content.filter(stays), target);
  const seen = apart.length === 0 ? '' : '(see the next message)';
  let said: string | Fields[];
  if (typeof content === 'string' || content === null) said = marked(content ?? seen, part, target);
  else if (part.isError === true)
    said = [{ type: 'text', text: marked('', part, target).trim() }, ...content];
  else said = content;
  return { message: { ...ownExtra(part.extra), role: 'tool', tool_call_id: id, content: said }, apart };
}

/** Results directly behind the turn that called; what they cannot hold, in a user's message behind them. */
function writeResults(
  calls: ToolCallPart[],
  place: number,
  results: Results,
  target: MessageTarget,
): Fields[] {
  const out: Fields[] = [];
  const behind: Part[] = [];
  for (const call of calls) {
    const id = callId(call.id, target.quirks.toolCallIds);
    const result = results.take(call.id, place);
    if (result === null) {
      target.notes.changed(`the call of ${call.name}`, 'has no result; one that says so was sent with it');
      out.push({ role: 'tool', tool_call_id: id, content: NO_RESULT });
      continue;
    }
    const { message, apart } = writeResult(result, id, target);
    out.push(message);
    if (apart.length > 0) behind.push({ type: 'text', text: `From the result of ${call.name}:` }, ...apart);
  }
  if (behind.length > 0) {
    target.notes.changed(
      'images and files in tool results',
      'sent in a message of the user behind the results',
    );
    out.push({ role: 'user', content: writeContent(behind, target) });
  }
  return out;
}

/** A result whose call is not there (a client has cut the conversation): providers refuse it as such. */
function writeOrphan(part: ToolResultPart, target: MessageTarget): Fields {
  target.notes.changed(
    `a result of ${part.name ?? 'a tool'}`,
    'its call is not in the conversation: sent as a text of the user',
  );
  const label: Part = { type: 'text', text: `The result of an earlier call of ${part.name ?? 'a tool'}:` };
  return { role: 'user', content: writeContent([label, ...part.content], target) };
}

function writePlain(message: Message, target: MessageTarget): Fields | null {
  const { quirks } = target;
  const parts =
    message.role === 'system'
      ? message.parts.filter((part) => {
          if (part.type === 'text' || part.type === 'other') return true;
          target.notes.dropped(`${part.type} in a system message`, 'the provider takes only text there');
          return false;
        })
      : message.parts;
  const content = writeContent(parts, target);
  if (content === null) return null;
  const role =
    message.role === 'system' && message.developer === true && quirks.developerRole
      ? 'developer'
      : message.role;
  const own = { ...ownExtra(message.extra) };
  for (const field of quirks.refusedMessageFields) delete own[field];
  const named = message.name !== undefined && !quirks.refusedMessageFields.includes('name');
  return { ...own, role, ...(named ? { name: message.name } : {}), content };
}

/** Mistral wants a turn of the model between a tool's message and the user's. */
function bridged(messages: Fields[], target: MessageTarget): Fields[] {
  if (!target.quirks.answerAfterTools) return messages;
  return messages.flatMap((message, i) => {
    if (message.role !== 'user' || messages[i - 1]?.role !== 'tool') return [message];
    target.notes.changed(
      'the messages',
      'a short turn of the model was put between a tool result and the user',
    );
    return [{ role: 'assistant', content: 'OK.' }, message];
  });
}

function prefilled(messages: Fields[], { quirks, notes }: MessageTarget): void {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') return;
  if (quirks.prefill === null)
    notes.changed(
      'the last message',
      'it is the assistant’s: the provider may begin anew and not go on from it',
    );
  else last[quirks.prefill] = true;
}

/** Messages as the provider takes them: each call is followed by its result. `told`: a system text in front of them. */
export function writeMessages(messages: Message[], target: MessageTarget, told?: string): Fields[] {
  const results = new Results(messages);
  const out: Fields[] = told === undefined ? [] : [{ role: 'system', content: told }];
  for (const [place, message] of messages.entries()) {
    if (message.role === 'assistant') {
      const written = writeAssistant(message, target);
      if (written === null) continue;
      out.push(written);
      const calls = message.parts.filter((part) => part.type === 'tool_call');
      out.push(...writeResults(calls, place, results, target));
    } else if (message.role === 'tool') {
      for (const part of message.parts)
        if (part.type === 'tool_result' && results.isLeft(part)) out.push(writeOrphan(part, target));
    } else {
      const written = writePlain(message, target);
      if (written !== null) out.push(written);
    }
  }
  const whole = bridged(placeSystem(out, target), target);
  prefilled(whole, target);
  return whole;
}
