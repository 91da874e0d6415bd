import type { McpAnswer } from '../../contract/index.ts';
import { resultText } from '../calls/measure.ts';
import { type Fields, fieldsOf } from '../rpc.ts';

function parsed(text: string): unknown {
  if (!/^\s*[[{"\d\-tfn]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first match, where the data is a list of matches of a JSON query; null elsewhere. */
function firstMatch(data: unknown): { value?: unknown } | null {
  const list = Array.isArray(data) ? data : fieldsOf(data).matches;
  if (!Array.isArray(list) || list.length === 0) return null;
  const isMatch = (item: unknown): boolean => 'path' in fieldsOf(item) && 'value' in fieldsOf(item);
  return list.every(isMatch) ? fieldsOf(list[0]) : null;
}

/** A file's content, where the data is what a file system's tool says of one it read; undefined elsewhere. */
function fileContent(data: unknown): unknown {
  const { content } = fieldsOf(data);
  return typeof content === 'string' ? content : undefined;
}

/**
 * A tool's result in the one shape that programs read. `content`: its text, or, where that is JSON about a file, the
 * file's content; `data`: the answer as data, or, of a JSON query, the value of the first match; `result`: all of the
 * answer as data, or else as text; what is not there is null.
 */
export function toAnswer(raw: Fields): McpAnswer {
  const text = resultText(raw);
  const structured = raw.structuredContent;
  const whole = structured ?? parsed(text);
  const said = fieldsOf(whole);
  const success = raw.isError !== true && said.success !== false;
  const content = fileContent(whole) ?? (text === '' ? null : text);
  const match = firstMatch(whole);
  const data = match !== null ? match.value : 'data' in said ? said.data : whole;
  return {
    success,
    content,
    data: data ?? null,
    result: ('result' in said ? said.result : whole) ?? (text === '' ? null : text),
    raw,
  };
}
