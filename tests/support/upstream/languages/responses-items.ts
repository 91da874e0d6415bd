import { type ScriptCall, type ScriptPart, type ScriptReasoning, sealFor } from '../script.ts';
import { pieceOrder } from './language.ts';

type Fields = Record<string, unknown>;

const PREFIXES: Record<ScriptPart['type'], string> = {
  text: 'msg',
  refusal: 'msg',
  reasoning: 'rs',
  tool_call: 'fc',
};

function itemId(part: ScriptPart, answerId: string, index: number): string {
  const prefix = part.type === 'tool_call' && part.custom ? 'ctc' : PREFIXES[part.type];
  return `${prefix}_${answerId}_${index}`;
}

function sealed(part: ScriptReasoning): Fields {
  return part.seal === undefined ? {} : { encrypted_content: sealFor('openai-responses', part.seal) };
}

/** The content part of a message item. */
function contentOf(part: ScriptPart, words: string): Fields {
  return part.type === 'refusal'
    ? { type: 'refusal', refusal: words }
    : { type: 'output_text', annotations: [], logprobs: [], text: words };
}

/** The item in one of its two states: announced (what comes in deltas is empty) or done. */
function itemOf(part: ScriptPart, id: string, done: boolean): Fields {
  const words = done ? part.pieces.join('') : '';
  const status = done ? 'completed' : 'in_progress';
  switch (part.type) {
    case 'reasoning': {
      const summary = words === '' ? [] : [{ type: 'summary_text', text: words }];
      return { id, type: 'reasoning', summary, ...sealed(part) };
    }
    case 'tool_call': {
      const { id: call_id, name, namespace } = part;
      if (part.custom) return { id, type: 'custom_tool_call', status, call_id, name, input: words };
      const within = namespace === undefined ? {} : { namespace };
      return { id, type: 'function_call', status, arguments: words, call_id, name, ...within };
    }
    default: {
      const content = done ? [contentOf(part, words)] : [];
      return { id, type: 'message', status, role: 'assistant', content };
    }
  }
}

/** The output items of a finished response. */
export function itemsOf(parts: ScriptPart[], answerId: string): Fields[] {
  return parts.map((part, index) => itemOf(part, itemId(part, answerId, index), true));
}

function messageEvents(part: ScriptPart, item_id: string, output_index: number): Fields[] {
  const at = { item_id, output_index, content_index: 0 };
  const kind = part.type === 'refusal' ? 'refusal' : 'output_text';
  const logprobs = part.type === 'refusal' ? {} : { logprobs: [] };
  const whole = part.pieces.join('');
  return [
    { type: 'response.content_part.added', ...at, part: contentOf(part, '') },
    ...part.pieces.map((delta) => ({ type: `response.${kind}.delta`, ...at, delta, ...logprobs })),
    {
      type: `response.${kind}.done`,
      ...at,
      ...(part.type === 'refusal' ? { refusal: whole } : { text: whole, logprobs: [] }),
    },
    { type: 'response.content_part.done', ...at, part: contentOf(part, whole) },
  ];
}

function reasoningEvents(part: ScriptReasoning, item_id: string, output_index: number): Fields[] {
  if (part.pieces.length === 0) return [];
  const at = { item_id, output_index, summary_index: 0 };
  const text = part.pieces.join('');
  return [
    {
      type: 'response.reasoning_summary_part.added',
      ...at,
      part: { type: 'summary_text', text: '' },
    },
    ...part.pieces.map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...at, delta })),
    { type: 'response.reasoning_summary_text.done', ...at, text },
    { type: 'response.reasoning_summary_part.done', ...at, part: { type: 'summary_text', text } },
  ];
}

/** The deltas of a call, and behind the last its whole input. */
function callEvents(part: ScriptCall, item_id: string, output_index: number): Fields[] {
  const at = { item_id, output_index };
  const kind = part.custom ? 'custom_tool_call_input' : 'function_call_arguments';
  const whole = part.pieces.join('');
  const done = part.custom ? { input: whole } : { arguments: whole, name: part.name };
  return [
    ...part.pieces.map((delta) => ({ type: `response.${kind}.delta`, ...at, delta })),
    { type: `response.${kind}.done`, ...at, ...done },
  ];
}

function innerEvents(part: ScriptPart, id: string, index: number): Fields[] {
  if (part.type === 'reasoning') return reasoningEvents(part, id, index);
  if (part.type === 'tool_call') return callEvents(part, id, index);
  return messageEvents(part, id, index);
}

/**
 * What a stream tells of its items: each announced, told in pieces, done. Calls that stand side by side are open at
 * the same time where `interleaved` says so.
 */
export function eventsOfItems(parts: ScriptPart[], answerId: string, interleaved: boolean): Fields[] {
  const events: Fields[] = [];
  for (let start = 0; start < parts.length; ) {
    let end = start + 1;
    const areCalls = parts[start]?.type === 'tool_call';
    while (interleaved && areCalls && parts[end]?.type === 'tool_call') end += 1;
    const group = parts.slice(start, end).map((part, offset) => {
      const index = start + offset;
      const id = itemId(part, answerId, index);
      return [
        { type: 'response.output_item.added', output_index: index, item: itemOf(part, id, false) },
        ...innerEvents(part, id, index),
        { type: 'response.output_item.done', output_index: index, item: itemOf(part, id, true) },
      ];
    });
    const order = pieceOrder(
      group.map((list) => list.length),
      interleaved,
    );
    for (const [one, at] of order) events.push(...(group[one]?.slice(at, at + 1) ?? []));
    start = end;
  }
  return events;
}
