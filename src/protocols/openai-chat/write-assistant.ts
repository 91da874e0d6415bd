import { wrapInput } from '../neutral/custom-input.ts';
import type { Fields, ReasoningPart, ToolCallPart } from '../neutral/parts.ts';
import type { Message } from '../neutral/request.ts';
import type { ToolNames } from '../neutral/tool-names.ts';
import { callId } from './call-ids.ts';
import { ownDetail, signatureField } from './reasoning.ts';
import { ownExtra } from './wire.ts';
import { type ContentTarget, writePart } from './write-content.ts';

/** What writing messages needs to know besides the provider. */
export interface MessageTarget extends ContentTarget {
  /** The provider's own name of the model. */
  model: string;
  names: ToolNames;
  /** Whether the model will think, as far as the request says: null where it does not. */
  thinking: boolean | null;
}

function sendsReasoning({ quirks, model }: MessageTarget): boolean {
  if (quirks.reasoningField === null) return false;
  // Mistral, Groq: models that do not think refuse it.
  return quirks.reasoningField === 'reasoning_content' || quirks.reasoningModels?.test(model) !== false;
}

function writeCall(call: ToolCallPart, first: boolean, target: MessageTarget): Fields {
  const { quirks, names } = target;
  const id = callId(call.id, quirks.toolCallIds);
  const name = names.of(call.name);
  const own = { ...ownExtra(call.extra), ...signature(call, first, target), id };
  if (call.custom === true && quirks.customTools)
    return { ...own, type: 'custom', custom: { name, input: call.input } };
  const args = call.custom === true ? wrapInput(call.input) : call.input === '' ? '{}' : call.input;
  return { ...own, type: 'function', function: { name, arguments: args } };
}

/**
 * Taken by Gemini in the place of a signature that was never made, as for a conversation that began with another
 * model (ai.google.dev/gemini-api/docs/thought-signatures).
 */
const NO_SIGNATURE = { extra_content: { google: { thought_signature: 'skip_thought_signature_validator' } } };

/** Gemini 3 and later want one on the first call of each turn. */
function signature(call: ToolCallPart, first: boolean, { quirks, model }: MessageTarget): Fields {
  if (!quirks.thoughtSignatures) return {};
  if (call.seal?.protocol === 'gemini') return signatureField(call.seal);
  return first && !/gemini-[12]\b/.test(model) ? NO_SIGNATURE : {};
}

function withDetails(parts: ReasoningPart[], text: string): Fields {
  const details = parts.map((part) => ownDetail(part));
  if (!details.some((detail) => detail !== undefined)) return text === '' ? {} : { reasoning: text };
  // The whole sequence must match what was answered: parts that another provider sealed have no place in it.
  return { reasoning_details: details.filter((detail) => detail !== undefined) };
}

function reasoningFields(parts: ReasoningPart[], calls: boolean, target: MessageTarget): Fields {
  const { quirks, notes } = target;
  const text = parts
    .map((part) => part.text)
    .filter((piece) => piece !== '')
    .join('\n\n');
  if (!sendsReasoning(target)) {
    if (text !== '') notes.dropped('reasoning of earlier turns', 'the provider does not take it');
    return {};
  }
  if (quirks.reasoningField === 'thinking_parts') return {};
  if (quirks.reasoningDetails) return withDetails(parts, text);
  const field = quirks.reasoningField as string;
  if (text !== '') return { [field]: text };
  if (!quirks.reasoningRequired || !calls || target.thinking === false) return {};
  if (quirks.reasoningStandIn === null) return {};
  notes.changed(
    field,
    'nobody knows it any more for a turn that called tools: a stand-in was sent, since the provider wants one',
  );
  return { [field]: quirks.reasoningStandIn };
}

function thinkingParts(parts: ReasoningPart[]): Fields[] {
  return parts
    .filter((part) => part.text !== '')
    .map((part) => ({ type: 'thinking', thinking: [{ type: 'text', text: part.text }] }));
}

/** Texts of the model are pieces of one text: nothing is put between them. */
function writeTexts(message: Message, target: MessageTarget): string | Fields[] | null {
  const written: Fields[] = [];
  for (const part of message.parts) {
    if (part.type === 'reasoning' || part.type === 'tool_call' || part.type === 'tool_result') continue;
    if (part.type === 'audio' || part.type === 'image' || part.type === 'file') {
      target.notes.dropped(`${part.type} in an assistant's turn`, 'the provider takes only text there');
      continue;
    }
    const one = writePart(part, target);
    if (one !== null) written.push(one);
  }
  if (written.length === 0) return null;
  const plain = written.every((part) => part.type === 'text' && Object.keys(part).length === 2);
  return plain ? written.map((part) => part.text).join('') : written;
}

/** A turn of the model; null where nothing of it can be sent. */
export function writeAssistant(message: Message, target: MessageTarget): Fields | null {
  const { quirks } = target;
  const reasoning = message.parts.filter((part) => part.type === 'reasoning');
  const calls = message.parts.filter((part) => part.type === 'tool_call');
  let content = writeTexts(message, target);
  if (content === null && calls.length === 0) return null;
  if (
    quirks.reasoningField === 'thinking_parts' &&
    sendsReasoning(target) &&
    reasoning.some((part) => part.text !== '')
  ) {
    const texts = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
    content = [...thinkingParts(reasoning), ...texts];
  }
  const own = { ...ownExtra(message.extra) };
  for (const field of quirks.refusedMessageFields) delete own[field];
  return {
    ...own,
    role: 'assistant',
    ...(message.name === undefined || quirks.refusedMessageFields.includes('name')
      ? {}
      : { name: message.name }),
    ...(content === null && quirks.omitEmptyContent ? {} : { content }),
    ...reasoningFields(reasoning, calls.length > 0, target),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map((call, i) => writeCall(call, i === 0, target)) }),
  };
}
