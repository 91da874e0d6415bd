import type {
  Citation,
  Fields,
  OtherPart,
  Part,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../neutral/parts.ts';
import { unsealed } from '../neutral/seals.ts';
import { readDocument, readImage, searchResultText } from './read-source.ts';
import { cacheOf, invalid, jsonAt, objectAt, type Reading, textAt } from './reading.ts';
import { extraOf, fieldsOf, listOf, PROTOCOL, textOr } from './wire.ts';

const TEXT = new Set(['type', 'text', 'cache_control']);
const CALL = new Set(['type', 'id', 'name', 'input', 'cache_control']);
const RESULT = new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control']);

/** The page that a text rests on; null where a citation names none (a place in a document). */
export function readCitation(value: unknown): Citation | null {
  const { url, source, title } = fieldsOf(value);
  const page = typeof url === 'string' ? url : source;
  if (typeof page !== 'string' || page === '') return null;
  return { url: page, ...(typeof title === 'string' ? { title } : {}) };
}

/** The citations of a text, to be spread into its part. */
export function citationsOf(block: Fields): { citations?: Citation[] } {
  const citations = listOf(block.citations)
    .map(readCitation)
    .filter((citation) => citation !== null);
  return citations.length === 0 ? {} : { citations };
}

function other(block: Fields): OtherPart {
  return { type: 'other', protocol: PROTOCOL, value: block };
}

/** Reasoning with its seal: Anthropic's own, or another provider's that was put there for the client to keep. */
export function readThinking(block: Fields): ReasoningPart {
  if (block.type === 'redacted_thinking') {
    const data = textOr(block.data, '');
    const seal = unsealed(data) ?? { protocol: PROTOCOL, kind: 'encrypted' as const, value: data };
    return { type: 'reasoning', text: '', seal };
  }
  const text = textOr(block.thinking, '');
  const signature = textOr(block.signature, '');
  if (signature === '') return { type: 'reasoning', text };
  const seal = unsealed(signature) ?? { protocol: PROTOCOL, kind: 'signature' as const, value: signature };
  return { type: 'reasoning', text, seal };
}

function readText(block: Fields, path: string): TextPart {
  const text = textAt(block.text, `${path}.text`);
  return { type: 'text', text, ...citationsOf(block), ...cacheOf(block), ...extraOf(block, TEXT) };
}

function readCall(block: Fields, path: string, reading: Reading): ToolCallPart {
  const id = textAt(block.id, `${path}.id`);
  const name = textAt(block.name, `${path}.name`);
  if (id === '') throw invalid(`${path}.id`, 'is empty', 'send back the id that the call had');
  reading.toolNames.set(id, name);
  const input = jsonAt(block.input ?? {}, `${path}.input`);
  return { type: 'tool_call', id, name, input, ...cacheOf(block), ...extraOf(block, CALL) };
}

/** A part of a tool's result. */
function readResultPart(block: Fields, path: string, reading: Reading): ToolResultPart['content'] {
  switch (block.type) {
    case 'text':
      return [readText(block, path)];
    case 'image':
      return [readImage(block, path)];
    case 'document':
      return readDocument(block, path, reading);
    default:
      break;
  }
  if (reading.toAnthropic) return [other(block)];
  if (block.type === 'search_result') return [searchResultText(block)];
  if (block.type === 'tool_reference')
    return [{ type: 'text', text: `The tool ${textOr(block.tool_name, '')} is available now.` }];
  reading.notes.dropped(`${textOr(block.type, 'a part')} of a tool's result`, 'only Anthropic knows it');
  return [];
}

function readResult(block: Fields, path: string, reading: Reading): ToolResultPart {
  const callId = textAt(block.tool_use_id, `${path}.tool_use_id`);
  const { content } = block;
  const parts: ToolResultPart['content'] = [];
  if (typeof content === 'string') parts.push({ type: 'text', text: content });
  else if (Array.isArray(content))
    for (const [i, part] of content.entries()) {
      const at = `${path}.content[${i}]`;
      parts.push(...readResultPart(objectAt(part, at), at, reading));
    }
  else if (content !== undefined && content !== null)
    throw invalid(`${path}.content`, 'must be a string or a list', 'send the result as text');
  const name = reading.toolNames.get(callId);
  return {
    type: 'tool_result',
    callId,
    ...(name === undefined ? {} : { name }),
    content: parts,
    ...(block.is_error === true ? { isError: true } : {}),
    ...cacheOf(block),
    ...extraOf(block, RESULT),
  };
}

/** A block of a message's content. Throws `invalid_request` where it cannot be used. */
export function readPart(value: unknown, path: string, reading: Reading): Part[] {
  const block = objectAt(value, path);
  switch (block.type) {
    case 'text':
      return [readText(block, path)];
    case 'image':
      return [readImage(block, path)];
    case 'document':
      return readDocument(block, path, reading);
    case 'thinking':
    case 'redacted_thinking':
      return [readThinking(block)];
    case 'tool_use':
      return [readCall(block, path, reading)];
    case 'tool_result':
      return [readResult(block, path, reading)];
    default:
      break;
  }
  const type = textAt(block.type, `${path}.type`);
  if (reading.toAnthropic) return [other(block)];
  if (type === 'search_result') return [searchResultText(block)];
  reading.notes.dropped(`${type} in a message`, 'only Anthropic knows it');
  return [other(block)];
}
