import type { ErrorBody } from '../../../src/contract/errors.ts';

/** What the API refused, or that it could not be reached (`code` `unreachable`). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | null;
  readonly details: unknown;

  constructor(status: number, code: string, message: string, hint: string | null, details: unknown = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.details = details;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** A path with its query; what is null or undefined is left out. */
export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

function isErrorBody(value: unknown): value is ErrorBody {
  return (
    typeof value === 'object' &&
    value !== null &&
    'error' in value &&
    typeof value.error === 'object' &&
    value.error !== null &&
    'message' in value.error
  );
}

async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    if (isErrorBody(body)) {
      const { code, message, hint, details } = body.error;
      return new ApiError(response.status, code, message, hint ?? null, details);
    }
  } catch {
    // Not ours: a proxy in between, for example. What it says is shown as it is.
  }
  return new ApiError(response.status, 'http', text.slice(0, 500) || `HTTP ${response.status}`, null);
}

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  query?: Query;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

async function fetched(path: string, { method = 'GET', query, body, signal }: Call): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(withQuery(path, query), {
      method,
      signal: signal ?? null,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'unreachable', 'The program does not answer.', null);
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** Calls the dashboard API. Throws {@link ApiError}. `T` is the contract's type of the answer. */
export async function callApi<T>(path: string, call: Call = {}): Promise<T> {
  const response = await fetched(path, call);
  return (response.status === 204 ? null : await response.json()) as T;
}

/** The answer as text. Throws {@link ApiError}. */
export async function callForText(path: string, call: Call = {}): Promise<string> {
  return (await fetched(path, call)).text();
}
