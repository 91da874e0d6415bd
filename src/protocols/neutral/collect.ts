import type { AnswerError, AnswerEvent, NeutralAnswer, PartStart } from './answer.ts';
import type { Part } from './parts.ts';

/** Characters of a whole part that go into one delta. */
const PIECE = 16_384;

function startOf(part: Part): PartStart {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { type: part.type };
    case 'reasoning':
      return { type: 'reasoning', ...(part.summary === undefined ? {} : { summary: part.summary }) };
    case 'tool_call': {
      const custom = part.custom === undefined ? {} : { custom: part.custom };
      return { type: 'tool_call', id: part.id, name: part.name, ...custom };
    }
    default:
      return { type: 'whole', part };
  }
}

function textOf(part: Part): string {
  if (part.type === 'text' || part.type === 'refusal' || part.type === 'reasoning') return part.text;
  return part.type === 'tool_call' ? part.input : '';
}

function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + PIECE);
    const last = text.charCodeAt(end - 1);
    if (last >= 0xd800 && last < 0xdc00 && end < text.length) end--;
    yield text.slice(at, end);
    at = end;
  }
}

/** A whole answer as the steps of a stream. */
export function* eventsOf(answer: NeutralAnswer): Generator<AnswerEvent> {
  const { id, model, created, usage } = answer;
  yield { type: 'start', id, model, created, ...(usage === null ? {} : { usage }) };
  for (const [index, part] of answer.parts.entries()) {
    yield { type: 'part_start', index, part: startOf(part) };
    for (const text of piecesOf(textOf(part))) yield { type: 'delta', index, text };
    if (part.type === 'text')
      for (const citation of part.citations ?? []) yield { type: 'citation', index, citation };
    if ('seal' in part && part.seal !== undefined) yield { type: 'seal', index, seal: part.seal };
    yield { type: 'part_end', index };
  }
  if (usage !== null) yield { type: 'usage', usage };
  yield { type: 'finish', finish: answer.finish };
  yield { type: 'end' };
}

function partOf(start: PartStart): Part {
  switch (start.type) {
    case 'text':
      return { type: 'text', text: '' };
    case 'refusal':
      return { type: 'refusal', text: '' };
    case 'reasoning':
      return { ...start, text: '' };
    case 'tool_call':
      return { ...start, input: '' };
    default:
      return start.part;
  }
}

/** What a stream's steps amount to. `error`: the provider's own, within the stream; `ended`: its end mark came. */
export interface Collected {
  answer: NeutralAnswer;
  error: AnswerError | null;
  ended: boolean;
}

/** Puts the steps of a stream together; well-formed ones (see `inOrder`). */
export function collect(events: Iterable<AnswerEvent>): Collected {
  const answer: NeutralAnswer = {
    id: null,
    model: null,
    created: null,
    parts: [],
    finish: { reason: 'other' },
    usage: null,
  };
  const parts = new Map<number, Part>();
  let error: AnswerError | null = null;
  let ended = false;
  for (const event of events) {
    switch (event.type) {
      case 'start':
        answer.id = event.id;
        answer.model = event.model;
        answer.created = event.created;
        answer.usage = event.usage ?? null;
        break;
      case 'part_start': {
        const part = partOf(event.part);
        parts.set(event.index, part);
        answer.parts.push(part);
        break;
      }
      case 'delta': {
        const part = parts.get(event.index);
        if (part?.type === 'tool_call') part.input += event.text;
        else if (part?.type === 'text' || part?.type === 'refusal' || part?.type === 'reasoning')
          part.text += event.text;
        break;
      }
      case 'seal': {
        const part = parts.get(event.index);
        if (part?.type === 'text' || part?.type === 'reasoning' || part?.type === 'tool_call')
          part.seal = event.seal;
        break;
      }
      case 'citation': {
        const part = parts.get(event.index);
        if (part?.type === 'text') {
          part.citations ??= [];
          part.citations.push(event.citation);
        }
        break;
      }
      case 'usage':
        answer.usage = event.usage;
        break;
      case 'finish':
        answer.finish = event.finish;
        break;
      case 'error':
        error = event.error;
        break;
      case 'end':
        ended = true;
        break;
    }
  }
  return { answer, error, ended };
}
