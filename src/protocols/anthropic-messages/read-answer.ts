import type { Finish, NeutralAnswer } from '../neutral/answer.ts';
import type { Fields, Part } from '../neutral/parts.ts';
import { citationsOf, readThinking } from './read-parts.ts';
import { normaliseUsage } from './usage.ts';
import { fieldsOf, isFields, jsonOf, listOf, PROTOCOL, textOr } from './wire.ts';

const REASONS: Record<string, Finish['reason']> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'tool_calls',
  pause_turn: 'pause',
  refusal: 'refusal',
  model_context_window_exceeded: 'context_window',
};

/** Why the model stopped, by `stop_reason` and `stop_sequence`; null where nothing is said yet. */
export function readFinish(fields: Fields): Finish | null {
  const { stop_reason: reason, stop_sequence: sequence } = fields;
  if (typeof reason !== 'string') return null;
  const known = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined;
  if (known === undefined) return { reason: 'other', raw: reason };
  return { reason: known, ...(typeof sequence === 'string' ? { stopSequence: sequence } : {}) };
}

/** The arguments of a call as JSON text. */
export function inputText(input: unknown): string {
  return typeof input === 'string' ? input : (jsonOf(input ?? {}) ?? '{}');
}

/** A call's id; one is made up where a provider gives none. */
export function callId(block: Fields, index: number): string {
  return textOr(block.id, '') || `toolu_${index}`;
}

function readBlock(block: Fields, index: number): Part {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: textOr(block.text, ''), ...citationsOf(block) };
    case 'thinking':
    case 'redacted_thinking':
      return readThinking(block);
    case 'tool_use':
      return {
        type: 'tool_call',
        id: callId(block, index),
        name: textOr(block.name, ''),
        input: inputText(block.input),
      };
    default:
      return { type: 'other', protocol: PROTOCOL, value: block };
  }
}

/** A whole answer; null where the body is none. Never throws. */
export function readAnswer(body: unknown): NeutralAnswer | null {
  const message = fieldsOf(body);
  if (!Array.isArray(message.content) || message.type === 'error') return null;
  return {
    id: textOr(message.id, null),
    model: textOr(message.model, null),
    created: null,
    parts: listOf(message.content).filter(isFields).map(readBlock),
    finish: readFinish(message) ?? { reason: 'other' },
    usage: normaliseUsage(message.usage),
  };
}
