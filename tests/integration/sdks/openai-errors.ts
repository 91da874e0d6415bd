import OpenAI, { APIError } from 'openai';
import type { Client, Failure } from './client.ts';

/** What the `openai` package throws for each status. */
export const OPENAI_ERRORS: Client['errors'] = {
  400: OpenAI.BadRequestError,
  401: OpenAI.AuthenticationError,
  403: OpenAI.PermissionDeniedError,
  404: OpenAI.NotFoundError,
  429: OpenAI.RateLimitError,
  500: OpenAI.InternalServerError,
  529: OpenAI.InternalServerError,
};

export function openAiFailure(error: Error): Failure {
  const known = error instanceof APIError ? error : null;
  return { status: known?.status, message: error.message, headers: known?.headers ?? null };
}
