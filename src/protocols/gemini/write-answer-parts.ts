import type { Notes } from '../neutral/notes.ts';
import type { AudioPart, Fields, FilePart, ImagePart, Part, Seal, ToolCallPart } from '../neutral/parts.ts';
import { givenId } from './call-ids.ts';
import { isObject, ownExtra, parseOr, tooDeep } from './fields.ts';
import { signatureFor } from './signatures.ts';

/** Longest beginning of a broken call's arguments that is told, in characters. */
const MAX_TOLD = 200;

function mediaOf(part: ImagePart | FilePart | AudioPart): Fields | null {
  const extra = ownExtra(part.extra);
  if (part.type === 'audio')
    return { inlineData: { mimeType: `audio/${part.format}`, data: part.data }, ...extra };
  const { source } = part;
  switch (source.kind) {
    case 'base64':
      return { inlineData: { mimeType: source.mediaType, data: source.data }, ...extra };
    case 'text':
      return { text: source.text };
    case 'url': {
      const data = /^data:([^;,]*)[^,]*;base64,/.exec(source.url.slice(0, 512));
      if (data !== null)
        return { inlineData: { mimeType: data[1] || 'image/png', data: source.url.slice(data[0].length) } };
      return { fileData: { ...typeOf(source.mediaType), fileUri: source.url }, ...extra };
    }
    case 'file':
      return source.protocol === 'gemini'
        ? { fileData: { ...typeOf(source.mediaType), fileUri: source.id }, ...extra }
        : null;
  }
}

function typeOf(mediaType: string | undefined): Fields {
  return mediaType === undefined ? {} : { mimeType: mediaType };
}

/**
 * Writes an answer's parts for a client. Gemini CLI keeps neither thoughts nor empty parts, but signatures of calls
 * (github.com/google-gemini/gemini-cli, core/src/core/geminiChat.ts): another provider's encrypted reasoning goes on
 * the next call, or, where none follows, in a thought of its own.
 */
export class AnswerParts {
  /** What was wrong with a call that could not be written; null: nothing. */
  malformed: string | null = null;
  private held: Seal | null = null;
  private readonly thoughts: boolean;
  private readonly notes: Notes;

  constructor(thoughts: boolean, notes: Notes) {
    this.thoughts = thoughts;
    this.notes = notes;
  }

  /** More of a text; `seal`: its seal, where that is known with it. */
  text(text: string, seal?: Seal): Fields[] {
    if (text === '') return [];
    return [{ text, ...(seal === undefined ? {} : { thoughtSignature: signatureFor(seal) }) }];
  }

  /** More of a thought, where the client wants to see them. */
  thought(text: string, seal?: Seal): Fields[] {
    if (text === '' || !this.thoughts) return [];
    return [{ text, thought: true, ...(seal === undefined ? {} : { thoughtSignature: signatureFor(seal) }) }];
  }

  /** What ends a text whose pieces have been written. */
  textEnd(seal: Seal | undefined): Fields[] {
    return seal === undefined ? [] : [{ text: '', thoughtSignature: signatureFor(seal) }];
  }

  /** What ends a thought whose pieces have been written; `empty`: there were none. */
  thoughtEnd(seal: Seal | undefined, empty: boolean): Fields[] {
    if (seal === undefined) return [];
    if (seal.protocol === 'gemini')
      return [{ text: '', ...(empty ? {} : { thought: true }), thoughtSignature: seal.value }];
    if (seal.kind === 'encrypted') {
      const before = this.end();
      this.held = seal;
      return before;
    }
    // A signature over a text that the client does not get says nothing.
    return this.thoughts ? [{ text: '', thought: true, thoughtSignature: signatureFor(seal) }] : [];
  }

  /** A call, whole; none where its arguments are no JSON object, as where the answer was cut within them. */
  call({ id, name, input, seal, extra }: Omit<ToolCallPart, 'type'>): Fields[] {
    const args = input.trim() === '' ? {} : parseOr(input);
    if (!isObject(args) || tooDeep(args)) {
      this.malformed = `the arguments of ${name} are no JSON object: ${input.slice(0, MAX_TOLD)}`;
      return [];
    }
    const carried = seal ?? this.held;
    if (seal === undefined) this.held = null;
    const given = givenId(id);
    return [
      {
        functionCall: { ...(given === null ? {} : { id: given }), name, args },
        ...(carried === null ? {} : { thoughtSignature: signatureFor(carried) }),
        ...ownExtra(extra),
      },
    ];
  }

  /** A part that came whole. */
  whole(part: Part): Fields[] {
    switch (part.type) {
      case 'text':
        if (part.seal !== undefined)
          return [{ text: part.text, thoughtSignature: signatureFor(part.seal), ...ownExtra(part.extra) }];
        return part.text === '' ? [] : [{ text: part.text, ...ownExtra(part.extra) }];
      case 'refusal':
        return this.text(part.text);
      case 'reasoning': {
        const seal = part.seal;
        const inline = this.thoughts && part.text !== '' && seal !== undefined && seal.kind === 'signature';
        if (inline) return [{ text: part.text, thought: true, thoughtSignature: signatureFor(seal) }];
        return [...this.thought(part.text), ...this.thoughtEnd(seal, part.text === '')];
      }
      case 'tool_call':
        return this.call(part);
      case 'image':
      case 'file':
      case 'audio': {
        const media = mediaOf(part);
        if (media === null) this.notes.dropped('a file of the answer', 'it is with another provider');
        return media === null ? [] : [media];
      }
      case 'other':
        if (part.protocol === 'gemini') return [part.value];
        this.notes.dropped(`a part of ${part.protocol}`, 'no other protocol knows it');
        return [];
      case 'tool_result':
        return [];
    }
  }

  /** What was held for a call that did not come. */
  end(): Fields[] {
    const { held } = this;
    this.held = null;
    return held === null ? [] : [{ text: '', thought: true, thoughtSignature: signatureFor(held) }];
  }
}
