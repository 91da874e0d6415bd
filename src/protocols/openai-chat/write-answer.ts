import type { NeutralAnswer } from '../neutral/answer.ts';
import type { AnswerTarget } from '../neutral/conversion.ts';
import type { Fields, ReasoningPart, ToolCallPart } from '../neutral/parts.ts';
import { writeFinish } from './finish.ts';
import { usesFunctions } from './read-request.ts';
import { clientDetail, signatureField } from './reasoning.ts';
import { annotation, wholePart } from './write-parts.ts';
import { writeUsage } from './write-usage.ts';

export function answerId(id: string | null, exchangeId: string): string {
  return id === null || id === '' ? `chatcmpl-${exchangeId}` : id;
}

function reasoningFields(parts: ReasoningPart[]): Fields {
  let text = '';
  const details: Fields[] = [];
  for (const part of parts) {
    if (part.seal !== undefined)
      details.push(clientDetail(part.seal, text.length, part.text.length, details.length));
    text += part.text;
  }
  return {
    ...(text === '' ? {} : { reasoning_content: text }),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
  };
}

function callFields(call: ToolCallPart): Fields {
  const signed = call.seal === undefined ? {} : signatureField(call.seal);
  if (call.custom === true)
    return { id: call.id, type: 'custom', custom: { name: call.name, input: call.input }, ...signed };
  const args = call.input === '' ? '{}' : call.input;
  return { id: call.id, type: 'function', function: { name: call.name, arguments: args }, ...signed };
}

function messageOf(answer: NeutralAnswer, old: boolean, target: AnswerTarget): Fields {
  const fields: Fields = {};
  const reasoning: ReasoningPart[] = [];
  const calls: ToolCallPart[] = [];
  const annotations: Fields[] = [];
  const images: Fields[] = [];
  let content: string | null = null;
  let refusal: string | null = null;
  for (const part of answer.parts) {
    if (part.type === 'reasoning') reasoning.push(part);
    else if (part.type === 'tool_call') calls.push(part);
    else if (part.type === 'refusal') refusal = (refusal ?? '') + part.text;
    else if (part.type === 'text') {
      const base: number = content?.length ?? 0;
      for (const citation of part.citations ?? [])
        annotations.push(annotation(citation, base, part.text.length));
      if (part.seal !== undefined) Object.assign(fields, signatureField(part.seal));
      content = (content ?? '') + part.text;
    } else {
      const whole = wholePart(part, target.exchangeId, target.notes);
      if (whole?.key === 'images') images.push(whole.value);
      else if (whole !== null) fields.audio = whole.value;
    }
  }
  const [first] = calls;
  const called =
    first === undefined
      ? {}
      : old
        ? { function_call: { name: first.name, arguments: first.input === '' ? '{}' : first.input } }
        : { tool_calls: calls.map(callFields) };
  return {
    role: 'assistant',
    content,
    refusal,
    ...reasoningFields(reasoning),
    ...called,
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(images.length === 0 ? {} : { images }),
    ...fields,
  };
}

/** A whole answer (platform.openai.com/docs/api-reference/chat/object), with `reasoning_content` as DeepSeek and Moonshot have it. */
export function writeAnswer(answer: NeutralAnswer, target: AnswerTarget): unknown {
  const old = usesFunctions(target.request);
  const refused = answer.parts.some((part) => part.type === 'refusal');
  return {
    id: answerId(answer.id, target.exchangeId),
    object: 'chat.completion',
    created: answer.created ?? target.created,
    model: target.model,
    choices: [
      {
        index: 0,
        message: messageOf(answer, old, target),
        logprobs: null,
        finish_reason: writeFinish(answer.finish, { refused, old }),
      },
    ],
    ...(answer.usage === null ? {} : { usage: writeUsage(answer.usage) }),
  };
}
