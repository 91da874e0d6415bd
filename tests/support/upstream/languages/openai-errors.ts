import type { Refusal } from '../script.ts';
import type { HeaderMap } from '../types.ts';

/** https://platform.openai.com/docs/guides/error-codes */
const TYPES: Record<number, [type: string, code: string | null]> = {
  400: ['invalid_request_error', null],
  401: ['invalid_request_error', 'invalid_api_key'],
  403: ['permission_error', null],
  404: ['invalid_request_error', 'model_not_found'],
  429: ['rate_limit_error', 'rate_limit_exceeded'],
  500: ['server_error', null],
  503: ['server_error', 'server_is_overloaded'],
};

/** What an error is called: `[type, code]`. */
export function openAiErrorName(refusal: Refusal): [type: string, code: string | null] {
  const [type, code] = TYPES[refusal.status] ?? ['server_error', null];
  return [type, refusal.code ?? code];
}

export function openAiErrorBody(refusal: Refusal): Record<string, unknown> {
  const [type, code] = openAiErrorName(refusal);
  return { error: { message: refusal.message, type, param: refusal.param ?? null, code } };
}

/** https://platform.openai.com/docs/guides/rate-limits, "Rate limits in headers" */
export function openAiHeaders(): HeaderMap {
  return {
    'x-request-id': 'req_upstream',
    'openai-processing-ms': '12',
    'x-ratelimit-limit-requests': '60',
    'x-ratelimit-limit-tokens': '150000',
    'x-ratelimit-remaining-requests': '59',
    'x-ratelimit-remaining-tokens': '149984',
    'x-ratelimit-reset-requests': '1s',
    'x-ratelimit-reset-tokens': '6m0s',
  };
}

export function openAiErrorHeaders(refusal: Refusal): HeaderMap {
  const spent: HeaderMap = refusal.status === 429 ? { 'x-ratelimit-remaining-requests': '0' } : {};
  const { retryAfter } = refusal;
  return { ...spent, ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }) };
}
