import type { AnswerEvent } from '../neutral/answer.ts';
import type { SseEvent, StreamReader } from '../neutral/conversion.ts';
import type { Fields, Part } from '../neutral/parts.ts';
import { CallDeltas } from './call-deltas.ts';
import { failureOf, readFinish } from './finish.ts';
import { citationsIn, contentIn, imagesIn } from './read-answer.ts';
import { errorOf } from './read-error.ts';
import { isPlaced, sealOfDetail, signatureIn, textOfDetail } from './reasoning.ts';
import { usageIn } from './usage.ts';
import { fieldsOf, isFields, listOf, numberOf, textOf } from './wire.ts';

type Kind = 'text' | 'reasoning' | 'refusal';

/** The part that is being written; of reasoning, the item of `reasoning_details` that it grows from. */
interface Open {
  kind: Kind;
  index: number;
  detail: Fields | null;
}

/**
 * Reads a stream of chat completions as its steps. `finish_reason` counts when the stream is over: some providers
 * send it along with content, or before the last of it.
 */
class ChatStreamReader implements StreamReader {
  private parts = 0;
  private open: Open | null = null;
  private started = false;
  private over = false;
  private reason: string | null = null;
  private refused = false;
  private readonly calls = new CallDeltas(() => this.parts++);

  push(event: SseEvent): AnswerEvent[] {
    if (this.over) return [];
    const out: AnswerEvent[] = [];
    if (event.data.trim() === '[DONE]') {
      this.conclude(out);
      out.push({ type: 'end' });
      this.over = true;
      return out;
    }
    let chunk: unknown;
    try {
      chunk = JSON.parse(event.data);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return out;
    }
    if (isFields(chunk)) this.chunk(chunk, out);
    return out;
  }

  end(): AnswerEvent[] {
    if (this.over || this.reason === null) return [];
    this.over = true;
    const out: AnswerEvent[] = [];
    this.conclude(out);
    out.push({ type: 'end' });
    return out;
  }

  private conclude(out: AnswerEvent[]): void {
    this.close(out);
    this.calls.end(out);
    const failure = this.reason === null ? null : failureOf(this.reason);
    if (failure !== null) out.push({ type: 'error', error: failure });
    else if (this.reason !== null)
      out.push({ type: 'finish', finish: readFinish(this.reason, this.refused) });
  }

  private chunk(chunk: Fields, out: AnswerEvent[]): void {
    const error = errorOf(chunk, null);
    if (error !== null) {
      this.over = true;
      out.push({ type: 'error', error });
      return;
    }
    if (!this.started) {
      this.started = true;
      out.push({
        type: 'start',
        id: textOf(chunk.id) ?? null,
        model: textOf(chunk.model) ?? null,
        created: numberOf(chunk.created) ?? null,
      });
    }
    for (const given of listOf(chunk.choices)) {
      const choice = fieldsOf(given);
      if (typeof choice.index === 'number' && choice.index !== 0) continue;
      this.delta(fieldsOf(choice.delta ?? choice.message), out);
      const reason = textOf(choice.finish_reason);
      if (reason !== undefined) this.reason = reason;
    }
    const usage = usageIn(chunk);
    if (usage !== null) out.push({ type: 'usage', usage });
  }

  private delta(delta: Fields, out: AnswerEvent[]): void {
    this.reasoning(delta, out);
    for (const part of contentIn(delta.content)) this.content(part, out);
    const refusal = textOf(delta.refusal);
    if (refusal !== undefined) {
      this.refused = true;
      this.say('refusal', refusal, out);
    }
    const transcript = textOf(fieldsOf(delta.audio).transcript);
    if (transcript !== undefined) this.say('text', transcript, out);
    if (this.open?.kind === 'text') {
      for (const citation of citationsIn(delta.annotations))
        out.push({ type: 'citation', index: this.open.index, citation });
      const seal = signatureIn(delta);
      if (seal !== undefined) out.push({ type: 'seal', index: this.open.index, seal });
    }
    for (const image of imagesIn(delta.images)) this.content(image, out);
    const calls = listOf(delta.tool_calls);
    if (calls.length > 0) this.close(out);
    for (const call of calls) this.calls.push(call, out);
    if (isFields(delta.function_call)) {
      this.close(out);
      this.calls.push({ index: -1, function: delta.function_call }, out);
    }
  }

  private content(part: Part, out: AnswerEvent[]): void {
    if (part.type === 'text' || part.type === 'reasoning') this.say(part.type, part.text, out);
    else if (part.type === 'image') {
      this.close(out);
      const index = this.parts++;
      out.push({ type: 'part_start', index, part: { type: 'whole', part } }, { type: 'part_end', index });
    }
  }

  /** The same thought often stands in two or three fields of one delta; items that seal it tell more. */
  private reasoning(delta: Fields, out: AnswerEvent[]): void {
    const details = listOf(delta.reasoning_details).filter(isFields);
    const text = textOf(delta.reasoning_content) ?? textOf(delta.reasoning);
    if (text !== undefined && !details.some((detail) => textOfDetail(detail) !== ''))
      this.say('reasoning', text, out);
    for (const detail of details) this.detail(detail, out);
  }

  private detail(detail: Fields, out: AnswerEvent[]): void {
    const text = textOfDetail(detail);
    if (text === '' && sealOfDetail(detail) === undefined) return;
    if (isPlaced(detail) && this.open?.kind === 'reasoning' && this.open.detail === null) {
      this.open.detail = detail;
      this.close(out);
      return;
    }
    const before = this.open?.kind === 'reasoning' ? this.open.detail : null;
    const goesOn =
      this.open?.kind === 'reasoning' &&
      detail.type !== 'reasoning.encrypted' &&
      (before === null || (before.type === detail.type && before.index === detail.index));
    if (!goesOn) this.begin('reasoning', out, detail.type === 'reasoning.summary');
    if (this.open === null) return;
    const said = Object.entries(detail).filter(([key, value]) => value !== null && key !== '__proto__');
    this.open.detail = { ...(goesOn ? before : null), ...Object.fromEntries(said) };
    if (text !== '') out.push({ type: 'delta', index: this.open.index, text });
  }

  private say(kind: Kind, text: string, out: AnswerEvent[]): void {
    if (this.open?.kind !== kind) this.begin(kind, out, false);
    if (this.open !== null) out.push({ type: 'delta', index: this.open.index, text });
  }

  private begin(kind: Kind, out: AnswerEvent[], summary: boolean): void {
    this.close(out);
    const index = this.parts++;
    this.open = { kind, index, detail: null };
    const part = kind === 'reasoning' && summary ? { type: kind, summary } : { type: kind };
    out.push({ type: 'part_start', index, part });
  }

  /** Ends the part that is being written. A seal is told at its end: its pieces may come in several deltas. */
  private close(out: AnswerEvent[]): void {
    if (this.open === null) return;
    const { index, detail } = this.open;
    const seal = detail === null ? undefined : sealOfDetail(detail);
    if (seal !== undefined) out.push({ type: 'seal', index, seal });
    out.push({ type: 'part_end', index });
    this.open = null;
  }
}

export function streamReader(): StreamReader {
  return new ChatStreamReader();
}
