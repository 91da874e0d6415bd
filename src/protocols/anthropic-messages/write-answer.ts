import type { Finish, NeutralAnswer } from '../neutral/answer.ts';
import type { AnswerTarget } from '../neutral/conversion.ts';
import { wrapInput } from '../neutral/custom-input.ts';
import type { Notes } from '../neutral/notes.ts';
import type { Citation, Fields, Part, ReasoningPart, Seal, ToolCallPart } from '../neutral/parts.ts';
import { sealText } from '../neutral/seals.ts';
import { typeName } from '../neutral/type-name.ts';
import { writeUsage } from './usage.ts';
import { isFields, PROTOCOL, parse } from './wire.ts';

const REASONS: Record<Finish['reason'], string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
  refusal: 'refusal',
  pause: 'pause_turn',
  context_window: 'model_context_window_exceeded',
  other: 'end_turn',
};

/** `stop_reason` and `stop_sequence`, as a message and a `message_delta` have them. */
export function writeFinish({ reason, stopSequence }: Finish): Fields {
  const met = reason === 'stop' && stopSequence !== undefined;
  return {
    stop_reason: met ? 'stop_sequence' : REASONS[reason],
    stop_sequence: met ? stopSequence : null,
    stop_details: null,
  };
}

/** A page that a text rests on, in the one shape of citation that names a page by its address. */
export function writeCitation({ url, title }: Citation): Fields {
  return {
    type: 'web_search_result_location',
    url,
    title: title ?? null,
    cited_text: '',
    encrypted_index: '',
  };
}

/** A seal in the slot of a signature: Anthropic's own as it is, another provider's so that it comes back. */
export function signatureOf(seal: Seal): string {
  return seal.protocol === PROTOCOL && seal.kind === 'signature' ? seal.value : sealText(seal);
}

/** Whether a seal is reasoning that Anthropic itself has hidden. */
export function isRedacted(seal: Seal): boolean {
  return seal.protocol === PROTOCOL && seal.kind === 'encrypted';
}

function thinkingBlocks({ text, seal }: ReasoningPart): Fields[] {
  if (seal !== undefined && isRedacted(seal) && text === '')
    return [{ type: 'redacted_thinking', data: seal.value }];
  if (text === '' && seal === undefined) return [];
  return [{ type: 'thinking', thinking: text, signature: seal === undefined ? '' : signatureOf(seal) }];
}

function inputOf(part: ToolCallPart): unknown {
  if (part.custom === true) return parse(wrapInput(part.input));
  const input = part.input.trim() === '' ? {} : parse(part.input);
  return isFields(input) ? input : parse(wrapInput(part.input));
}

/** What an answer of this protocol has no block for. */
export function dropPart(part: Part, notes: Notes): void {
  const what = part.type === 'other' ? `a part of type ${typeName(part.value)}` : part.type;
  notes.dropped(`${what} in the answer`, 'Anthropic’s clients know no such block');
}

function blocksOf(part: Part, notes: Notes): Fields[] {
  switch (part.type) {
    case 'text': {
      // An empty block would be refused when it is sent back.
      if (part.text === '') return [];
      const citations = part.citations?.map(writeCitation);
      return [{ type: 'text', text: part.text, ...(citations === undefined ? {} : { citations }) }];
    }
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'reasoning':
      return thinkingBlocks(part);
    case 'tool_call':
      return [{ type: 'tool_use', id: part.id, name: part.name, input: inputOf(part) }];
    case 'other':
      if (part.protocol === PROTOCOL) return [part.value];
      break;
    default:
      break;
  }
  dropPart(part, notes);
  return [];
}

/** What a message is before anything is known of its content. */
export function writeHead(id: string | null, target: AnswerTarget): Fields {
  return {
    id: id ?? `msg_${target.exchangeId}`,
    type: 'message',
    role: 'assistant',
    model: target.model,
  };
}

/** A whole answer as a message. */
export function writeAnswer(answer: NeutralAnswer, target: AnswerTarget): unknown {
  return {
    ...writeHead(answer.id, target),
    content: answer.parts.flatMap((part) => blocksOf(part, target.notes)),
    ...writeFinish(answer.finish),
    container: null,
    usage: writeUsage(answer.usage),
  };
}
