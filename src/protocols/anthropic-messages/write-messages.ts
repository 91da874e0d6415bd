import type { Fields, Part, ToolCallPart, ToolResultPart } from '../neutral/parts.ts';
import type { Message } from '../neutral/request.ts';
import { isFields } from './wire.ts';
import { callBlock, plainBlocks, resultBlock, resultContent } from './write-parts.ts';
import { validId, type Writing } from './writing.ts';

/** A message as it is sent. */
export interface Turn {
  role: 'user' | 'assistant' | 'system';
  content: Fields[];
}

/** What stands where the API wants a message of the user's and the client has none. */
const FILLER = 'Continue.';

/** Stands for the result of a call that has none: the turn was cancelled. */
const NO_RESULT = 'There is no result: the call was cancelled.';

/** A call of the last assistant's message. */
interface Call {
  id: string;
  name: string;
  result: Fields | null;
}

function isText(block: Fields): boolean {
  return block.type === 'text';
}

/**
 * Puts messages together as the API wants them: user and assistant in turn, each call's result in the very next
 * message and in front of what else is in it, system messages behind a user's message or within it.
 */
class Turns {
  readonly list: Turn[] = [];
  private readonly writing: Writing;
  /** How often an id was sent: each may be there once. */
  private readonly used = new Map<string, number>();
  /** Calls of the assistant's last message; by the client's ids, those that a result may be for. */
  private calls: Call[] = [];
  private callsById = new Map<string, Call[]>();
  /** The user's message that is being put together: results, and the rest. */
  private rest: Fields[] | null = null;
  /** System texts that go behind it. */
  private system: Fields[] = [];

  constructor(writing: Writing) {
    this.writing = writing;
  }

  add(message: Message): void {
    if (message.role === 'assistant') this.assistant(message.parts);
    else if (message.role === 'system') this.instruct(message.parts);
    else for (const part of message.parts) this.user(part);
  }

  /** Ends the last message. */
  end(): void {
    this.closeUser();
  }

  private user(part: Part): void {
    this.rest ??= [];
    if (part.type === 'tool_result') this.result(part);
    else this.rest.push(...plainBlocks(part, 'user', this.writing));
  }

  private result(part: ToolResultPart): void {
    const calls = this.callsById.get(part.callId) ?? [];
    if (calls.length > 1 && calls[0]?.result !== null) calls.shift();
    const call = calls[0];
    if (call === undefined) {
      const name = part.name === undefined ? 'a tool' : part.name;
      this.writing.notes.changed(`result of ${name} without its call`, 'sent as text');
      this.rest?.push({ type: 'text', text: `Result of ${name}:` }, ...resultContent(part, this.writing));
    } else if (call.result === null) call.result = resultBlock(part, call.id, this.writing);
    else {
      const before = Array.isArray(call.result.content) ? (call.result.content as Fields[]) : [];
      call.result.content = [...before, ...resultContent(part, this.writing)];
    }
  }

  /** Instructions between messages: as such where the model takes them, else as a reminder in the user's message. */
  private instruct(parts: Part[]): void {
    const blocks = parts.flatMap((part) => plainBlocks(part, 'user', this.writing));
    if (blocks.length === 0) return;
    if (this.writing.traits.midSystem && blocks.every(isText)) {
      this.system.push(...blocks);
      return;
    }
    this.writing.notes.changed(
      'system message between others',
      'sent as <system-reminder> in the user’s message: this model takes none',
    );
    this.rest ??= [];
    for (const block of blocks)
      this.rest.push(
        isText(block)
          ? { ...block, text: `<system-reminder>\n${String(block.text)}\n</system-reminder>` }
          : block,
      );
  }

  private assistant(parts: Part[]): void {
    const written = parts.map((part) =>
      part.type === 'tool_call' ? part : plainBlocks(part, 'assistant', this.writing),
    );
    if (written.every((each) => Array.isArray(each) && each.length === 0)) return;
    if (this.rest !== null || this.system.length > 0) this.closeUser();
    this.push(
      'assistant',
      written.flatMap((each) => (Array.isArray(each) ? each : [this.call(each)])),
    );
  }

  private call(part: ToolCallPart): Fields {
    const wanted = validId(part.id);
    const before = this.used.get(wanted) ?? 0;
    this.used.set(wanted, before + 1);
    const id = before === 0 ? wanted : `${wanted}_again_${before}`;
    const call: Call = { id, name: part.name, result: null };
    this.calls.push(call);
    const same = this.callsById.get(part.id);
    if (same === undefined) this.callsById.set(part.id, [call]);
    else same.push(call);
    return callBlock(part, id, this.writing);
  }

  private push(role: Turn['role'], content: Fields[]): void {
    const last = this.list.at(-1);
    if (last?.role === role) last.content.push(...content);
    else this.list.push({ role, content });
  }

  /** Ends the user's message: every call of the assistant's has its result in it. */
  private closeUser(): void {
    const content: Fields[] = [];
    for (const call of this.calls) {
      if (call.result === null) {
        this.writing.notes.changed(
          `call of ${call.name} without a result`,
          'a result was added that says so',
        );
        const text = { type: 'text', text: NO_RESULT };
        call.result = { type: 'tool_result', tool_use_id: call.id, content: [text], is_error: true };
      }
      content.push(call.result);
    }
    content.push(...(this.rest ?? []));
    if (content.length > 0) this.push('user', content);
    if (this.system.length > 0) {
      // Instructions must follow a message of the user's.
      if (this.list.at(-1)?.role !== 'user') {
        this.writing.notes.changed('system message behind an answer', `"${FILLER}" was put in front of it`);
        this.push('user', [{ type: 'text', text: FILLER }]);
      }
      this.push('system', this.system);
    }
    this.calls = [];
    this.callsById = new Map();
    this.rest = null;
    this.system = [];
  }
}

const THINKING = new Set(['thinking', 'redacted_thinking']);

/** Reasoning at the end of an assistant's message was cut off before it led to anything: the API refuses it there. */
function trimThinking(turn: Turn): void {
  while (turn.role === 'assistant' && THINKING.has(String(turn.content.at(-1)?.type))) turn.content.pop();
}

/** Turns of one role as one, and instructions behind the last of the user's turns before an answer. */
function merged(turns: Turn[]): Turn[] {
  const list: Turn[] = [];
  for (const turn of turns) {
    const last = list.at(-1);
    const before = last?.role === 'system' && turn.role === 'user' ? list.at(-2) : last;
    if (before?.role === turn.role) before.content.push(...turn.content);
    else list.push(turn);
  }
  return list;
}

/** The messages of a request, without the system texts in front. See {@link finishTurns}. */
export function writeTurns(messages: Message[], writing: Writing): Turn[] {
  const turns = new Turns(writing);
  for (const message of messages) turns.add(message);
  turns.end();
  for (const turn of turns.list) trimThinking(turn);
  const list = merged(turns.list.filter((turn) => turn.content.length > 0));
  if (list[0]?.role !== 'user') {
    writing.notes.changed('messages', `"${FILLER}" was put in front: the first message must be the user’s`);
    list.unshift({ role: 'user', content: [{ type: 'text', text: FILLER }] });
  }
  return list;
}

/**
 * Makes the end of the messages one that is accepted: an assistant's message may be last only where the model goes on
 * with it, and may not end in space then (platform.claude.com/docs/en/api/errors, "Prefill not supported").
 */
export function finishTurns(turns: Turn[], thinks: boolean, { traits, notes }: Writing): void {
  const last = turns.at(-1);
  const block = last?.content.at(-1);
  if (last?.role !== 'assistant' || !isFields(block) || !isText(block)) return;
  if (traits.prefill && !thinks) {
    block.text = String(block.text).trimEnd();
    return;
  }
  notes.changed(
    'assistant message at the end',
    `"${FILLER}" was put behind it: the model does not go on with an answer`,
  );
  turns.push({ role: 'user', content: [{ type: 'text', text: FILLER }] });
}
