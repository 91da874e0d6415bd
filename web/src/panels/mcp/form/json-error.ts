/** Where a text stops being JSON: line and column from 1, counted in UTF-16 units. */
export interface JsonError {
  line: number;
  column: number;
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const STRING_START = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y;
const OTHER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Goes over a text as JSON.parse does; browsers do not agree on how to say where they stopped. */
class Scanner {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found === null) return false;
    this.at += found[0].length;
    return true;
  }

  #eat(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  #string(): boolean {
    if (this.#take(STRING)) return true;
    this.#take(STRING_START);
    return false;
  }

  #member(): boolean {
    this.#take(SPACE);
    if (!this.#string()) return false;
    this.#take(SPACE);
    return this.#eat(':') && this.#value();
  }

  #many(close: string, one: () => boolean): boolean {
    this.#take(SPACE);
    if (this.#eat(close)) return true;
    do {
      if (!one()) return false;
      this.#take(SPACE);
    } while (this.#eat(','));
    return this.#eat(close);
  }

  #value(): boolean {
    this.#take(SPACE);
    if (this.#eat('{')) return this.#many('}', () => this.#member());
    if (this.#eat('[')) return this.#many(']', () => this.#value());
    return this.#text[this.at] === '"' ? this.#string() : this.#take(OTHER);
  }

  whole(): boolean {
    if (!this.#value()) return false;
    this.#take(SPACE);
    return this.at === this.#text.length;
  }
}

/** Where a text that JSON.parse refuses stops being JSON; null where it is JSON, or too deep to tell. */
export function jsonErrorOf(text: string): JsonError | null {
  const scanner = new Scanner(text);
  try {
    if (scanner.whole()) return null;
  } catch {
    return null;
  }
  const before = text.slice(0, scanner.at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
