import { wrapInput } from '../neutral/custom-input.ts';
import { cannotCarry } from '../neutral/notes.ts';
import type {
  Fields,
  Part,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../neutral/parts.ts';
import { typeName } from '../neutral/type-name.ts';
import { isFields, ownExtra, PROTOCOL, parse } from './wire.ts';
import { fileBlock, imageBlock } from './write-source.ts';
import { cacheControl, type Writing } from './writing.ts';

/** A text; none where it has nothing to read in it, which the API refuses (`must contain non-whitespace text`). */
export function textBlocks(part: TextPart, writing: Writing): Fields[] {
  if (part.text.trim() === '') return [];
  const extra = ownExtra(part.extra);
  if (part.citations !== undefined && extra.citations === undefined)
    writing.notes.dropped('citations of earlier answers', 'Anthropic takes only its own');
  return [{ ...extra, type: 'text', text: part.text, ...cacheControl(part.cache) }];
}

/**
 * Reasoning that the provider knows again. Claude's signatures are verified, so that nothing else may be sent to it; other
 * models behind this protocol are given the text.
 */
export function reasoningBlocks(part: ReasoningPart, { notes, quirks, traits }: Writing): Fields[] {
  const seal = part.seal?.protocol === PROTOCOL ? part.seal : undefined;
  if (seal?.kind === 'encrypted') return [{ type: 'redacted_thinking', data: seal.value }];
  if (seal !== undefined) return [{ type: 'thinking', thinking: part.text, signature: seal.value }];
  if (part.text === '') return [];
  if (!quirks.isAnthropic && !traits.verifies)
    return [{ type: 'thinking', thinking: part.text, signature: '' }];
  notes.dropped('reasoning of earlier answers', 'it is not signed by Anthropic, which refuses any other');
  return [];
}

/** The arguments of a call, which must be an object here. */
function inputOf(part: ToolCallPart): Fields {
  if (part.custom === true) return JSON.parse(wrapInput(part.input)) as Fields;
  const input = part.input.trim() === '' ? {} : parse(part.input);
  return isFields(input) ? input : (JSON.parse(wrapInput(part.input)) as Fields);
}

export function callBlock(part: ToolCallPart, id: string, { names }: Writing): Fields {
  return {
    ...ownExtra(part.extra),
    type: 'tool_use',
    id,
    name: names.of(part.name),
    input: inputOf(part),
    ...cacheControl(part.cache),
  };
}

function otherBlocks(protocol: string, value: Fields, { notes }: Writing): Fields[] {
  if (protocol === PROTOCOL) return [value];
  notes.dropped(`a part of type ${typeName(value)}`, `only ${protocol} knows it`);
  return [];
}

/** The blocks of a result's content. */
export function resultContent(part: ToolResultPart, writing: Writing): Fields[] {
  return part.content.flatMap((each) => {
    if (each.type === 'text') return textBlocks(each, writing);
    if (each.type === 'image') return [imageBlock(each)];
    if (each.type === 'file') return [fileBlock(each)];
    return otherBlocks(each.protocol, each.value, writing);
  });
}

export function resultBlock(part: ToolResultPart, id: string, writing: Writing): Fields {
  const content = resultContent(part, writing);
  return {
    ...ownExtra(part.extra),
    type: 'tool_result',
    tool_use_id: id,
    ...(content.length === 0 ? {} : { content }),
    ...(part.isError === true ? { is_error: true } : {}),
    ...cacheControl(part.cache),
  };
}

/** The blocks of any other part, in a message of the user's or the assistant's. */
export function plainBlocks(part: Part, role: 'user' | 'assistant', writing: Writing): Fields[] {
  switch (part.type) {
    case 'text':
      return textBlocks(part, writing);
    case 'refusal':
      return textBlocks({ type: 'text', text: part.text }, writing);
    case 'reasoning':
      return role === 'assistant' ? reasoningBlocks(part, writing) : [];
    case 'image':
    case 'file':
      if (role === 'user') return [part.type === 'image' ? imageBlock(part) : fileBlock(part)];
      writing.notes.dropped(`${part.type} in an answer`, "Anthropic's answers have none");
      return [];
    case 'audio':
      if (role === 'user')
        throw cannotCarry(
          'audio',
          'Anthropic takes no audio',
          'choose a model that hears, or send a transcript',
        );
      writing.notes.dropped('audio in an answer', "Anthropic's answers have none");
      return [];
    case 'other':
      return otherBlocks(part.protocol, part.value, writing);
    default:
      return [];
  }
}
