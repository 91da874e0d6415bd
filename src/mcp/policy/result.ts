import type { McpServerConfig } from '../../config/index.ts';
import { resultText } from '../calls/measure.ts';
import type { Refusal } from '../port.ts';

/** Of a result that is too large, at most so many characters of its text are kept: enough to see what it is. */
const LONGEST_BEGINNING = 16 * 1024;

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

function beginning(text: string, room: number): string {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (jsonBytes(text.slice(0, middle)) <= room) low = middle;
    else high = middle - 1;
  }
  const last = text.charCodeAt(low - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? low - 1 : low);
}

/**
 * A tool's result within `maxResultBytes` (of its JSON), or what takes its place: an error that says why, with the
 * beginning of its text as far as that fits (16 Ki characters at most).
 */
export function limitResult(
  rules: McpServerConfig,
  result: Record<string, unknown>,
): { result: Record<string, unknown>; refusal: Refusal | null } {
  const bytes = jsonBytes(result);
  if (bytes <= rules.maxResultBytes) return { result, refusal: null };
  const reason = `The result has ${bytes} bytes, more than the ${rules.maxResultBytes} that the MCP server "${rules.name}" may answer with (max_result_kb). Ask for less: a part, a page, a narrower search.`;
  const replaced = (text: string): Record<string, unknown> => ({
    content: [{ type: 'text', text: reason }, ...(text === '' ? [] : [{ type: 'text', text }])],
    isError: true,
  });
  const lead = 'It begins:\n';
  const room = rules.maxResultBytes - jsonBytes(replaced(lead));
  const start = room > 0 ? beginning(resultText(result).slice(0, LONGEST_BEGINNING), room) : '';
  return {
    result: replaced(start === '' ? '' : lead + start),
    refusal: { code: 'result_too_large', reason },
  };
}
