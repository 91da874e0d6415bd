import { type Inline, parseInline } from './inline.ts';

/** A part of a Markdown text. There is no HTML in it: what looks like it is text. */
export type Markdown =
  | { type: 'heading'; level: number; inline: Inline[] }
  | { type: 'paragraph'; inline: Inline[] }
  | { type: 'code'; language: string | null; text: string }
  | { type: 'list'; start: number | null; items: Markdown[][] }
  | { type: 'quote'; blocks: Markdown[] }
  | { type: 'rule' };

const MOST_DEPTH = 6;
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^`\s]*)/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/;
const RULE = /^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$/;
const ITEM = /^( {0,3})(?:([-*+])|(\d{1,9})[.)])(\s+)/;
const QUOTE = /^ {0,3}>\s?/;
/** Rows of a table stay in the columns that their writer gave them. */
const TABLE = /^\s*\|.*\|\s*$/;

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}

function startsBlock(line: string): boolean {
  return FENCE.test(line) || HEADING.test(line) || RULE.test(line) || ITEM.test(line) || QUOTE.test(line);
}

interface Taken {
  block: Markdown;
  /** The first line after it. */
  next: number;
}

function takeCode(lines: string[], at: number, fence: string, language: string): Taken {
  const body: string[] = [];
  let next = at + 1;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? '';
    const end = line.trim();
    if (end.startsWith(fence) && end === (fence[0] ?? '').repeat(end.length)) break;
    body.push(line);
  }
  return { block: { type: 'code', language: language || null, text: body.join('\n') }, next: next + 1 };
}

function takeWhile(lines: string[], at: number, belongs: (line: string) => boolean): string[] {
  const taken: string[] = [];
  for (let next = at; next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (!belongs(line)) break;
    taken.push(line);
  }
  return taken;
}

function takeList(lines: string[], at: number, depth: number): Taken {
  const first = ITEM.exec(lines[at] ?? '');
  const isOrdered = first?.[3] !== undefined;
  const items: Markdown[][] = [];
  let next = at;
  while (next < lines.length) {
    const line = lines[next] ?? '';
    const item = ITEM.exec(line);
    if (item === null || (item[3] !== undefined) !== isOrdered || RULE.test(line)) break;
    const indent = item[0].length;
    const body = [line.slice(indent)];
    next++;
    for (; next < lines.length; next++) {
      const more = lines[next] ?? '';
      const space = more.length - more.trimStart().length;
      // What is further in than the sign belongs to the item; a blank line only where more of it follows.
      if (isBlank(more) ? !/^\s{2,}\S/.test(lines[next + 1] ?? '') : space < 2) break;
      body.push(more.slice(Math.min(space, indent)));
    }
    items.push(parseLines(body, depth + 1));
    while (isBlank(lines[next]) && next + 1 < lines.length && ITEM.test(lines[next + 1] ?? '')) next++;
  }
  return { block: { type: 'list', start: isOrdered ? Number(first?.[3]) : null, items }, next };
}

function takeBlock(lines: string[], at: number, depth: number): Taken {
  const line = lines[at] ?? '';
  const [, fence, language] = FENCE.exec(line) ?? [];
  if (fence !== undefined) return takeCode(lines, at, fence, language ?? '');
  const [, signs, title] = HEADING.exec(line) ?? [];
  if (signs !== undefined) {
    const inline = parseInline(title ?? '');
    return { block: { type: 'heading', level: signs.length, inline }, next: at + 1 };
  }
  if (RULE.test(line)) return { block: { type: 'rule' }, next: at + 1 };
  if (depth < MOST_DEPTH) {
    if (QUOTE.test(line)) {
      const inner = takeWhile(lines, at, (one) => QUOTE.test(one));
      const blocks = parseLines(
        inner.map((one) => one.replace(QUOTE, '')),
        depth + 1,
      );
      return { block: { type: 'quote', blocks }, next: at + inner.length };
    }
    if (ITEM.test(line)) return takeList(lines, at, depth);
  }
  const rows = takeWhile(lines, at, (one) => TABLE.test(one));
  if (rows.length > 1) {
    return { block: { type: 'code', language: null, text: rows.join('\n') }, next: at + rows.length };
  }
  const rest = takeWhile(lines, at + 1, (one) => !isBlank(one) && !startsBlock(one));
  const inline = parseInline([line, ...rest].join('\n'));
  return { block: { type: 'paragraph', inline }, next: at + 1 + rest.length };
}

function parseLines(lines: string[], depth: number): Markdown[] {
  const blocks: Markdown[] = [];
  let at = 0;
  while (at < lines.length) {
    if (isBlank(lines[at])) {
      at++;
      continue;
    }
    const { block, next } = takeBlock(lines, at, depth);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

/**
 * The tree of a Markdown text, as far as a reader of conversations needs it: headings, lists, quotes, fenced code,
 * rules, and within lines code, emphasis and links. A fence that has no end goes to the end, as of a cut answer.
 */
export function parseMarkdown(text: string): Markdown[] {
  return parseLines(text.replace(/\r\n?/g, '\n').split('\n'), 0);
}
