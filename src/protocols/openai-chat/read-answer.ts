import { randomUUID } from 'node:crypto';
import type { NeutralAnswer } from '../neutral/answer.ts';
import type { Citation, Fields, Part, ToolCallPart } from '../neutral/parts.ts';
import { failureOf, readFinish } from './finish.ts';
import { thinkingText } from './read-content.ts';
import { dataUrl, sourceOf } from './read-media.ts';
import { argumentsOf } from './read-messages.ts';
import { readReasoning, signatureIn } from './reasoning.ts';
import { usageIn } from './usage.ts';
import { fieldsOf, isFields, listOf, maybe, numberOf, textOf } from './wire.ts';

export function citationsIn(annotations: unknown): Citation[] {
  return listOf(annotations).flatMap((annotation) => {
    const cited = fieldsOf(fieldsOf(annotation).url_citation);
    const url = textOf(cited.url);
    if (url === undefined) return [];
    return [
      {
        url,
        ...maybe('title', textOf(cited.title)),
        ...maybe('start', numberOf(cited.start_index)),
        ...maybe('end', numberOf(cited.end_index)),
      },
    ];
  });
}

/** Images of an answer (openrouter.ai/docs/features/multimodal/image-generation). */
export function imagesIn(images: unknown): Part[] {
  return listOf(images).flatMap((image) => {
    const { image_url: given } = fieldsOf(image);
    const url = textOf(isFields(given) ? given.url : given);
    const source = url === undefined ? undefined : sourceOf(url);
    return source === undefined ? [] : [{ type: 'image' as const, source }];
  });
}

/** A provider's content: a text, or a list of texts, thoughts (Mistral) and images. */
export function contentIn(content: unknown): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return listOf(content).flatMap((part): Part[] => {
    const fields = fieldsOf(part);
    if (fields.type === 'thinking') {
      const text = thinkingText(fields.thinking);
      return text === '' ? [] : [{ type: 'reasoning', text }];
    }
    if (fields.type === 'image_url') return imagesIn([fields]);
    return textOf(fields.text) === undefined ? [] : [{ type: 'text', text: fields.text as string }];
  });
}

/** An id for a call to which the provider gave none; it is to be known again in a later turn, so it is no counter. */
export function madeCallId(): string {
  return `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}

function callOf(call: unknown): ToolCallPart | null {
  const fields = fieldsOf(call);
  const custom = isFields(fields.custom) && !isFields(fields.function);
  const called = fieldsOf(custom ? fields.custom : fields.function);
  const name = textOf(called.name);
  if (name === undefined) return null;
  return {
    type: 'tool_call',
    id: textOf(fields.id) ?? madeCallId(),
    name,
    input: argumentsOf(custom ? called.input : called.arguments),
    ...(custom ? { custom: true } : {}),
    ...maybe('seal', signatureIn(fields)),
  };
}

/** Pieces of one kind in a row are one part. */
function merged(parts: Part[]): Part[] {
  const out: Part[] = [];
  for (const part of parts) {
    const before = out.at(-1);
    if (part.type === 'text' && before?.type === 'text') before.text += part.text;
    else if (
      part.type === 'reasoning' &&
      before?.type === 'reasoning' &&
      !before.seal &&
      !part.seal &&
      before.summary === part.summary
    )
      before.text += part.text;
    else out.push({ ...part });
  }
  return out;
}

function audioOf(audio: unknown): Part[] {
  const { data, transcript } = fieldsOf(audio);
  const said: Part[] =
    typeof transcript === 'string' && transcript !== '' ? [{ type: 'text', text: transcript }] : [];
  const bytes = textOf(data);
  return bytes === undefined
    ? said
    : [...said, { type: 'audio', format: 'wav', data: dataUrl(bytes)?.data ?? bytes }];
}

function partsOf(message: Fields): Part[] {
  const parts = merged([...readReasoning(message), ...contentIn(message.content), ...audioOf(message.audio)]);
  const text = parts.findLast((part) => part.type === 'text');
  if (text !== undefined) {
    const citations = citationsIn(message.annotations);
    if (citations.length > 0) text.citations = citations;
    const seal = signatureIn(message);
    if (seal !== undefined) text.seal = seal;
  }
  const refusal = textOf(message.refusal);
  if (refusal !== undefined) parts.push({ type: 'refusal', text: refusal });
  parts.push(...imagesIn(message.images));
  for (const call of listOf(message.tool_calls)) {
    const read = callOf(call);
    if (read !== null) parts.push(read);
  }
  if (isFields(message.function_call)) {
    const read = callOf({ function: message.function_call });
    if (read !== null) parts.push(read);
  }
  return parts;
}

/** A whole answer of any provider that speaks chat completions; null where it is none, or was broken off by an error. Never throws. */
export function readWholeAnswer(body: unknown): NeutralAnswer | null {
  const fields = fieldsOf(body);
  const [choice] = listOf(fields.choices);
  if (!isFields(choice)) return null;
  const message = fieldsOf(choice.message ?? choice.delta);
  const parts = partsOf(message);
  const refused = parts.some((part) => part.type === 'refusal');
  const called = parts.some((part) => part.type === 'tool_call');
  const reason = textOf(choice.finish_reason);
  if (reason !== undefined && failureOf(reason) !== null) return null;
  const finish = reason === undefined ? { reason: 'stop' as const } : readFinish(reason, refused);
  return {
    id: textOf(fields.id) ?? null,
    model: textOf(fields.model) ?? null,
    created: numberOf(fields.created) ?? null,
    parts,
    // Some providers say `stop` though the model called a tool, which sends clients home too early.
    finish: called && finish.reason === 'stop' ? { reason: 'tool_calls' } : finish,
    usage: usageIn(fields),
  };
}
