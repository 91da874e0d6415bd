import type { Finish, FinishReason } from '../neutral/answer.ts';

/** `finishReason`s (ai.google.dev/api/generate-content#FinishReason); any other is `other`, with its own word. */
const REASONS: Record<string, FinishReason> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  CONTINUATION: 'pause',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
};

/** Why a candidate ended. Gemini has no reason of its own for a call: `Ordered` makes `tool_calls` of the stop behind one. */
export function readFinish(reason: string): Finish {
  const known = REASONS[reason];
  return known === undefined ? { reason: 'other', raw: reason } : { reason: known };
}

/** What a blocked prompt says in place of an answer. */
export function blockedText(reason: string, message: unknown): string {
  const why = typeof message === 'string' && message !== '' ? `: ${message}` : '';
  return `The prompt was blocked (${reason})${why}.`;
}

const WIRE: Record<FinishReason, string> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  content_filter: 'SAFETY',
  refusal: 'SAFETY',
  pause: 'STOP',
  context_window: 'MAX_TOKENS',
  other: 'OTHER',
};

/** Reasons that Gemini's own clients know besides those above. */
const KNOWN = new Set([
  'LANGUAGE',
  'OTHER',
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'NO_IMAGE',
  'IMAGE_OTHER',
]);

export function writeFinish(finish: Finish): string {
  return finish.reason === 'other' && finish.raw !== undefined && KNOWN.has(finish.raw)
    ? finish.raw
    : WIRE[finish.reason];
}
