import { encodeEvents, fieldsOf, type SseEvent } from '../../sse.ts';
import type { Gate } from '../gate.ts';
import { languageOf } from '../languages/index.ts';
import type { Language, WritingOptions } from '../languages/language.ts';
import { Complaint } from '../rules/complaint.ts';
import { checkKimi } from '../rules/openai-chat.ts';
import type { Refusal, Script } from '../script.ts';
import type { Call, Handler } from '../types.ts';
import { json } from './answers.ts';
import { deliver, type SseOptions } from './sse.ts';
import { type Lie, tamper } from './tamper.ts';

export interface AnswerOptions extends SseOptions, WritingOptions {
  /** Refuses, with the provider's own 400, what the true provider would refuse; `kimi`: what Kimi would, besides. */
  strict?: boolean | 'kimi';
  /** What is wrong with which event of a stream, counted from 0. */
  lies?: Record<number, Lie>;
  /** Before the first event of a stream that holds this text (JSON must not escape it), the gate must be open. */
  holds?: Record<string, Gate>;
  /** An error of the provider in place of the stream's event of this index and all that follow. */
  failAt?: { event: number; refusal: Refusal };
}

/** Data of events, as a JSON list: Gemini without `alt=sse`. */
function listFrames(events: readonly SseEvent[]): Buffer[] {
  const frames = events.map((event, at) => Buffer.from(`${at === 0 ? '[' : ',\r\n'}${fieldsOf(event).data}`));
  return [...frames, Buffer.from(']')];
}

function eventsFor(language: Language, script: Script, call: Call, options: AnswerOptions): SseEvent[] {
  const events = language.events(script, call.request, options);
  const { failAt } = options;
  const told = failAt ? [...events.slice(0, failAt.event), ...language.errorEvents(failAt.refusal)] : events;
  return options.lies ? tamper(told, options.lies) : told;
}

/** Gates by the indexes of events, those that `holds` names by their texts among them. */
function gatesOf(
  events: readonly SseEvent[],
  { gates = {}, holds = {} }: AnswerOptions,
): Record<number, Gate> {
  const found = Object.entries(holds).map(([words, gate]): [number, Gate] => {
    const at = events.findIndex((event) => fieldsOf(event).data.includes(words));
    if (at < 0) throw new Error(`No event of the stream holds ${words}`);
    return [at, gate];
  });
  return { ...gates, ...Object.fromEntries(found) };
}

function refused(language: Language, refusal: Refusal): Handler {
  return json(refusal.status, language.errorBody(refusal), {
    ...language.headers(),
    ...language.errorHeaders(refusal),
    ...refusal.headers,
  });
}

/** What the provider has against the request; null: nothing. */
function complaint(language: Language, call: Call, strict: true | 'kimi'): Refusal | null {
  try {
    language.check(call.request);
    if (strict === 'kimi') checkKimi(call.request);
    return null;
  } catch (error) {
    if (error instanceof Complaint) return error.refusal;
    throw error;
  }
}

function speaking(call: Call): Language | null {
  return call.request.method === 'POST' ? languageOf(call.request) : null;
}

const nowhere = json(404, {
  error: { message: 'No such path', type: 'invalid_request_error', param: null, code: null },
});

/**
 * Answers by the script in the language of the request's path, streamed or whole as the request asks. Counting tokens
 * gives the script's `usage.input`; compacting, an encrypted item.
 */
export function answer(script: Script = {}, options: AnswerOptions = {}): Handler {
  return async (call) => {
    const language = speaking(call);
    if (language === null) return nowhere(call);
    const against = options.strict ? complaint(language, call, options.strict) : null;
    if (against) return refused(language, against)(call);
    const headers = { ...language.headers(), ...script.headers, ...options.headers };
    const framing = language.framing(call.request);
    if (framing === 'whole')
      return json(options.status ?? 200, language.whole(script, call.request, options), headers)(call);
    const events = eventsFor(language, script, call, options);
    const delivery = { ...options, gates: gatesOf(events, options) };
    if (framing === 'sse') return deliver(call, encodeEvents(events, options), { ...delivery, headers });
    const list = { 'content-type': 'application/json; charset=UTF-8', ...headers };
    return deliver(call, listFrames(events), { ...delivery, headers: list });
  };
}

/** An error of the provider, before any answer, in the language of the request's path. */
export function refuse(refusal: Refusal): Handler {
  return async (call) => {
    const language = speaking(call);
    return language === null ? nowhere(call) : refused(language, refusal)(call);
  };
}
