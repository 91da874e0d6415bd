import type { ProxyError } from '../../exchange/index.ts';
import type { AnswerError } from '../neutral/answer.ts';
import type { Fields } from '../neutral/parts.ts';
import { fieldsOf, isObject, listOf, stringOr } from './fields.ts';

/** `google.rpc.Code` by HTTP status (github.com/googleapis/googleapis, google/rpc/code.proto). */
const STATUS: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** The name of an HTTP status in Google's errors. */
export function rpcStatus(status: number): string {
  return STATUS[status] ?? (status < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL');
}

const HTTP: ReadonlyMap<string, number> = new Map([
  ...Object.entries(STATUS)
    .map(([status, name]): [string, number] => [name, Number(status)])
    .reverse(),
  ['FAILED_PRECONDITION', 400],
  ['OUT_OF_RANGE', 400],
  ['ALREADY_EXISTS', 409],
  ['UNKNOWN', 500],
  ['DATA_LOSS', 500],
]);

function detailsOf(error: ProxyError, exchangeId: string): Fields[] {
  const field = error.details?.field;
  const details: Fields[] = [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: error.code,
      domain: 'kimi-proxy',
      metadata: { exchange_id: exchangeId },
    },
  ];
  if (typeof field === 'string') {
    details.push({
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: [{ field, description: error.message }],
    });
  }
  if (error.retryAfter !== undefined) {
    details.push({
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay: `${error.retryAfter}s`,
    });
  }
  return details;
}

/**
 * An error in Google's shape (google.aip.dev/193): `code` is the HTTP status there, so that our own code stands in
 * `reason`, beside it and in the details.
 */
export function errorBody(error: ProxyError, exchangeId: string): unknown {
  return {
    error: {
      code: error.status,
      message: error.hint === undefined ? error.message : `${error.message} (${error.hint})`,
      status: rpcStatus(error.status),
      reason: error.code,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      details: detailsOf(error, exchangeId),
      exchange_id: exchangeId,
    },
  };
}

/**
 * The same as one event. The blank line before it ends an event that was cut, so that this one is read by itself:
 * clients split at blank lines, and a piece that was cut is not taken for a part of this.
 */
export function errorEvent(error: ProxyError, exchangeId: string): string {
  return `\r\n\r\ndata: ${JSON.stringify(errorBody(error, exchangeId))}\r\n\r\n`;
}

/** `reason` of the first detail that has one. */
function reasonIn(error: Fields): string | null {
  for (const detail of listOf(error.details)) {
    const reason = stringOr(fieldsOf(detail).reason, null);
    if (reason !== null) return reason;
  }
  return null;
}

/** Seconds until a new try makes sense (`google.rpc.RetryInfo`, `retryDelay: "17s"`); null where nothing says. */
function retryDelayIn(error: Fields): number | null {
  for (const detail of listOf(error.details)) {
    const delay = /^(\d{1,6}(?:\.\d{1,9})?)s$/.exec(stringOr(fieldsOf(detail).retryDelay, ''))?.[1];
    if (delay !== undefined) return Number(delay);
  }
  return null;
}

/** The error that a body or an event holds, with its name; null where there is none. `fallback`: its HTTP status. */
export function errorIn(body: unknown, fallback: number): AnswerError | null {
  // Without `alt=sse` an error of a stream comes in a list.
  const { error } = fieldsOf(Array.isArray(body) ? body.at(-1) : body);
  if (typeof error === 'string') return { status: fallback, code: 'upstream_error', message: error };
  if (!isObject(error)) return null;
  const name = stringOr(error.status, null);
  const code = typeof error.code === 'number' ? error.code : 0;
  const retryAfterS = retryDelayIn(error);
  const status = code >= 400 && code < 600 ? code : (HTTP.get(name ?? '') ?? fallback);
  return {
    status,
    code: name ?? reasonIn(error) ?? 'upstream_error',
    message: stringOr(error.message, 'the provider reported an error'),
    ...(retryAfterS === null ? {} : { retryAfterS }),
  };
}
