import type { KnownModel } from '../config/index.ts';

const LONGEST_ID = 300;
const MOST_MODELS = 5_000;
const LARGEST_WINDOW = 1_000_000_000;

/**
 * Where lists say how many tokens a model takes: OpenRouter and Moonshot `context_length`, vLLM `max_model_len`,
 * Groq `context_window`, Mistral and LM Studio `max_context_length`, Gemini `inputTokenLimit`.
 */
const WINDOW_KEYS = [
  'context_length',
  'max_model_len',
  'context_window',
  'max_context_length',
  'max_context_window',
  'context_size',
  'inputTokenLimit',
];

/** Control and invisible formatting characters, line separators, lone surrogates: nothing an id needs. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function entries(parsed: unknown): unknown[] | null {
  if (Array.isArray(parsed)) return parsed;
  const body = record(parsed);
  if (body === null) return null;
  for (const key of ['data', 'models']) {
    const value = body[key];
    if (Array.isArray(value)) return value;
  }
  return null;
}

function windowOf(entry: Record<string, unknown>): number | null {
  for (const key of WINDOW_KEYS) {
    const value = entry[key];
    if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= LARGEST_WINDOW) {
      return value;
    }
  }
  return null;
}

function idOf(entry: unknown): string | null {
  const fields = record(entry);
  const value = typeof entry === 'string' ? entry : (fields?.id ?? fields?.name);
  if (typeof value !== 'string') return null;
  // Gemini prefixes its ids with the resource's kind, and takes them without it.
  const id = value.startsWith('models/') ? value.slice('models/'.length) : value;
  return id === '' || id.length > LONGEST_ID || UNSAFE.test(id) ? null : id;
}

/** Where lists have a name for people: Anthropic `display_name`, Gemini `displayName`, OpenRouter `name`. */
const DISPLAY_KEYS = ['display_name', 'displayName', 'name'];
const LONGEST_DISPLAY = 200;

function displayOf(entry: Record<string, unknown>, id: string): string | null {
  for (const key of DISPLAY_KEYS) {
    const value = entry[key];
    if (typeof value !== 'string' || value.trim() === '') continue;
    const isName = value !== id && value !== `models/${id}`;
    return isName && value.length <= LONGEST_DISPLAY && !UNSAFE.test(value) ? value.trim() : null;
  }
  return null;
}

/**
 * Reads the body of `GET /models` (OpenAI's `{data: […]}`, `{models: […]}`, or a bare list). What is not a sound
 * model is left out; ids are unique; at most 5,000.
 * @throws SyntaxError where the body is not JSON, TypeError where it is no list
 */
export function parseModelList(body: Uint8Array): KnownModel[] {
  const list = entries(JSON.parse(Buffer.from(body).toString('utf8')));
  if (list === null) throw new TypeError('the answer is not a list of models');
  const models = new Map<string, KnownModel>();
  for (const entry of list) {
    if (models.size >= MOST_MODELS) break;
    const id = idOf(entry);
    if (id === null || models.has(id)) continue;
    const fields = record(entry) ?? {};
    const display = displayOf(fields, id);
    models.set(id, { id, window: windowOf(fields), ...(display === null ? {} : { display }) });
  }
  return [...models.values()];
}
