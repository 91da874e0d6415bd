import type { Field } from './field.ts';
import { jsonText } from './json-text.ts';
import type { FormTexts } from './texts.ts';

const LONGEST = 80;

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function bounds(low: number | null, high: number | null, texts: FormTexts): string | null {
  if (low !== null && high !== null) return texts.bounds.between(String(low), String(high));
  if (low !== null) return texts.bounds.from(String(low));
  return high === null ? null : texts.bounds.to(String(high));
}

/** What a field takes, in a few words: its bounds, its format, its default. */
export function hintsOf(field: Field, texts: FormTexts): string {
  const hints: (string | null)[] = [];
  if (field.kind === 'number') hints.push(bounds(field.min ?? field.above, field.max ?? field.below, texts));
  if (field.kind === 'list') hints.push(bounds(field.minItems, field.maxItems, texts));
  if (field.kind === 'text') {
    if (field.format !== null) hints.push(texts.format(cut(field.format)));
    if (field.pattern !== null) hints.push(texts.pattern(cut(field.pattern)));
  }
  if (field.fallback !== undefined && field.fallback !== null) {
    hints.push(texts.defaultIs(cut(jsonText(field.fallback) ?? '…')));
  }
  return hints.filter((hint) => hint !== null).join(' · ');
}
