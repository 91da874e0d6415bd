import type { Fields } from '../neutral/parts.ts';
import { fieldsOf, isObject, jsonOf, parseOr } from './fields.ts';

/** The one text of a response of the form `{output: "…"}` or `{error: "…"}`. */
function onlyText(response: Fields): { text: string; isError: boolean } | null {
  const [key, ...more] = Object.keys(response);
  if (more.length > 0 || (key !== 'output' && key !== 'error')) return null;
  const text = response[key];
  return typeof text === 'string' ? { text, isError: key === 'error' } : null;
}

/**
 * What a `functionResponse.response` says, as text: `output` and `error` are the keys for a function's output and its
 * failure; without either the whole is the output (ai.google.dev/api/caching#FunctionResponse).
 */
export function resultText(response: unknown): { text: string; isError: boolean } {
  if (typeof response === 'string') return { text: response, isError: false };
  if (response === undefined || response === null) return { text: '', isError: false };
  const fields = fieldsOf(response);
  return onlyText(fields) ?? { text: jsonOf(response), isError: fields.error !== undefined };
}

/**
 * The response that says a text. A text that is a JSON object, spelt as JavaScript spells it, is that object, so that what
 * `resultText` made of one comes out the same; any other is `output`, or `error`.
 */
export function resultResponse(text: string, isError: boolean): Fields {
  if (text.startsWith('{')) {
    const value = parseOr(text);
    const plain = isObject(value) && jsonOf(value) === text && onlyText(value) === null;
    if (plain && isError === 'error' in value) return value;
  }
  return isError ? { error: text } : { output: text };
}
