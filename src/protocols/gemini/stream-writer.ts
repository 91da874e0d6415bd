import type { Usage } from '../../contract/index.ts';
import type { AnswerEvent, PartStart } from '../neutral/answer.ts';
import type { AnswerTarget, StreamWriter } from '../neutral/conversion.ts';
import type { Citation, Fields, Seal } from '../neutral/parts.ts';
import { writeCitations } from './citations.ts';
import { bareModel } from './models.ts';
import { usageMetadata } from './usage.ts';
import { finishFields, wantsThoughts } from './write-answer.ts';
import { AnswerParts } from './write-answer-parts.ts';

/** What is known of a part that has begun. */
interface OpenPart {
  start: PartStart;
  /** A call's input, which Gemini's clients get whole; of texts, for the places of citations. */
  text: string;
  citations: Citation[];
  seal?: Seal;
  /** Whether the seal was written with the text. */
  sealed?: boolean;
}

/** Pieces as they are framed: server-sent events, or the items of one JSON list. */
class Frames {
  private items = 0;
  private readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  write(piece: unknown): string {
    const text = JSON.stringify(piece);
    if (!this.json) return `data: ${text}\r\n\r\n`;
    return `${this.items++ === 0 ? '[' : ',\r\n'}${text}`;
  }

  end(): string {
    if (!this.json) return '';
    return this.items === 0 ? '[]' : ']';
  }
}

/**
 * Writes a stream of `GenerateContentResponse`s. Texts and thoughts go on at once; a call is written when it ends, since
 * clients take its arguments for whole (ai.google.dev/api/caching#FunctionCall). The last piece has the reason and the usage.
 */
export function streamWriter(target: AnswerTarget): StreamWriter {
  const frames = new Frames(target.framing === 'json');
  const parts = new AnswerParts(wantsThoughts(target.request), target.notes);
  const open = new Map<number, OpenPart>();
  const texts: { text: string; citations?: Citation[] }[] = [];
  let cited = false;
  let usage: Usage | null = null;
  let id = target.exchangeId;

  function piece(written: Fields[], more: Fields = {}): unknown {
    return {
      candidates: [{ content: { role: 'model', parts: written }, ...more, index: 0 }],
      ...(usage === null ? {} : { usageMetadata: usageMetadata(usage) }),
      modelVersion: bareModel(target.model),
      responseId: id,
    };
  }

  function send(written: Fields[]): string {
    return written.length === 0 ? '' : frames.write(piece(written));
  }

  /** Gemini's own signature, where it is known before the text that it is on. */
  function sealOnce(part: OpenPart): Seal | undefined {
    if (part.sealed === true || part.seal?.protocol !== 'gemini') return undefined;
    part.sealed = true;
    return part.seal;
  }

  function delta(part: OpenPart, text: string): Fields[] {
    switch (part.start.type) {
      case 'tool_call':
        part.text += text;
        return [];
      case 'reasoning':
        part.text ||= text;
        return parts.thought(text, sealOnce(part));
      case 'text':
        part.text += text;
        return parts.text(text, sealOnce(part));
      case 'refusal':
        return parts.text(text);
      case 'whole':
        return [];
    }
  }

  function end({ start, text, citations, sealed, ...part }: OpenPart): Fields[] {
    const seal = sealed === true ? undefined : part.seal;
    switch (start.type) {
      case 'tool_call':
        return parts.call({ ...start, input: text, ...(seal === undefined ? {} : { seal }) });
      case 'reasoning':
        return parts.thoughtEnd(seal, text === '');
      case 'text':
        cited ||= citations.length > 0;
        texts.push({ text, citations });
        return parts.textEnd(seal);
      default:
        return [];
    }
  }

  function last(event: Extract<AnswerEvent, { type: 'finish' }>): string {
    const written = parts.end();
    const citations = cited ? writeCitations(texts) : null;
    return frames.write(
      piece(written.length === 0 ? [{ text: '' }] : written, {
        ...finishFields(event.finish, parts.malformed),
        ...(citations === null ? {} : { citationMetadata: citations }),
      }),
    );
  }

  return {
    write(event) {
      switch (event.type) {
        case 'start':
          id = event.id ?? id;
          usage = event.usage ?? null;
          return '';
        case 'part_start':
          open.set(event.index, { start: event.part, text: '', citations: [] });
          return event.part.type === 'whole' ? send(parts.whole(event.part.part)) : '';
        case 'delta': {
          const part = open.get(event.index);
          return part === undefined ? '' : send(delta(part, event.text));
        }
        case 'seal': {
          const part = open.get(event.index);
          if (part !== undefined) part.seal = event.seal;
          return '';
        }
        case 'citation':
          open.get(event.index)?.citations.push(event.citation);
          return '';
        case 'part_end': {
          const part = open.get(event.index);
          open.delete(event.index);
          return part === undefined ? '' : send(end(part));
        }
        case 'usage':
          usage = event.usage;
          return '';
        case 'finish':
          return last(event);
        case 'end':
          return frames.end();
        case 'error':
          return '';
      }
    },
    fail: (_error, body) => frames.write(body) + frames.end(),
  };
}
