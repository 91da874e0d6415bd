import { conversion } from '../../../../src/protocols/anthropic-messages/conversion.ts';
import type { NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import type { Message, Tool } from '../../../../src/protocols/neutral/request.ts';
import { said, sent, target } from './support.ts';

export const OWN = 'anthropic-messages' as const;
export const text = (value: string, more: Fields = {}) => ({ type: 'text', text: value, ...more });
export const part = (value: string): Part => ({ type: 'text', text: value });
export const says = (role: Message['role'], ...parts: Part[]): Message => ({ role, parts });
export const call = (id: string, name = 'f', input = '{}'): Part => ({ type: 'tool_call', id, name, input });
export const result = (callId: string, ...content: Part[]): Part =>
  ({ type: 'tool_result', callId, content }) as Part;
export const tool = (name: string, more: Partial<Tool> = {}): Tool =>
  ({ type: 'function', name, parameters: { type: 'object', properties: {} }, ...more }) as Tool;
export const own = (fields: Fields) => ({ extra: { protocol: OWN, fields } });
export const answer = (parts: Part[], more: Partial<NeutralAnswer> = {}): NeutralAnswer => ({
  id: 'msg_1',
  model: 'm',
  created: null,
  parts,
  finish: { reason: 'stop' },
  usage: null,
  ...more,
});
export const written = (parts: Part[], more: Partial<NeutralAnswer> = {}) => {
  const notes = new Notes();
  const message = conversion.writeAnswer(answer(parts, more), target({ notes })) as Fields;
  return { message, notes: said(notes) };
};
export const readContent = (...content: Fields[]) => conversion.readAnswer({ content })?.parts;
export const content = (...messages: Message[]) =>
  (sent(...messages) as { content: Fields[] }[]).map((each) => each.content);

export const NO_RESULT = {
  type: 'tool_result',
  tool_use_id: 'c1',
  is_error: true,
  content: [text('There is no result: the call was cancelled.')],
};
