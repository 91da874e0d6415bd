import { createParser } from 'eventsource-parser';
import { JsonList } from '../streaming/index.ts';
import type { AnswerError, AnswerEvent, Finish } from './neutral/answer.ts';
import { collect, eventsOf } from './neutral/collect.ts';
import type { SseEvent } from './neutral/conversion.ts';
import { Ordered } from './neutral/order.ts';
import type { Part } from './neutral/parts.ts';
import type { Protocol } from './protocol.ts';

/** What a model said, in the neutral form. */
export interface SaidAnswer {
  parts: Part[];
  /** Null where the answer does not say why it ended. */
  finish: Finish | null;
  /** The provider's own error, in the answer's place or within its stream. */
  error: AnswerError | null;
  /** Whether it came to its end. */
  ended: boolean;
}

const NOTHING: SaidAnswer = { parts: [], finish: null, error: null, ended: false };

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The events of a stream: server-sent ones, or the items of a JSON list, which may have been cut. */
function eventsIn(body: Buffer): SseEvent[] {
  const text = body.toString('utf8');
  const events: SseEvent[] = [];
  if (text.trimStart().startsWith('[')) {
    const list = new JsonList();
    const whole = list.data(body)?.toString('utf8') ?? '';
    const items = parseOr(whole + (list.close('null') ?? ''));
    for (const item of Array.isArray(items) ? (items as unknown[]) : [])
      if (item !== null) events.push({ event: null, data: JSON.stringify(item) });
    return events;
  }
  const parser = createParser({ onEvent: ({ event, data }) => events.push({ event: event ?? null, data }) });
  parser.feed(`${text}\n\n`);
  return events;
}

function saidBy(events: readonly AnswerEvent[]): SaidAnswer {
  const ordered = new Ordered();
  const { answer, error, ended } = collect([...ordered.push(events), ...ordered.close()]);
  const finish = events.some(({ type }) => type === 'finish') ? answer.finish : null;
  return { parts: answer.parts, finish, error, ended: ended && error === null };
}

/** What a model said in an answer's decoded bytes. `status`: of the answer, for its error. Never throws. */
export function readSaid(protocol: Protocol, body: Buffer, streamed: boolean, status: number): SaidAnswer {
  const { conversion } = protocol;
  if (streamed) {
    const reader = conversion.streamReader();
    return saidBy([...eventsIn(body).flatMap((event) => reader.push(event)), ...reader.end()]);
  }
  const parsed = parseOr(body.toString('utf8'));
  if (parsed === undefined) return NOTHING;
  if (status >= 400) return { ...NOTHING, error: conversion.readError(status, parsed), ended: true };
  const answer = conversion.readAnswer(parsed);
  return answer === null ? NOTHING : saidBy([...eventsOf(answer)]);
}

/** The parts of what a model said in an answer's decoded bytes; empty where they cannot be read. Never throws. */
export function partsOfAnswer(protocol: Protocol, body: Buffer, streamed: boolean): Part[] {
  return readSaid(protocol, body, streamed, 200).parts;
}
