/** The one argument that a custom tool has where it is sent as a function. */
export const INPUT_FIELD = 'input';

/** JSON Schema of a custom tool that is sent as a function. */
export const INPUT_SCHEMA = {
  type: 'object',
  properties: {
    [INPUT_FIELD]: { type: 'string', description: 'The whole input of the tool, as plain text.' },
  },
  required: [INPUT_FIELD],
  additionalProperties: false,
} as const;

/** The arguments of such a function, for an input. */
export function wrapInput(input: string): string {
  return JSON.stringify({ [INPUT_FIELD]: input });
}

/** The input in such arguments; arguments that hold none are themselves taken for the input. */
export function unwrapInput(args: string): string {
  try {
    const value: unknown = JSON.parse(args);
    if (typeof value === 'object' && value !== null) {
      const input = (value as Record<string, unknown>)[INPUT_FIELD];
      if (typeof input === 'string') return input;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return args;
}

const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Before the text's opening quote: `{"input":"`, with any space. */
const OPENING = /^\s*\{\s*"input"\s*:\s*"/;
const MAYBE_OPENING = /^\s*(?:\{\s*(?:"(?:i(?:n(?:p(?:u(?:t(?:"\s*(?::\s*)?)?)?)?)?)?)?)?)?$/;

/**
 * The same for arguments that come in pieces: gives each piece of the input as soon as it can be read. Arguments of any
 * other form are given as they are.
 */
export class InputUnwrapper {
  private state: 'opening' | 'text' | 'done' | 'raw' = 'opening';
  private held = '';

  push(piece: string): string {
    if (this.state === 'raw') return piece;
    if (this.state === 'done') return '';
    let text = this.held + piece;
    this.held = '';
    if (this.state === 'opening') {
      const opening = OPENING.exec(text);
      if (opening === null) {
        if (MAYBE_OPENING.test(text)) {
          this.held = text;
          return '';
        }
        this.state = 'raw';
        return text;
      }
      this.state = 'text';
      text = text.slice(opening[0].length);
    }
    return this.unescape(text);
  }

  /** What was held back, where the arguments end too early. */
  end(): string {
    const rest = this.state === 'opening' ? this.held : '';
    this.held = '';
    this.state = 'done';
    return rest;
  }

  private unescape(text: string): string {
    let out = '';
    let at = 0;
    while (at < text.length) {
      const char = text[at] as string;
      if (char === '"') {
        this.state = 'done';
        return out;
      }
      if (char !== '\\') {
        out += char;
        at++;
        continue;
      }
      const next = text[at + 1];
      if (next === undefined || (next === 'u' && text.length < at + 6)) {
        this.held = text.slice(at);
        return out;
      }
      if (next === 'u') {
        const code = Number.parseInt(text.slice(at + 2, at + 6), 16);
        out += String.fromCharCode(Number.isNaN(code) ? 0xfffd : code);
        at += 6;
      } else {
        out += ESCAPES[next] ?? next;
        at += 2;
      }
    }
    return out;
  }
}
