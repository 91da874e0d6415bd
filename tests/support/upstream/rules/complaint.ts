import type { Refusal } from '../script.ts';

/** What a strict provider has against a request: its own refusal. */
export class Complaint extends Error {
  readonly refusal: Refusal;

  constructor(message: string, more: Partial<Refusal> = {}) {
    super(message);
    this.name = 'Complaint';
    this.refusal = { status: 400, message, ...more };
  }
}

export type Fields = Record<string, unknown>;

/** Refuses a request, as `because` says. */
export function complain(because: string, more: Partial<Refusal> = {}): never {
  throw new Complaint(because, more);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that must be an object. */
export function fieldsAt(value: unknown, at: string): Fields {
  return isFields(value) ? value : complain(`${at}: Input should be an object`, { param: at });
}

/** A value that must be a list of objects. */
export function listAt(value: unknown, at: string): Fields[] {
  if (!Array.isArray(value)) complain(`${at}: Input should be a valid list`, { param: at });
  return value.map((one, index) => fieldsAt(one, `${at}.${index}`));
}

export function textAt(value: unknown, at: string): string {
  return typeof value === 'string' ? value : complain(`${at}: Input should be a valid string`, { param: at });
}

/** A number, where there is one, between two bounds. */
export function rangeAt(value: unknown, at: string, least: number, most: number): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'number' || value < least || value > most)
    complain(`${at}: Input should be a number from ${least} to ${most}`, { param: at });
}

/** Refuses the first key that is not among `known`. */
export function onlyKeys(fields: Fields, known: ReadonlySet<string>, because: (key: string) => string): void {
  for (const key of Object.keys(fields)) if (!known.has(key)) complain(because(key), { param: key });
}

/** The body, which must be a JSON object. */
export function bodyOf(request: { text(): string }): Fields {
  try {
    const value: unknown = JSON.parse(request.text());
    if (isFields(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return complain('We could not parse the JSON body of your request.');
}
