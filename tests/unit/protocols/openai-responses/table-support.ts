import { expect } from 'vitest';
import type { Fields, Part, ToolResultPart } from '../../../../src/protocols/neutral/parts.ts';
import type { Message, NeutralRequest, Sampling, Tool } from '../../../../src/protocols/neutral/request.ts';
import { conversion } from '../../../../src/protocols/openai-responses/conversion.ts';
import {
  answerOf,
  collected,
  itemsIn,
  itemsOf,
  neutral,
  read,
  stepsOfBodies,
  streamed,
  target,
  whole,
  write,
} from './support.ts';

export const text = (content: string): Part => ({ type: 'text', text: content });
export const user = (...parts: Part[]): Message => ({ role: 'user', parts });
export const said = (...parts: Part[]): Message => ({ role: 'assistant', parts });
export const system = (content: string, more: Partial<Message> = {}): Message => ({
  role: 'system',
  parts: [text(content)],
  ...more,
});
export const call: Part = { type: 'tool_call', id: 'call_1', name: 'read', input: '{"path":"a"}' };
export const result = (content: ToolResultPart['content'], more: Partial<ToolResultPart> = {}): Message => ({
  role: 'tool',
  parts: [{ type: 'tool_result', callId: 'call_1', name: 'read', content, ...more }],
});
export const parameters = { type: 'object', properties: { path: { type: 'string' } } };
/** The same as OpenAI takes it with `strict`. */
export const strictParameters = { ...parameters, required: ['path'], additionalProperties: false };
export const reader: Tool = { type: 'function', name: 'read', description: 'reads', parameters };

/** The neutral part of a content part that a client sends; what is sent of a neutral part. */
export const partOf = (part: Fields) =>
  read({ input: [{ role: 'user', content: [part] }] }).request.messages[0]?.parts[0];
export const sentPart = (part: Part) => {
  const [{ content } = {}] = itemsOf([user(part)]);
  return (content as Fields[])[0];
};
export const bodyOf = (more: Partial<NeutralRequest>, model?: string) =>
  write(neutral(more), { ...(model && { model }) });
export const toolsOf = (...tools: Tool[]) => bodyOf({ tools }).body.tools as Fields[];
export const sampled = (sampling: Sampling, model = 'gpt-4.1') => bodyOf({ sampling }, model);
export const readTools = (...tools: Fields[]) => read({ input: 'x', tools }).request.tools;
export const shell = (request: Partial<NeutralRequest>) =>
  whole(answerOf([]), target({ request: neutral(request) }));
export const answerItems = (parts: Part[], request: NeutralRequest = neutral()) => {
  const given = target({ request });
  const items = whole(answerOf(parts), given).output as Fields[];
  expect(itemsIn(streamed(answerOf(parts), given))).toEqual(items);
  return items;
};
/** What a provider's item is read as, whole and streamed as its last event tells it. */
export const readItem = (item: Fields): Part[] => {
  const response = { id: 'r', status: 'completed', output: [item] };
  const parts = conversion.readAnswer(response)?.parts ?? [];
  const steps = stepsOfBodies({ type: 'response.output_item.done', output_index: 0, item });
  expect(collected([...steps, { type: 'end' }]).answer.parts).toEqual(parts);
  return parts;
};
