import { ProxyError } from '../../exchange/index.ts';
import type { Fields, Part, ReasoningPart, Seal, ToolCallPart, ToolResultPart } from '../neutral/parts.ts';
import { madeId } from './call-ids.ts';
import { extraOf, fieldOf, fieldsOf, isObject, jsonOf, listOf, restOf, stringOr } from './fields.ts';
import { readMedia } from './media.ts';
import { readSignature } from './signatures.ts';
import { resultText } from './tool-results.ts';

/** An error that names the field. */
export function refuse(field: string, reason: string, hint: string): ProxyError {
  return new ProxyError('invalid_request', `${field}: ${reason}`, { details: { field }, hint });
}

/** Calls that were read and not yet answered, by their order: responses name their call by id, else by name. */
export interface OpenCalls {
  list: { id: string; name: string; given: boolean }[];
}

/** The call that a response answers, which is taken out; a made id where there is none. */
function answered(open: OpenCalls, id: string | null, name: string, place: string): string {
  const at =
    id === null
      ? open.list.findIndex((call) => call.name === name)
      : open.list.findIndex((call) => call.id === id);
  if (at >= 0) return open.list.splice(at, 1)[0]?.id ?? place;
  if (id !== null) {
    // A client may answer with an id of its own making: then the first call of that name without an id is meant.
    const other = open.list.findIndex((call) => call.name === name && !call.given);
    if (other >= 0) return open.list.splice(other, 1)[0]?.id ?? id;
  }
  return id ?? madeId('r', place);
}

function sealed(seal: Seal | null): { seal?: Seal } {
  return seal === null ? {} : { seal };
}

function readCall(call: Fields, part: Fields, place: string, where: string, open: OpenCalls): ToolCallPart {
  const name = stringOr(call.name, '');
  if (name === '')
    throw refuse(`${where}.functionCall.name`, 'is required', 'name the function that was called');
  const { args } = call;
  if (args !== undefined && args !== null && !isObject(args))
    throw refuse(`${where}.functionCall.args`, 'must be an object', 'send the arguments by name');
  const id = stringOr(call.id, '');
  const known = id === '' ? madeId(place) : id;
  open.list.push({ id: known, name, given: id !== '' });
  const rest = restOf(part, ['functionCall', 'thoughtSignature', 'thought']);
  return { type: 'tool_call', id: known, name, input: jsonOf(args ?? {}), ...extraOf(rest) };
}

function readResult(result: Fields, place: string, where: string, open: OpenCalls): ToolResultPart {
  const name = stringOr(result.name, '');
  if (name === '')
    throw refuse(
      `${where}.functionResponse.name`,
      'is required',
      'name the function that this is the result of',
    );
  const { text, isError } = resultText(result.response);
  const content: ToolResultPart['content'] = [{ type: 'text', text }];
  for (const each of listOf(result.parts)) {
    const fields = fieldsOf(each);
    const part = readMedia(fieldOf(fields, 'inlineData') ?? fieldOf(fields, 'fileData'), null);
    if (part?.type === 'image' || part?.type === 'file') content.push(part);
    else content.push({ type: 'other', protocol: 'gemini', value: fields });
  }
  return {
    type: 'tool_result',
    callId: answered(open, stringOr(result.id, null), name, place),
    name,
    content,
    ...(isError ? { isError } : {}),
    ...extraOf(restOf(result, ['id', 'name', 'response', 'parts'])),
  };
}

/** Whether it is another provider's reasoning itself, which may stand apart from its summary. */
function isForeign(seal: Seal): boolean {
  return seal.protocol !== 'gemini' && seal.kind === 'encrypted';
}

/**
 * Adds another provider's encrypted reasoning, which a call carried, or an empty thought at the end of an answer. It was
 * before the texts in front of them: on the thoughts there where they have none, else a part of its own.
 */
function addForeign(out: Part[], seal: Seal): void {
  let at = out.length;
  while (out[at - 1]?.type === 'text') at--;
  const before = out[at - 1];
  if (isPiece(before)) out[at - 1] = sealThought(before, seal);
  else out.splice(at, 0, { type: 'reasoning', text: '', seal });
}

/** Thoughts with the seal that came behind them. With another provider's they are not Gemini's. */
function sealThought({ text, extra, summary }: ReasoningPart, seal: Seal): ReasoningPart {
  if (seal.protocol !== 'gemini') return { type: 'reasoning', text, seal };
  return {
    type: 'reasoning',
    text,
    ...(summary ? { summary } : {}),
    seal,
    ...(extra === undefined ? {} : { extra }),
  };
}

/** Whether a thought is one of those that a stream brings piece by piece. */
function isPiece(part: Part | undefined): part is ReasoningPart {
  return part?.type === 'reasoning' && part.seal === undefined;
}

/** Puts a thought behind others: they come piece by piece, with their seal in an empty one at the end. */
function addThought(out: Part[], part: ReasoningPart): void {
  const last = out.at(-1);
  if (!isPiece(last)) out.push(part);
  else if (part.seal === undefined) out[out.length - 1] = { ...last, text: last.text + part.text };
  else if (part.text === '') out[out.length - 1] = sealThought(last, part.seal);
  else out.push(part);
}

function readText(text: string, part: Fields, seal: Seal | null): Part {
  const rest = restOf(part, ['text', 'thought', 'thoughtSignature']);
  if (part.thought === true || (text === '' && seal !== null)) {
    const thought: ReasoningPart = { type: 'reasoning', text };
    const own = seal === null || seal.protocol === 'gemini';
    if (part.thought === true && own) thought.summary = true;
    // What marks unsigned thoughts as Gemini's own, which alone go back to it.
    const marked = part.thought === true && seal === null ? { ...rest, thought: true } : rest;
    return { ...thought, ...sealed(seal), ...extraOf(marked) };
  }
  return { type: 'text', text, ...sealed(seal), ...extraOf(rest) };
}

/** Adds what one wire part is. `place` tells it apart from all others; `where` is its name in errors. */
export function readPart(given: unknown, out: Part[], place: string, where: string, open: OpenCalls): void {
  const part = typeof given === 'string' ? { text: given } : given;
  if (!isObject(part)) throw refuse(where, 'must be an object', 'a part is {"text": "…"}, for example');
  const seal = readSignature(fieldOf(part, 'thoughtSignature'));
  const call = fieldOf(part, 'functionCall');
  if (isObject(call)) {
    if (seal !== null && isForeign(seal)) {
      addForeign(out, seal);
      out.push(readCall(call, part, place, where, open));
    } else out.push({ ...readCall(call, part, place, where, open), ...sealed(seal) });
    return;
  }
  const result = fieldOf(part, 'functionResponse');
  if (isObject(result)) {
    out.push(readResult(result, place, where, open));
    return;
  }
  if (typeof part.text === 'string') {
    // On a text, too: Vercel's SDK puts the signature of an empty part on what stands before it.
    const carried = seal !== null && isForeign(seal) && (part.text === '' || part.thought !== true);
    if (carried) addForeign(out, seal);
    if (carried && part.text === '') return;
    const text = readText(part.text, part, carried ? null : seal);
    const nothing = part.text === '' && text.type === 'text' && text.seal === undefined;
    if (text.type === 'reasoning' && part.thought === true) addThought(out, text);
    else if (!nothing || text.extra !== undefined) out.push(text);
    return;
  }
  const rest = restOf(part, ['inlineData', 'fileData']);
  const media = readMedia(fieldOf(part, 'inlineData') ?? fieldOf(part, 'fileData'), rest);
  if (media !== null) out.push(media);
  else if (Object.keys(part).length > 0) out.push({ type: 'other', protocol: 'gemini', value: part });
}
