import type { AnswerEvent, PartStart } from '../neutral/answer.ts';
import type { SseEvent, StreamReader } from '../neutral/conversion.ts';
import type { Fields, Part, Seal } from '../neutral/parts.ts';
import { madeId } from './call-ids.ts';
import { readCitations } from './citations.ts';
import { errorIn } from './errors.ts';
import {
  extraOf,
  fieldOf,
  fieldsOf,
  isObject,
  jsonOf,
  listOf,
  parseOr,
  restOf,
  stringOr,
  tooDeep,
} from './fields.ts';
import { blockedText, readFinish } from './finish.ts';
import { readMedia } from './media.ts';
import { readSignature } from './signatures.ts';
import { usageIn } from './usage.ts';

/** Text that is kept for the places of citations, in UTF-16 units. */
const MOST_KEPT = 1_000_000;
/** Citations of one answer, after which no more are looked for: each time, the text is walked through. */
const MOST_CITATIONS = 1000;

/** Reads the pieces of one answer, in order; a whole answer is one piece. Never throws. */
export class PieceReader {
  private started = false;
  private calls = 0;
  private next = 0;
  private open: { index: number; type: 'text' | 'reasoning' } | null = null;
  /** Whether the open part has its signature: nothing is added to it then. */
  private sealed = false;
  private citations = 0;
  private responseId: string | null = null;
  /** The open part's text so far, for the places of citations. */
  private text = '';

  read(piece: unknown): AnswerEvent[] {
    const out: AnswerEvent[] = [];
    const fields = fieldsOf(Array.isArray(piece) ? piece[0] : piece);
    const error = errorIn(piece, 502);
    if (error !== null) return [{ type: 'error', error }];
    this.start(fields, out);
    const usage = usageIn(fields);
    if (usage !== null) out.push({ type: 'usage', usage });
    const candidates = listOf(fields.candidates);
    const candidate = candidates.map(fieldsOf).find(({ index }) => index === undefined || index === 0);
    if (candidate !== undefined) this.candidate(candidate, out);
    else this.blocked(fieldsOf(fieldOf(fields, 'promptFeedback')), out);
    return out;
  }

  private start(fields: Fields, out: AnswerEvent[]): void {
    if (this.started) return;
    this.started = true;
    this.responseId = stringOr(fieldOf(fields, 'responseId'), null);
    const model = stringOr(fieldOf(fields, 'modelVersion'), null);
    out.push({ type: 'start', id: this.responseId, model, created: null });
  }

  /** A prompt that was blocked has no candidates: it is a refusal. */
  private blocked(feedback: Fields, out: AnswerEvent[]): void {
    const reason = stringOr(fieldOf(feedback, 'blockReason'), null);
    if (reason === null) return;
    const index = this.next++;
    const text = blockedText(reason, fieldOf(feedback, 'blockReasonMessage'));
    out.push(
      { type: 'part_start', index, part: { type: 'refusal' } },
      { type: 'delta', index, text },
      { type: 'part_end', index },
      { type: 'finish', finish: { reason: 'refusal' } },
      { type: 'end' },
    );
  }

  private candidate(candidate: Fields, out: AnswerEvent[]): void {
    const parts = listOf(fieldsOf(candidate.content).parts).map(fieldsOf);
    for (const part of parts) this.part(part, out);
    // Sources come with the last piece, about the whole text.
    if (this.open?.type === 'text' && this.citations < MOST_CITATIONS) {
      const { index } = this.open;
      const citations = readCitations(candidate, this.text);
      this.citations += citations.length;
      for (const citation of citations) out.push({ type: 'citation', index, citation });
    }
    const reason = stringOr(fieldOf(candidate, 'finishReason'), null);
    if (reason === null || reason === 'FINISH_REASON_UNSPECIFIED') return;
    this.close(out);
    out.push({ type: 'finish', finish: readFinish(reason) });
  }

  private close(out: AnswerEvent[]): void {
    if (this.open !== null) out.push({ type: 'part_end', index: this.open.index });
    this.open = null;
    this.sealed = false;
  }

  private begin(part: PartStart, out: AnswerEvent[]): number {
    const index = this.next++;
    out.push({ type: 'part_start', index, part });
    return index;
  }

  private part(part: Fields, out: AnswerEvent[]): void {
    const seal = readSignature(fieldOf(part, 'thoughtSignature'));
    const call = fieldOf(part, 'functionCall');
    if (isObject(call)) this.call(call, seal, out);
    else if (typeof part.text === 'string') this.write(part.text, part.thought === true, seal, out);
    else this.whole(part, out);
  }

  private call(call: Fields, seal: Seal | null, out: AnswerEvent[]): void {
    const name = stringOr(call.name, '');
    if (name === '') return;
    this.close(out);
    const given = stringOr(call.id, '');
    const id = given === '' ? this.madeId() : given;
    this.calls++;
    const index = this.begin({ type: 'tool_call', id, name }, out);
    out.push({ type: 'delta', index, text: jsonOf(call.args ?? {}) });
    if (seal !== null) out.push({ type: 'seal', index, seal });
    out.push({ type: 'part_end', index });
  }

  private madeId(): string {
    return madeId(this.responseId ?? crypto.randomUUID(), this.calls);
  }

  /**
   * Text and thoughts. A part with a signature is never joined with one that has none; a signature by itself, in an
   * empty part, is reasoning of which nothing can be read (ai.google.dev/gemini-api/docs/thought-signatures).
   */
  private write(text: string, thought: boolean, seal: Seal | null, out: AnswerEvent[]): void {
    const type = thought || (text === '' && seal !== null) ? 'reasoning' : 'text';
    if (text === '' && seal === null) return;
    if (this.open !== null && (this.open.type !== type || seal !== null || this.sealed)) {
      // Citations may follow, so that the text stays open behind a mere signature.
      if (!(text === '' && this.open.type === 'text')) this.close(out);
    }
    if (text === '' && seal !== null) {
      const index = this.begin({ type: 'reasoning' }, out);
      out.push({ type: 'seal', index, seal }, { type: 'part_end', index });
      this.sealed = true;
      return;
    }
    const start: PartStart = type === 'text' ? { type } : { type, summary: true };
    if (this.open === null) {
      this.text = '';
      this.sealed = false;
    }
    this.open ??= { index: this.begin(start, out), type };
    const { index } = this.open;
    // A writer of Gemini's own can then put the signature on the very part that it came on.
    if (seal !== null) out.push({ type: 'seal', index, seal });
    out.push({ type: 'delta', index, text });
    if (type === 'text' && this.text.length < MOST_KEPT) this.text += text;
    if (seal !== null) this.sealed = true;
  }

  private whole(part: Fields, out: AnswerEvent[]): void {
    if (Object.keys(part).length === 0) return;
    this.close(out);
    const media = fieldOf(part, 'inlineData') ?? fieldOf(part, 'fileData');
    const read: Part =
      readMedia(media, restOf(part, ['inlineData', 'fileData'])) ??
      ({ type: 'other', protocol: 'gemini', value: part } as const);
    const index = this.begin({ type: 'whole', part: read }, out);
    out.push({ type: 'part_end', index });
  }
}

/** Reads `streamGenerateContent?alt=sse`. There is no end mark: a reason to end is the last that is said of content. */
export function streamReader(): StreamReader {
  const reader = new PieceReader();
  return {
    push({ data }: SseEvent) {
      const piece = parseOr(data);
      const readable = (isObject(piece) || Array.isArray(piece)) && !tooDeep(piece);
      return readable ? reader.read(piece) : [];
    },
    end: () => [],
  };
}

/** What of a candidate only Gemini knows, as `extra` of a whole answer. */
export function candidateExtra(candidate: Fields): ReturnType<typeof extraOf> {
  return extraOf(restOf(candidate, ['content', 'finishReason', 'index', 'citationMetadata', 'tokenCount']));
}
