import * as z from 'zod';

/** Every stable error code a program may meet, on the LLM surface and on the dashboard API (docs/ARCHITECTURE.md, "Errors"). */
export const ERROR_CODES = [
  'bad_json',
  'invalid_request',
  'unsupported_conversion',
  'previous_response_not_found',
  'context_length_exceeded',
  'unsupported_encoding',
  'unauthorized',
  'provider_key_missing',
  'forbidden_host',
  'forbidden_origin',
  'model_not_found',
  'not_found',
  'method_not_allowed',
  'body_too_large',
  'rate_limited',
  'upstream_unreachable',
  'upstream_reset',
  'upstream_invalid',
  'upstream_error',
  'provider_unavailable',
  'upstream_timeout',
  'mcp_unreachable',
  'mcp_error',
  'mcp_refused',
  'mcp_timeout',
  'client_closed',
  'shutting_down',
  'internal_error',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The body of every error of the dashboard API. */
export const errorBodySchema = z.object({
  error: z.object({
    code: z.enum(ERROR_CODES),
    message: z.string(),
    hint: z.string().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});

export type ErrorBody = z.infer<typeof errorBodySchema>;
