/** What stands within a line of Markdown. A link is its text and its address: nothing leads there. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'code'; text: string }
  | { type: 'strong' | 'emphasis'; children: Inline[] }
  | { type: 'link'; text: string; address: string };

const MOST_DEPTH = 6;
/** Texts and addresses of links are at most this long, in UTF-16 units. */
const MOST_LINK = 2000;
const SPECIAL = /[`*_[]/g;
const WORD = /[\p{L}\p{N}_]/u;

/** The position of each kind of end, so that one that is not there is looked for once. */
type Missing = Set<string>;

function find(text: string, what: string, from: number, missing: Missing): number {
  if (missing.has(what)) return -1;
  const at = text.indexOf(what, from);
  if (at < 0) missing.add(what);
  return at;
}

interface Found {
  inline: Inline;
  end: number;
}

function codeAt(text: string, at: number, missing: Missing): Found | null {
  let ticks = 1;
  while (text[at + ticks] === '`') ticks++;
  const fence = '`'.repeat(ticks);
  const end = find(text, fence, at + ticks, missing);
  if (end < 0) return null;
  const inner = text.slice(at + ticks, end);
  const trimmed = /^ .*\S.* $/s.test(inner) ? inner.slice(1, -1) : inner;
  return { inline: { type: 'code', text: trimmed }, end: end + ticks };
}

function emphasisAt(text: string, at: number, depth: number, missing: Missing): Found | null {
  const sign = text[at] ?? '';
  const isStrong = text[at + 1] === sign;
  const mark = isStrong ? sign + sign : sign;
  const begin = at + mark.length;
  // Within a word, as in snake_case, an underscore is one.
  if (sign === '_' && WORD.test(text[at - 1] ?? '')) return null;
  if (/\s/.test(text[begin] ?? ' ')) return null;
  const end = find(text, mark, begin + 1, missing);
  if (end < 0 || /\s/.test(text[end - 1] ?? ' ')) return null;
  if (sign === '_' && WORD.test(text[end + mark.length] ?? '')) return null;
  const children = parseInline(text.slice(begin, end), depth + 1);
  return { inline: { type: isStrong ? 'strong' : 'emphasis', children }, end: end + mark.length };
}

/** The end of an address: brackets within it, as in those of Wikipedia, are part of it. -1: none. */
function addressEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') {
      if (depth === 0) return at;
      depth--;
    }
  }
  return -1;
}

function linkAt(text: string, at: number): Found | null {
  const window = text.slice(at, at + MOST_LINK);
  const middle = window.indexOf('](');
  const end = middle < 0 ? -1 : addressEnd(window, middle + 2);
  if (end < 0 || window.slice(0, end).includes('\n\n')) return null;
  return {
    inline: { type: 'link', text: window.slice(1, middle), address: window.slice(middle + 2, end) },
    end: at + end + 1,
  };
}

/** The parts of a line. Takes time in proportion to its length, whatever it holds; what is no Markdown is text. */
export function parseInline(text: string, depth = 0): Inline[] {
  if (depth > MOST_DEPTH) return [{ type: 'text', text }];
  const parts: Inline[] = [];
  const missing: Missing = new Set();
  let from = 0;
  SPECIAL.lastIndex = 0;
  for (let at = nextSpecial(text, 0); at >= 0; ) {
    const sign = text[at];
    const escaped = text[at - 1] === '\\';
    const found = escaped
      ? null
      : sign === '`'
        ? codeAt(text, at, missing)
        : sign === '['
          ? linkAt(text, at)
          : emphasisAt(text, at, depth, missing);
    if (found === null) {
      // A run of the same sign that leads nowhere is passed as a whole.
      let next = at + 1;
      while (text[next] === sign && sign !== '[') next++;
      at = nextSpecial(text, next);
      continue;
    }
    if (at > from) parts.push({ type: 'text', text: text.slice(from, at) });
    parts.push(found.inline);
    from = found.end;
    at = nextSpecial(text, from);
  }
  if (from < text.length) parts.push({ type: 'text', text: text.slice(from) });
  return parts;
}

function nextSpecial(text: string, from: number): number {
  SPECIAL.lastIndex = from;
  return SPECIAL.exec(text)?.index ?? -1;
}
