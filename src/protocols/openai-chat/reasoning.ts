import type { Fields, ReasoningPart, Seal } from '../neutral/parts.ts';
import { sealText, unsealed } from '../neutral/seals.ts';
import { fieldsOf, isFields, jsonOf, listOf, maybe, textOf } from './wire.ts';

/**
 * What an item of `reasoning_details` seals (openrouter.ai/docs/use-cases/reasoning-tokens): a seal of ours that a
 * client kept, or OpenRouter's own. Its own is kept as the JSON of the item without its text, since the item must go
 * back as it came.
 */
export function sealOfDetail(detail: Fields): Seal | undefined {
  const secret = textOf(detail.type === 'reasoning.encrypted' ? detail.data : detail.signature);
  if (secret === undefined) return undefined;
  const ours = unsealed(secret);
  if (ours !== null) return ours;
  const { text: _text, summary: _summary, ...kept } = detail;
  return {
    protocol: 'openai-chat',
    kind: detail.type === 'reasoning.encrypted' ? 'encrypted' : 'signature',
    value: jsonOf(kept),
  };
}

export function textOfDetail(detail: Fields): string {
  return textOf(detail.text) ?? textOf(detail.summary) ?? '';
}

/** A part as an item for the provider that sealed it; undefined where another did, or its seal was damaged. */
export function ownDetail(part: ReasoningPart): Fields | undefined {
  if (part.seal?.protocol !== 'openai-chat') return undefined;
  let kept: unknown;
  try {
    kept = JSON.parse(part.seal.value);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!isFields(kept)) return undefined;
  if (kept.type === 'reasoning.encrypted') return kept;
  return kept.type === 'reasoning.summary' ? { ...kept, summary: part.text } : { ...kept, text: part.text };
}

/** Whether two items in a row are one: pieces of a stream that a client has put one behind the other. */
function goesOn(before: Fields, detail: Fields): boolean {
  return (
    detail.type === before.type &&
    detail.type !== 'reasoning.encrypted' &&
    detail.index === before.index &&
    textOf(before.signature) === undefined
  );
}

function joined(details: Fields[]): Fields[] {
  const out: Fields[] = [];
  for (const detail of details) {
    const before = out.at(-1);
    if (before === undefined || !goesOn(before, detail)) out.push({ ...detail });
    else {
      const key = before.type === 'reasoning.summary' ? 'summary' : 'text';
      const text = textOfDetail(before) + textOfDetail(detail);
      Object.assign(before, { signature: detail.signature, [key]: text });
    }
  }
  return out;
}

function partOf(detail: Fields): ReasoningPart {
  return {
    type: 'reasoning',
    text: textOfDetail(detail),
    ...(detail.type === 'reasoning.summary' ? { summary: true } : {}),
    ...maybe('seal', sealOfDetail(detail)),
  };
}

const PLACE = /^kp_(\d{1,9})_(\d{1,9})$/;

/** Where in `reasoning_content` the text of a sealed part stands, as an item's id: offset and length in UTF-16 units. */
function placeOf(detail: Fields): { start: number; end: number } | null {
  const match = PLACE.exec(textOf(detail.id) ?? '');
  return match === null ? null : { start: Number(match[1]), end: Number(match[1]) + Number(match[2]) };
}

/** Whether an item is one of ours, which seals the text before it. */
export function isPlaced(detail: Fields): boolean {
  return placeOf(detail) !== null;
}

/** The parts of a text of which our items say which piece they seal; null where they do not fit it. */
function cut(text: string, details: Fields[]): ReasoningPart[] | null {
  const parts: ReasoningPart[] = [];
  const read = new Set<string>();
  let at = 0;
  for (const detail of details) {
    const place = placeOf(detail);
    const name = `${textOf(detail.id)} ${textOf(detail.data)}`;
    if (read.has(name)) continue;
    read.add(name);
    if (place === null || place.start < at || place.end > text.length) return null;
    if (place.start > at) parts.push({ type: 'reasoning', text: text.slice(at, place.start) });
    const seal = sealOfDetail(detail);
    parts.push({ type: 'reasoning', text: text.slice(place.start, place.end), ...maybe('seal', seal) });
    at = place.end;
  }
  if (at < text.length) parts.push({ type: 'reasoning', text: text.slice(at) });
  return parts;
}

/**
 * What is left where our items do not fit the text: the official SDK's `.stream()` puts each delta of a field that it does
 * not know in place of the one before. What is encrypted needs no text; a signature is refused without its own.
 */
function salvaged(text: string, details: Fields[]): ReasoningPart[] {
  const parts: ReasoningPart[] = [];
  for (const detail of details) {
    const [place, seal] = [placeOf(detail), sealOfDetail(detail)];
    if (place === null || seal === undefined) continue;
    if (seal.kind === 'encrypted' || place.start === place.end)
      parts.push({ type: 'reasoning', text: '', seal });
  }
  return text === '' ? parts : [...parts, { type: 'reasoning', text }];
}

/**
 * The reasoning in a message: `reasoning_content` (Moonshot, DeepSeek), `reasoning` (OpenRouter, Groq, vLLM) and
 * `reasoning_details`. The same text often stands in several of them, and is read once.
 */
export function readReasoning(message: Fields): ReasoningPart[] {
  const text = textOf(message.reasoning_content) ?? textOf(message.reasoning) ?? '';
  const details = joined(listOf(message.reasoning_details).filter(isFields));
  if (details.length === 0) return text === '' ? [] : [{ type: 'reasoning', text }];
  const pieces = cut(text, details);
  if (pieces !== null) return pieces;
  if (details.some(isPlaced)) return salvaged(text, details);
  const parts = details.map(partOf).filter((part) => part.text !== '' || part.seal !== undefined);
  if (text === '' || parts.some((part) => part.text !== '')) return parts;
  const [first, ...others] = parts;
  if (first?.seal?.kind === 'signature') return [{ ...first, text }, ...others];
  return [{ type: 'reasoning', text }, ...parts];
}

/** A sealed part as an item for a client, which hands it back; `start`: where its text begins in `reasoning_content`. */
export function clientDetail(seal: Seal, start: number, length: number, index: number): Fields {
  return {
    type: 'reasoning.encrypted',
    data: sealText(seal),
    id: `kp_${start}_${length}`,
    format: 'unknown',
    index,
  };
}

/**
 * The seal that stands in `extra_content.google.thought_signature`, of a call or of a message
 * (ai.google.dev/gemini-api/docs/thought-signatures): Gemini's own, or any that we put there.
 */
export function signatureIn(fields: Fields): Seal | undefined {
  const signature = textOf(fieldsOf(fieldsOf(fields.extra_content).google).thought_signature);
  if (signature === undefined) return undefined;
  return unsealed(signature) ?? { protocol: 'gemini', kind: 'signature', value: signature };
}

/** The field for it: Gemini's own as they are, others as ours. */
export function signatureField(seal: Seal): Fields {
  const own = seal.protocol === 'gemini' && seal.kind === 'signature' && seal.id === undefined;
  return { extra_content: { google: { thought_signature: own ? seal.value : sealText(seal) } } };
}
