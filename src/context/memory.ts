import type { Block } from './port.ts';
import type { CountPlan } from './totals.ts';

/** Characters `[start, end)` of a text, in UTF-16 units. */
export interface TextSpan {
  start: number;
  end: number;
}

/** The tag that opens or closes; what is within its brackets ends at the next one, so that no text is read twice. */
const TAG = /<(\/?)mcp-memory(?:\s[^<>]*)?>/g;

/** A reference that opens. Looking behind it, in the expression, would be done at each character of a text. */
const REFERENCE = /@(?:memory(\[)|recall\(|remember\()/g;

const WORD = /\w/;

/** Kinds of blocks whose text may hold memory: what is said, what the system says, what tools bring. */
const HOLDERS: ReadonlySet<Block['kind']> = new Set(['text', 'system', 'tool_result']);

/** More spans of one block than this are counted as one text. */
const MAX_SPANS = 1000;

/** Whole `<mcp-memory>…</mcp-memory>`; those within another, too. A tag without its partner is text like any other. */
function tagSpans(text: string): TextSpan[] {
  const spans: TextSpan[] = [];
  const open: number[] = [];
  for (const tag of text.matchAll(TAG)) {
    if (tag[1] === '') {
      open.push(tag.index);
      continue;
    }
    const start = open.pop();
    if (start !== undefined) spans.push({ start, end: tag.index + tag[0].length });
  }
  return spans;
}

/**
 * `@memory[…]`, `@recall(…)`, `@remember(…)` up to the first bracket that closes, with something in it, and not in the
 * middle of a word (an address, `me@recall(x)`, is none).
 */
function referenceSpans(text: string): TextSpan[] {
  const spans: TextSpan[] = [];
  /** Brackets that do not come again: looked for once, however many are open. */
  const gone = new Set<string>();
  let behind = 0;
  for (const opening of text.matchAll(REFERENCE)) {
    const start = opening.index;
    const inside = start + opening[0].length;
    const bracket = opening[1] === undefined ? ')' : ']';
    if (start < behind || gone.has(bracket) || WORD.test(text.charAt(start - 1))) continue;
    const close = text.indexOf(bracket, inside);
    if (close < 0) gone.add(bracket);
    else if (close > inside) {
      behind = close + 1;
      spans.push({ start, end: behind });
    }
  }
  return spans;
}

/** Spans in their order, those that meet or overlap as one. */
function union(spans: TextSpan[]): TextSpan[] {
  spans.sort((a, b) => a.start - b.start);
  const merged: TextSpan[] = [];
  for (const { start, end } of spans) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/**
 * Where a text holds memory: `<mcp-memory>…</mcp-memory>` (with attributes or without, nested ones as one),
 * `@memory[…]`, `@recall(…)` and `@remember(…)`, their marks included; in order, without overlaps. Linear in the
 * text whatever is in it; a text without any `@` and without `<mcp-memory` is looked through once for each.
 */
export function memorySpans(text: string): TextSpan[] {
  const spans = text.includes('<mcp-memory') ? tagSpans(text) : [];
  if (text.includes('@')) for (const span of referenceSpans(text)) spans.push(span);
  return spans.length === 0 ? spans : union(spans);
}

const NOTHING: CountPlan = { texts: [], add: 0, exact: true };

/** How a block's memory is counted: by the texts of its spans, each by itself. */
export function memoryPlan({ kind, content }: Pick<Block, 'kind' | 'content'>): CountPlan {
  if (!HOLDERS.has(kind)) return NOTHING;
  const spans = memorySpans(content);
  if (spans.length === 0) return NOTHING;
  const texts = spans.map(({ start, end }) => content.slice(start, end));
  return texts.length <= MAX_SPANS
    ? { texts, add: 0, exact: true }
    : { texts: [texts.join('')], add: 0, exact: false };
}

const SUFFIX = '#memory';

/** The name under which the tokens of blocks that are memory are kept beside all their tokens in a vocabulary. */
export function memoryVocabulary(vocabulary: string): string {
  return `${vocabulary}${SUFFIX}`;
}

/** Whether counts under this name are of memory alone. */
export function isMemoryVocabulary(name: string): boolean {
  return name.endsWith(SUFFIX);
}
