import type { ProxyError } from '../../exchange/index.ts';

/** `type` of OpenAI's error object, by status (platform.openai.com/docs/guides/error-codes). */
function typeOf(status: number): string {
  if (status === 401 || status === 403) return 'authentication_error';
  if (status === 404) return 'not_found_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

/** An error in OpenAI's shape, with our code, what to do about it, and the exchange to look up. */
export function errorBody(error: ProxyError, exchangeId: string): unknown {
  const field = error.details?.field;
  return {
    error: {
      message: error.hint === undefined ? error.message : `${error.message} (${error.hint})`,
      type: typeOf(error.status),
      param: typeof field === 'string' ? field : null,
      code: error.code,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.details === undefined ? {} : { details: error.details }),
      exchange_id: exchangeId,
    },
  };
}

/** The same as an event; no `[DONE]` follows it. */
export function errorEvent(error: ProxyError, exchangeId: string): string {
  return `data: ${JSON.stringify(errorBody(error, exchangeId))}\n\n`;
}
