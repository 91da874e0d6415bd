import { type KeyPath, pathId } from './path.ts';

const BARE = /[A-Za-z0-9_-]/;

/**
 * Finds the line on which each key of a TOML text stands. The text has been parsed already, so that this walk
 * only has to follow keys and skip values; tables, dotted keys, lists and inline tables are followed.
 */
class Walk {
  private readonly text: string;
  private at = 0;
  private line = 1;
  private readonly lines = new Map<string, number>();
  /** How many tables each `[[name]]` has had. */
  private readonly counts = new Map<string, number>();

  constructor(text: string) {
    this.text = text;
  }

  run(): Map<string, number> {
    let table: (string | number)[] = [];
    for (;;) {
      this.blank(true);
      if (this.at >= this.text.length) return this.lines;
      const start = this.at;
      if (this.peek() === '[') table = this.header();
      else this.pair(table);
      this.blank(false);
      if (this.at === start) return this.lines;
    }
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }

  private step(): string {
    const char = this.peek();
    this.at++;
    if (char === '\n') this.line++;
    return char;
  }

  /** Skips spaces and comments, and line ends where they mean nothing. */
  private blank(lineEnds: boolean): void {
    while (this.at < this.text.length) {
      const char = this.peek();
      if (char === '#') {
        while (this.at < this.text.length && this.peek() !== '\n') this.at++;
      } else if (char === ' ' || char === '\t' || char === '\r' || (lineEnds && char === '\n')) this.step();
      else return;
    }
  }

  private note(path: KeyPath, line: number): void {
    const id = pathId(path);
    if (!this.lines.has(id)) this.lines.set(id, line);
  }

  /** Notes a dotted key below `base`, with the tables that it opens by the way. */
  private noteKey(base: KeyPath, key: KeyPath, line: number): (string | number)[] {
    for (let i = 1; i <= key.length; i++) this.note([...base, ...key.slice(0, i)], line);
    return [...base, ...key];
  }

  private header(): (string | number)[] {
    const line = this.line;
    this.step();
    const list = this.peek() === '[';
    if (list) this.step();
    const key = this.key();
    this.step();
    if (list) this.step();
    const path: (string | number)[] = [];
    for (const [i, part] of key.entries()) {
      path.push(part);
      this.note(path, line);
      const id = pathId(path);
      const count = this.counts.get(id) ?? 0;
      if (list && i === key.length - 1) {
        this.counts.set(id, count + 1);
        path.push(count);
        this.note(path, line);
      } else if (count > 0) path.push(count - 1);
    }
    return path;
  }

  private pair(base: KeyPath): void {
    const line = this.line;
    const path = this.noteKey(base, this.key(), line);
    this.step();
    this.blank(false);
    this.value(path);
  }

  private key(): string[] {
    const parts: string[] = [];
    for (;;) {
      this.blank(false);
      const char = this.peek();
      if (char === '"' || char === "'") parts.push(this.quoted());
      else {
        const start = this.at;
        while (BARE.test(this.peek())) this.at++;
        parts.push(this.text.slice(start, this.at));
      }
      this.blank(false);
      if (this.peek() !== '.') return parts;
      this.step();
    }
  }

  private quoted(): string {
    const quote = this.step();
    const start = this.at;
    while (this.at < this.text.length && this.peek() !== quote) {
      if (quote === '"' && this.peek() === '\\') this.step();
      this.step();
    }
    const inner = this.text.slice(start, this.at);
    this.step();
    if (quote === "'" || !inner.includes('\\')) return inner;
    try {
      return JSON.parse(
        `"${inner.replace(/\\U([0-9a-fA-F]{8})/g, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))}"`,
      );
    } catch {
      // An escape that only TOML knows: the key is then found without its line.
      return inner;
    }
  }

  private skipText(): void {
    const quote = this.peek();
    const fence = quote.repeat(3);
    if (!this.text.startsWith(fence, this.at)) {
      this.quoted();
      return;
    }
    this.at += 3;
    while (this.at < this.text.length && !this.text.startsWith(fence, this.at)) {
      if (quote === '"' && this.peek() === '\\') this.step();
      this.step();
    }
    this.at += 3;
    while (this.peek() === quote) this.at++;
  }

  private value(path: KeyPath): void {
    const char = this.peek();
    if (char === '"' || char === "'") this.skipText();
    else if (char === '[') this.members(path, ']');
    else if (char === '{') this.members(path, '}');
    else while (this.at < this.text.length && !/[,\]}#\n]/.test(this.peek())) this.at++;
  }

  private members(path: KeyPath, end: string): void {
    this.step();
    for (let index = 0; ; index++) {
      this.blank(true);
      if (this.at >= this.text.length || this.peek() === end) break;
      const start = this.at;
      if (end === '}') this.pair(path);
      else {
        this.note([...path, index], this.line);
        this.value([...path, index]);
      }
      this.blank(true);
      if (this.peek() === ',') this.step();
      if (this.at === start) return;
    }
    this.step();
  }
}

/** The line (from 1) of each key and list member, by {@link pathId}. `text` must be valid TOML. */
export function tomlLines(text: string): Map<string, number> {
  return new Walk(text).run();
}
