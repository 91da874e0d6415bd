/** How deep a literal may be: Python's parser takes 100 brackets within each other. */
const DEEPEST = 60;

/** A value that is nested too deeply to be written as a literal. */
export class TooDeep extends RangeError {}

interface Language {
  text(value: string): string;
  key(value: string): string;
  constants: { true: string; false: string; null: string };
}

/** Characters that end a line, a script in a page, or that an editor would not show. */
const HIDDEN = /[<>\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const escaped = (text: string): string =>
  JSON.stringify(text).replace(HIDDEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

const JS: Language = {
  text: escaped,
  // A plain one would set the object's prototype.
  key: (name) => (name === '__proto__' ? '["__proto__"]' : escaped(name)),
  constants: { true: 'true', false: 'false', null: 'null' },
};

/** Python reads every escape of JSON but half a character, which no text of its own may hold: that is U+FFFD. */
const pythonText = (text: string): string => escaped(text.toWellFormed());

const PYTHON: Language = {
  text: pythonText,
  key: pythonText,
  constants: { true: 'True', false: 'False', null: 'None' },
};

function write(value: unknown, language: Language, indent: string): string {
  if (indent.length > DEEPEST * 2) throw new TooDeep('the value is nested too deeply for a literal');
  if (typeof value === 'string') return language.text(value);
  if (typeof value === 'number') return JSON.stringify(value);
  if (typeof value === 'boolean') return language.constants[value ? 'true' : 'false'];
  if (typeof value !== 'object' || value === null) return language.constants.null;
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? (value as unknown[]).map((item) => write(item, language, inner))
    : Object.entries(value).map(([name, item]) => `${language.key(name)}: ${write(item, language, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}${close}`;
}

/** A value of JSON as a literal of JavaScript. Throws {@link TooDeep}. */
export function jsLiteral(value: unknown): string {
  return write(value, JS, '');
}

/** A value of JSON as a literal of Python. Throws {@link TooDeep}. */
export function pythonLiteral(value: unknown): string {
  return write(value, PYTHON, '');
}
