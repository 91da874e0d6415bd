/**
 * How a part of a request is counted: its tokens are those of `texts`, each by itself, plus `add`. Not exact where
 * `add` is a guess.
 */
export interface Plan {
  texts: string[];
  add: number;
  exact: boolean;
}

/** What planning needs of a block of context. */
export interface CountableBlock {
  kind: string;
  content: string;
}

/** What the overhead of a chat depends on. */
export interface ChatBlock extends CountableBlock {
  /** JSON that may hold `name`, `id` or `tool_call_id`; null where there is nothing. */
  envelope: string | null;
  role: string;
  /** The tool that is offered, called or answers; null where there is none, or it is not known. */
  tool?: string | null;
  /** Index of the message; -1 for what is not in one. */
  message: number;
}

/**
 * What stands behind the last letter or digit of a block's content: what comes after it may merge with that into one
 * token. Null where it is long, or where the content is not at hand any more.
 */
export type EndOf = (block: ChatBlock) => string | null;

/** What a chat's template adds to the tokens of its blocks. */
export interface Overhead {
  /** How often the tokens of a text are to be added; negative where they are to be taken away. */
  texts: Map<string, number>;
  add: number;
  exact: boolean;
  /** Blocks that the template leaves out: their tokens are to be taken away. */
  dropped: ChatBlock[];
}

export const textPlan = (content: string): Plan => ({
  texts: content === '' ? [] : [content],
  add: 0,
  exact: true,
});

export const guess = (plan: Plan): Plan => ({ ...plan, exact: false });

/** For a block whose tokens the template does not show the model. */
export const NOTHING: Plan = { texts: [], add: 0, exact: true };

export function emptyOverhead(): Overhead {
  return { texts: new Map(), add: 0, exact: true, dropped: [] };
}

/** Adds the tokens of a text, `times` over. */
export function addText(out: Overhead, text: string, times = 1): void {
  if (text !== '' && times !== 0) out.texts.set(text, (out.texts.get(text) ?? 0) + times);
}

/** Whether a block has nothing in it; one whose content is not at hand may have. */
export const isEmpty = (block: ChatBlock, endOf: EndOf): boolean =>
  block.content === '' && endOf(block) === '';

/** Adds a text that stands directly behind a block's, with which it may share a token. */
export function addBehind(out: Overhead, block: ChatBlock, text: string, endOf: EndOf): void {
  const end = endOf(block);
  if (end === null) out.exact = false;
  if (end === null || end === '') {
    addText(out, text);
    return;
  }
  addText(out, `x${end}${text}`);
  addText(out, `x${end}`, -1);
}

/** A template's own words: the texts between its marks, and how many marks there are, of one token each. */
export interface Words {
  texts: string[];
  marks: number;
}

/** Cuts a template's words at its marks. `marks` has the flag `g` and never matches the empty text. */
export function wordsOf(text: string, marks: RegExp): Words {
  const texts = text.split(marks);
  return { texts: texts.filter((each) => each !== ''), marks: texts.length - 1 };
}

/** Adds a template's own words. */
export function addWords(out: Overhead, { texts, marks }: Words, times = 1): void {
  out.add += marks * times;
  for (const text of texts) addText(out, text, times);
}
