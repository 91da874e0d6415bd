import type { Fields, Part, ToolCallPart, ToolResultPart } from '../neutral/parts.ts';
import type { Message } from '../neutral/request.ts';
import { ownExtra } from './fields.ts';
import { goesOnWithAnswers, wantsSignatures } from './models.ts';
import { STAND_IN } from './signatures.ts';
import { type PartWriting, writePart, writeResult } from './write-parts.ts';

interface Content {
  role: 'user' | 'model';
  parts: Fields[];
  /** Fields of its own that only Gemini knows. */
  extra: Fields;
}

/** What stands behind an answer that is last, for models that do not go on with one. */
const GO_ON = 'Continue.';

/** Results by the calls that they answer, each with the place of its message. */
class Results {
  private readonly byCall = new Map<string, { part: ToolResultPart; at: number }[]>();
  private readonly taken = new Set<ToolResultPart>();

  constructor(messages: readonly Message[]) {
    for (const [at, { parts }] of messages.entries()) {
      for (const part of parts) {
        if (part.type !== 'tool_result') continue;
        const known = this.byCall.get(part.callId);
        if (known === undefined) this.byCall.set(part.callId, [{ part, at }]);
        else known.push({ part, at });
      }
    }
  }

  /** The first result behind a place that answers a call; null where there is none. */
  take(callId: string, behind: number): ToolResultPart | null {
    const found = this.byCall.get(callId)?.find(({ part, at }) => at > behind && !this.taken.has(part));
    if (found === undefined) return null;
    this.taken.add(found.part);
    return found.part;
  }

  wasTaken(part: ToolResultPart): boolean {
    return this.taken.has(part);
  }
}

/** In place of the result of a call that was never answered: the turn was cancelled. */
function missing(call: ToolCallPart): ToolResultPart {
  const text = 'There is no result: the call was cancelled.';
  return { type: 'tool_result', callId: call.id, content: [{ type: 'text', text }], isError: true };
}

function textOf(result: ToolResultPart): string {
  return result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

/** Puts contents together: neighbours of one role are one content. */
class Contents {
  readonly list: Content[] = [];

  add(role: Content['role'], parts: Fields[], extra: Fields = {}): void {
    if (parts.length === 0) return;
    const last = this.list.at(-1);
    if (last?.role !== role) this.list.push({ role, parts, extra });
    else {
      last.parts.push(...parts);
      Object.assign(last.extra, extra);
    }
  }
}

/** The results of a turn's calls, all of them in the order of the calls: Gemini counts them. */
function addResults(
  calls: ToolCallPart[],
  at: number,
  results: Results,
  out: Contents,
  writing: PartWriting,
): void {
  const parts: Fields[] = [];
  const beside: Fields[] = [];
  for (const call of calls) {
    let result = results.take(call.id, at);
    if (result === null) {
      writing.notes.changed(`the call of ${call.name}`, 'it has no result; it goes up as cancelled');
      result = missing(call);
    }
    const written = writeResult(call, result, `messages[${at}]`, writing);
    parts.push(written.part);
    beside.push(...written.beside);
  }
  out.add('user', [...parts, ...beside]);
}

/** Parts of a message as they go up. A result that answers no call is told in words. */
function partsOf(message: Message, at: number, results: Results, writing: PartWriting): Fields[] {
  const parts: Fields[] = [];
  for (const [i, part] of message.parts.entries()) {
    if (part.type === 'tool_result') {
      if (results.wasTaken(part)) continue;
      writing.notes.changed('a tool result without its call', 'it goes up as a text of the user');
      parts.push({ text: `Result of ${part.name ?? 'a tool'}:\n${textOf(part)}` });
      continue;
    }
    const written = writePart(part, `messages[${at}].content[${i}]`, writing);
    if (written !== null) parts.push(written);
  }
  return parts;
}

/**
 * From Gemini 3 on, the first call of each step must carry its signature; one that has none (another model's call, or
 * one whose signature a client lost) gets the documented stand-in.
 */
function standIn(content: Content, writing: PartWriting): void {
  const first = content.parts.find((part) => 'functionCall' in part);
  if (first === undefined || typeof first.thoughtSignature === 'string') return;
  first.thoughtSignature = STAND_IN;
  writing.notes.changed(
    'tool calls of earlier turns',
    'they have no signature of Gemini’s, and go up with its stand-in',
  );
}

function isCall(part: Part): part is ToolCallPart {
  return part.type === 'tool_call';
}

/**
 * Messages as `contents`. Roles alternate, beginning with the user; the results of a turn's calls stand right behind it,
 * as many and in the same order ("the number of function response parts is equal to the number of function call
 * parts", github.com/google-gemini/gemini-cli/issues/3814). The last is the user's where the model wants that.
 */
export function writeContents(messages: readonly Message[], writing: PartWriting): Fields[] {
  const results = new Results(messages);
  const out = new Contents();
  let calls: ToolCallPart[] = [];
  for (const [at, message] of messages.entries()) {
    if (message.role === 'assistant') {
      out.add('model', partsOf(message, at, results, writing), ownExtra(message.extra));
      calls.push(...message.parts.filter(isCall));
      if (calls.length === 0 || messages[at + 1]?.role === 'assistant') continue;
      addResults(calls, at, results, out, writing);
      calls = [];
      continue;
    }
    if (message.role === 'system')
      writing.notes.changed('a system message between others', 'it goes up as a text of the user');
    out.add('user', partsOf(message, at, results, writing), ownExtra(message.extra));
  }
  const { list } = out;
  if (list[0]?.role === 'model') {
    writing.notes.changed('the first message', 'Gemini wants one of the user’s in front of it');
    list.unshift({ role: 'user', parts: [{ text: '(Earlier messages are not shown.)' }], extra: {} });
  }
  if (list.at(-1)?.role === 'model' && !goesOnWithAnswers(writing.model)) {
    writing.notes.changed(
      'the last message',
      `"${GO_ON}" was put behind it: the model goes on with no answer`,
    );
    list.push({ role: 'user', parts: [{ text: GO_ON }], extra: {} });
  }
  if (wantsSignatures(writing.model)) for (const content of list) standIn(content, writing);
  return list.map(({ role, parts, extra }) => ({ role, parts, ...extra }));
}
