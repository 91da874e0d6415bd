import { createParser } from 'eventsource-parser';
import { JsonList } from '../../streaming/index.ts';
import { namesOf } from '../neutral/called-tools.ts';
import type { ReadAnswer } from '../protocol.ts';
import { errorIn } from './errors.ts';
import { fieldOf, fieldsOf, isObject, jsonOf, listOf, parseOr, stringOr } from './fields.ts';
import { usageIn } from './usage.ts';

/** Text, thoughts and calls of the first candidate. */
function textOf(body: unknown): string {
  let text = '';
  for (const part of listOf(fieldsOf(fieldsOf(listOf(fieldsOf(body).candidates)[0]).content).parts)) {
    const fields = fieldsOf(part);
    if (typeof fields.text === 'string') text += fields.text;
    const call = fieldOf(fields, 'functionCall');
    if (isObject(call)) text += `${stringOr(call.name, '')}${jsonOf(call.args ?? {})}`;
  }
  return text;
}

/** Whether an answer or a piece of one says why it ended. */
function ends(body: unknown): boolean {
  const fields = fieldsOf(body);
  const blocked = fieldOf(fieldsOf(fieldOf(fields, 'promptFeedback')), 'blockReason');
  if (typeof blocked === 'string') return true;
  return listOf(fields.candidates).some(
    (candidate) => typeof fieldOf(fieldsOf(candidate), 'finishReason') === 'string',
  );
}

function take(answer: ReadAnswer, body: unknown): void {
  answer.usage = usageIn(body) ?? answer.usage;
  answer.text += textOf(body);
  answer.error ??= errorIn(body, 502);
  answer.finished ||= ends(body);
  answer.responseId ??= stringOr(fieldOf(fieldsOf(body), 'responseId'), null);
}

/** The whole items of a JSON list that may have been cut. */
function itemsOf(body: Buffer): unknown[] {
  const list = new JsonList();
  const whole = list.data(body)?.toString('utf8') ?? '';
  const end = list.close('null');
  return listOf(parseOr(end === null ? whole : whole + end));
}

/** The pieces of a streamed answer: server-sent events, or the items of a JSON list. */
function piecesOf(body: Buffer): unknown[] {
  const text = body.toString('utf8');
  if (text.trimStart().startsWith('[')) return itemsOf(body);
  const pieces: unknown[] = [];
  const parser = createParser({
    onEvent: ({ data }) => {
      const piece = parseOr(data);
      if (piece !== undefined) pieces.push(piece);
    },
  });
  parser.feed(text);
  parser.feed('\n\n');
  return pieces;
}

/** Reads an answer's decoded bytes, whole or streamed. Never throws. */
export function readAnswer(body: Buffer, streamed: boolean): ReadAnswer {
  const answer: ReadAnswer = { usage: null, text: '', error: null, finished: false, responseId: null };
  if (streamed) {
    for (const piece of piecesOf(body)) take(answer, piece);
    return answer;
  }
  const parsed = parseOr(body.toString('utf8'));
  take(answer, parsed);
  // What other operations answer (counts, embeddings) has no reason to end.
  answer.finished = parsed !== undefined;
  return answer;
}

/** Names of the tools that an answer calls, whole or streamed. Never throws. */
export function calledTools(body: Buffer, streamed: boolean): string[] {
  if (!body.includes('functionCall') && !body.includes('function_call')) return [];
  const pieces = streamed ? piecesOf(body) : [parseOr(body.toString('utf8'))];
  const parts = pieces
    .flatMap((piece) => listOf(fieldsOf(piece).candidates))
    .flatMap((candidate) => listOf(fieldsOf(fieldsOf(candidate).content).parts));
  return namesOf(parts.map((part) => fieldsOf(fieldOf(fieldsOf(part), 'functionCall')).name));
}

/** What the last event of a complete stream says: its usage, and that it came to its end; else null. */
export function readStreamTail(tail: Buffer): ReadAnswer | null {
  const at = tail.lastIndexOf('data:');
  if (at < 0) return null;
  const last = parseOr(tail.toString('utf8', at + 5).trim());
  const usage = usageIn(last);
  if (usage === null || !ends(last)) return null;
  return { usage, text: '', error: errorIn(last, 502), finished: true, responseId: null };
}
