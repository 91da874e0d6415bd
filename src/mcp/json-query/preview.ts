import type { JsonEvents } from './events.ts';

/** Longest preview of a value, in characters. */
export const PREVIEW_CHARS = 200;

export interface PreviewText {
  /** JSON, with a number's own digits. */
  text: string;
  /** JSON for readers with JavaScript's numbers. */
  plain: string;
  shortened: boolean;
}

export interface Preview extends JsonEvents {
  readonly done: boolean;
  result(): PreviewText;
}

/** The beginning of a text. */
export const beginning = (text: string): string => `${text.slice(0, PREVIEW_CHARS)}…`;

/** Writes down the value that is told next: itself where it is short, else the beginning of its JSON as a string. */
export function createPreview(): Preview {
  const closings: string[] = [];
  let text = '';
  let plain = '';
  let done = false;
  let cut: string | null = null;

  function write(part: string, plainPart = part): void {
    if (done) return;
    const comma = text === '' || /[[{:]$/.test(text) || /^[\]}]/.test(part) ? '' : ',';
    text += comma + part;
    plain += comma + plainPart;
    if (text.length > PREVIEW_CHARS) {
      cut = beginning(text);
      done = true;
    } else done = closings.length === 0;
  }
  // One character more than is kept shows that there was more.
  const json = (value: string): string => JSON.stringify(value.slice(0, PREVIEW_CHARS + 1));

  return {
    get done() {
      return done;
    },
    enter(array) {
      closings.push(array ? ']' : '}');
      write(array ? '[' : '{');
    },
    key(name) {
      write(`${json(name)}:`);
    },
    scalar(value, digits) {
      if (typeof value === 'string' && closings.length === 0 && value.length > PREVIEW_CHARS) {
        cut = beginning(value);
        done = true;
      } else if (typeof value === 'string') write(json(value));
      else if (digits !== null) write(digits, JSON.stringify(digits));
      else write(JSON.stringify(value));
    },
    leave() {
      write(closings.pop() as string);
    },
    result() {
      if (cut === null) return { text, plain, shortened: false };
      const shown = JSON.stringify(cut);
      return { text: shown, plain: shown, shortened: true };
    },
  };
}
