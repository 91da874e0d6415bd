import type { AnswerError } from '../neutral/answer.ts';
import type { Fields } from '../neutral/parts.ts';
import { fieldsOf, isFields, textOf } from './wire.ts';

const BY_NAME: [RegExp, number][] = [
  [/rate_?limit|too_many|resource_exhausted|quota/i, 429],
  [/overload|unavailable/i, 503],
  [/auth|permission|forbidden/i, 401],
  [/not_?found/i, 404],
  [/invalid|bad_request/i, 400],
];

/** The HTTP status that an error within a stream stands for: its own, or what its name says; 502 where neither helps. */
function statusOf(error: Fields, name: string): number {
  for (const value of [error.status, error.status_code, error.code, error.http_code]) {
    const status = typeof value === 'string' && /^[45]\d\d$/.test(value) ? Number(value) : value;
    if (typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 600)
      return status;
  }
  return BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? 502;
}

const MESSAGE_LIMIT = 4000;

function messageIn(value: unknown): string | undefined {
  if (typeof value === 'string') return textOf(value.trim())?.slice(0, MESSAGE_LIMIT);
  if (Array.isArray(value)) {
    // FastAPI and pydantic: `[{loc: ["body", "store"], msg: "Extra inputs are not permitted"}]`.
    const said = value.slice(0, 20).map((entry) => {
      const { loc, msg } = fieldsOf(entry);
      const text = messageIn(msg) ?? messageIn(fieldsOf(entry).message);
      return Array.isArray(loc) && text !== undefined ? `${loc.filter(isPlain).join('.')}: ${text}` : text;
    });
    return textOf(said.filter((text) => text !== undefined).join('; '))?.slice(0, MESSAGE_LIMIT);
  }
  return isFields(value) ? (messageIn(value.message) ?? messageIn(value.detail)) : undefined;
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/**
 * The error in a body or a chunk: OpenAI's `{error: {message, type, code}}`, Gemini's list of it, Mistral's and
 * Cerebras's with its fields at the top, FastAPI's `detail`. `status` null: within a stream.
 */
export function errorOf(value: unknown, status: number | null): AnswerError | null {
  const body = fieldsOf(Array.isArray(value) ? value[0] : value);
  const inner = body.error ?? (status === null ? undefined : body);
  if (inner === undefined || inner === null) return null;
  const error = fieldsOf(inner);
  // OpenRouter puts what the provider behind it said here.
  const raw = messageIn(fieldsOf(error.metadata).raw);
  const own = messageIn(inner) ?? messageIn(body.detail) ?? messageIn(body.message);
  if (own === undefined && status !== null) return null;
  const name =
    textOf(error.type) ?? textOf(error.code) ?? textOf(error.status) ?? textOf(body.type) ?? 'upstream_error';
  const message = own ?? 'the provider reported an error';
  return {
    status: status ?? statusOf(error, name),
    code: textOf(error.code) ?? name,
    message:
      raw === undefined || message.includes(raw) ? message : `${message}: ${raw}`.slice(0, MESSAGE_LIMIT),
  };
}
