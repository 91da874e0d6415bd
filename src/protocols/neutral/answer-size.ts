import type { AnswerEvent } from './answer.ts';
import type { Part } from './parts.ts';

/** So much of what a model writes (UTF-16 units) is converted: a writer may have to hold all of it until its end. */
const MOST_TEXT = 16 * 1024 * 1024;
/** The same of what comes whole: images, and what one protocol alone knows. */
const MOST_WHOLE = 64 * 1024 * 1024;
/** Parts, open or ended, of one answer. */
const MOST_PARTS = 10_000;
/** What a piece costs to be held, beside its text: without it a million pieces of one letter would be cheap. */
const PIECE = 16;

function wholeSize(part: Part): number {
  if (part.type === 'other') return JSON.stringify(part.value).length;
  if (part.type === 'audio') return part.data.length;
  if (part.type !== 'image' && part.type !== 'file') return 0;
  const { source } = part;
  if (source.kind === 'base64') return source.data.length;
  return source.kind === 'text' ? source.text.length : 0;
}

/** Adds up a streamed answer. No model writes as much as the limits allow, but a provider that is broken may. */
export class AnswerSize {
  private text = 0;
  private whole = 0;
  private parts = 0;

  /** Takes the next step; false where the answer is too long with it. */
  fits(event: AnswerEvent): boolean {
    if (event.type === 'delta') this.text += event.text.length + PIECE;
    else if (event.type === 'seal') this.text += event.seal.value.length + PIECE;
    else if (event.type === 'citation')
      this.text += event.citation.url.length + (event.citation.title?.length ?? 0) + PIECE;
    else if (event.type === 'part_start') {
      this.parts++;
      if (event.part.type === 'whole') this.whole += wholeSize(event.part.part);
    }
    return this.text <= MOST_TEXT && this.whole <= MOST_WHOLE && this.parts <= MOST_PARTS;
  }
}
