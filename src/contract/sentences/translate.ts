import { fillTemplate, type Mark, parseTemplate, type Template } from './template.ts';

/** English template → the same in another language, with marks on what is translated itself ({@link Mark}). */
export type Sentences = Readonly<Record<string, string>>;

/** A language's sentences. */
export interface Catalogue {
  sentences: Sentences;
  /** What stands within sentences only: by themselves these would match texts of others. */
  parts: Sentences;
}

/** A sentence in another language; null where no template is its own. */
export type Translate = (sentence: string) => string | null;

/** Characters of the longest sentence that is looked at: what is longer holds somebody else's text. */
const LONGEST = 4_000;
/** How deep sentences stand within sentences. */
const DEEPEST = 4;
/** Texts within one sentence that are looked at in all, so that a hostile one is given up soon. */
const MOST_TRIED = 200;
/** Ends that are tried for a value which must be a sentence; any other value ends at the first. */
const MOST_ENDS = 12;
/** Characters that a template must have of its own to be taken for a whole sentence. */
const LEAST_WEIGHT = 6;

interface Entry {
  from: Template;
  to: Template;
  /** By place of `from`. */
  marks: readonly Mark[];
  /** Characters of its literals. */
  weight: number;
  isPart: boolean;
}

function entryOf(english: string, other: string, isPart: boolean): Entry {
  const from = parseTemplate(english);
  const to = parseTemplate(other);
  const markOf = (place: number): Mark => to.marks[to.places.indexOf(place)] ?? '';
  const marks = from.places.map(markOf);
  const weight = from.literals.reduce((sum, literal) => sum + literal.length, 0);
  const isWeak = weight < LEAST_WEIGHT && from.places.length > 0 && !marks.includes('!');
  return { from, to, marks, weight, isPart: isPart || isWeak };
}

/** What a text became, and how many of its characters were known. */
interface Found {
  text: string;
  known: number;
}

interface Search {
  depth: number;
  /** What came of each text within this sentence. */
  tried: Map<string, Found | null>;
}

/** `config.toml:12: ` at the head of a text, which is said alike in every language; empty where there is none. */
function placeAtHead(text: string): string {
  const end = text.indexOf(': ');
  const line = text.slice(text.lastIndexOf(':', end - 1) + 1, end);
  return end > 0 && line !== '' && Number.isInteger(Number(line)) ? text.slice(0, end + 2) : '';
}

/**
 * Translates by templates: a literal is a prefix, a suffix, or looked for from left to right, without any regular
 * expression. Of several templates that fit, the one wins that accounts for most characters, with what its places hold.
 * Values go over as they are.
 */
export function createTranslate({ sentences, parts }: Catalogue): Translate {
  const all = [
    ...Object.entries(sentences).map(([english, other]) => entryOf(english, other, false)),
    ...Object.entries(parts).map(([english, other]) => entryOf(english, other, true)),
  ].sort((a, b) => b.weight - a.weight);
  const whole = new Map<string, Entry>();
  const byStart = new Map<string, Entry[]>();
  for (const entry of all) {
    const [first = ''] = entry.from.literals;
    if (entry.from.places.length === 0) whole.set(first, entry);
    else byStart.set(first.slice(0, 1), [...(byStart.get(first.slice(0, 1)) ?? []), entry]);
  }

  const within = (search: Search, text: string): Found | null => {
    const known = search.tried.get(text);
    if (known !== undefined) return known;
    if (search.depth >= DEEPEST || search.tried.size >= MOST_TRIED) return null;
    search.tried.set(text, null);
    const found = find({ ...search, depth: search.depth + 1 }, text);
    search.tried.set(text, found);
    return found;
  };

  const valueAt = (search: Search, text: string, mark: Mark): Found | null => {
    const asItIs = { text, known: 0 };
    if (mark === '' || text === '') return mark === '!' ? null : asItIs;
    const found = within(search, text);
    if (mark === '~') return found ?? asItIs;
    // A few letters in common make no sentence.
    return found !== null && found.known >= LEAST_WEIGHT ? found : null;
  };

  /** The values from a place on, where the text goes on at `at`; null where they do not fit. */
  const valuesFrom = (
    search: Search,
    text: string,
    entry: Entry,
    index: number,
    at: number,
  ): { values: Map<number, string>; known: number } | null => {
    const { from, marks } = entry;
    const place = from.places[index];
    if (place === undefined) return { values: new Map(), known: 0 };
    const literal = from.literals[index + 1] ?? '';
    const mark = marks[index] ?? '';
    const isLast = index === from.places.length - 1;
    let end = isLast ? text.length - literal.length : text.indexOf(literal, at);
    for (let tries = 0; end >= at && tries < MOST_ENDS; tries++) {
      const value = valueAt(search, text.slice(at, end), mark);
      const rest = value && valuesFrom(search, text, entry, index + 1, end + literal.length);
      if (value && rest) {
        return { values: rest.values.set(place, value.text), known: value.known + rest.known };
      }
      if (isLast || mark !== '!') return null;
      end = text.indexOf(literal, end + 1);
    }
    return null;
  };

  const match = (search: Search, text: string, entry: Entry): Found | null => {
    const [first = ''] = entry.from.literals;
    if (!text.startsWith(first) || !text.endsWith(entry.from.literals.at(-1) ?? '')) return null;
    const taken = valuesFrom(search, text, entry, 0, first.length);
    return taken && { text: fillTemplate(entry.to, taken.values), known: entry.weight + taken.known };
  };

  const find = (search: Search, text: string): Found | null => {
    const isWithin = search.depth > 0;
    const same = whole.get(text);
    if (same !== undefined && (isWithin || !same.isPart)) {
      return { text: fillTemplate(same.to, new Map()), known: same.weight };
    }
    let best: Found | null = null;
    for (const entry of [...(byStart.get(text.slice(0, 1)) ?? []), ...(byStart.get('') ?? [])]) {
      if (entry.isPart && !isWithin) continue;
      const found = match(search, text, entry);
      if (found !== null && found.known > (best?.known ?? 0)) best = found;
    }
    return best;
  };

  const alone = (text: string): string | null => find({ depth: 0, tried: new Map() }, text)?.text ?? null;

  return (sentence) => {
    if (sentence === '' || sentence.length > LONGEST) return null;
    const place = placeAtHead(sentence);
    const behind = place === '' ? null : alone(sentence.slice(place.length));
    return behind === null ? alone(sentence) : place + behind;
  };
}
