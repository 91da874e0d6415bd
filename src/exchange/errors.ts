import type { ErrorBody, ErrorCode } from '../contract/index.ts';

/** HTTP status of each code. `upstream_error` takes the upstream's own status instead. */
const STATUS: Record<ErrorCode, number> = {
  bad_json: 400,
  invalid_request: 400,
  unsupported_conversion: 400,
  previous_response_not_found: 400,
  context_length_exceeded: 400,
  unsupported_encoding: 415,
  unauthorized: 401,
  provider_key_missing: 401,
  forbidden_host: 403,
  forbidden_origin: 403,
  model_not_found: 404,
  not_found: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  rate_limited: 429,
  upstream_unreachable: 502,
  upstream_reset: 502,
  upstream_invalid: 502,
  upstream_error: 502,
  provider_unavailable: 503,
  shutting_down: 503,
  upstream_timeout: 504,
  mcp_unreachable: 502,
  mcp_error: 502,
  mcp_refused: 403,
  mcp_timeout: 504,
  client_closed: 499,
  internal_error: 500,
};

export interface ProxyErrorOptions {
  /** What the person can do about it, one sentence. */
  hint?: string;
  details?: Record<string, unknown>;
  /** Seconds, sent as `Retry-After`. */
  retryAfter?: number;
  status?: number;
  cause?: unknown;
}

/** The one error that crosses rooms: a stable code, a true status, what to do about it. */
export class ProxyError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly hint: string | undefined;
  readonly details: Record<string, unknown> | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: ProxyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ProxyError';
    this.code = code;
    this.status = options.status ?? STATUS[code];
    this.hint = options.hint;
    this.details = options.details;
    this.retryAfter = options.retryAfter;
  }

  /** The body of the dashboard API's answer. */
  toBody(): ErrorBody {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.hint === undefined ? {} : { hint: this.hint }),
        ...(this.details === undefined ? {} : { details: this.details }),
      },
    };
  }
}

/** The HTTP status that a code stands for. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code];
}
