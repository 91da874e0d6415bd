import type { ProxyError } from '../../exchange/index.ts';
import type { AnswerError } from '../neutral/answer.ts';
import { fieldsOf } from './wire.ts';

/** `error.type` by status (platform.claude.com/docs/en/api/errors). */
const TYPES = new Map([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [409, 'conflict_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [500, 'api_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
]);

const STATUSES = new Map([...TYPES].map(([status, type]) => [type, status]));

export function typeOf(status: number): string {
  return TYPES.get(status) ?? (status < 500 ? 'invalid_request_error' : 'api_error');
}

/** The status that an error within a stream stands for, by its type. */
export function statusOf(type: string): number {
  return STATUSES.get(type) ?? 500;
}

/**
 * A context that is too long begins as Anthropic says it, "prompt is too long: 213462 tokens > 200000 maximum": Claude Code
 * looks for these words to offer `/compact`.
 */
function messageOf({ code, message, hint, details }: ProxyError): string {
  const whole = hint === undefined ? message : `${message} (${hint})`;
  if (code !== 'context_length_exceeded' || /prompt is too long/i.test(message)) return whole;
  const { tokens, limit } = details ?? {};
  const counts =
    typeof tokens === 'number' && typeof limit === 'number' ? `${tokens} tokens > ${limit} maximum; ` : '';
  return `prompt is too long: ${counts}${whole}`;
}

/** An error in Anthropic's shape, with our code beside its type, what to do about it, and the exchange to look up. */
export function errorBody(error: ProxyError, exchangeId: string): unknown {
  return {
    type: 'error',
    error: {
      type: typeOf(error.status),
      message: messageOf(error),
      code: error.code,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.details === undefined ? {} : { details: error.details }),
    },
    request_id: exchangeId,
  };
}

/** The same as the event that ends a stream; neither `message_delta` nor `message_stop` follows it. */
export function errorEvent(error: ProxyError, exchangeId: string): string {
  return `event: error\ndata: ${JSON.stringify(errorBody(error, exchangeId))}\n\n`;
}

/** What an error's body says of itself: Anthropic's shape, and what providers of the same protocol send in its place. */
export function readError(status: number, body: unknown): AnswerError | null {
  const { error, message, detail } = fieldsOf(body);
  if (typeof error === 'string') return { status, code: 'upstream_error', message: error };
  const { type, message: inner, code } = fieldsOf(error);
  const said = [inner, message, detail].find((text) => typeof text === 'string');
  if (said === undefined) return null;
  const name = [type, code].find((text) => typeof text === 'string' && text !== '');
  return { status, code: typeof name === 'string' ? name : 'upstream_error', message: String(said) };
}
