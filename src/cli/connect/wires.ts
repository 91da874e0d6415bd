import type { Wire } from '../../connect/index.ts';

const PROMPT = 'Reply with the one word: ready';

/** What one piece of an answer says. */
export interface Part {
  text: string;
  model: string | null;
  tokens: { input?: number; output?: number } | null;
  error: { code: string | null; message: string } | null;
  /** Whether it is a piece of an answer in this language at all. */
  isPart: boolean;
}

interface WireShape {
  path(model: string): string;
  headers(key: string): Record<string, string>;
  body(model: string): unknown;
  /** An event's data, or a whole answer. */
  read(data: unknown): Part;
}

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

/** How each language asks for one word, streaming as the tools do, and how its answer is read. */
export const WIRES: Record<Wire, WireShape> = {
  // https://platform.openai.com/docs/api-reference/chat/create
  chat: {
    path: () => '/v1/chat/completions',
    headers: bearer,
    body: (model) => ({
      model,
      messages: [{ role: 'user', content: PROMPT }],
      stream: true,
      stream_options: { include_usage: true },
    }),
    read: (data) => {
      const choice = at(data, 'choices', 0);
      return {
        text: text(at(choice, 'delta', 'content') ?? at(choice, 'message', 'content')),
        model: named(at(data, 'model')),
        tokens: tokens(at(data, 'usage'), 'prompt_tokens', 'completion_tokens'),
        error: null,
        isPart: Array.isArray(at(data, 'choices')),
      };
    },
  },
  // https://platform.claude.com/docs/en/api/messages and …/build-with-claude/streaming
  messages: {
    path: () => '/v1/messages?beta=true',
    headers: (key) => ({ ...bearer(key), 'anthropic-version': '2023-06-01' }),
    body: (model) => ({
      model,
      max_tokens: 1024,
      messages: [{ role: 'user', content: PROMPT }],
      stream: true,
    }),
    read: (data) => {
      const type = at(data, 'type');
      const message = type === 'message' ? data : at(data, 'message');
      return {
        text: text(at(data, 'delta', 'text')) + texts(at(message, 'content')),
        model: named(at(message, 'model')),
        tokens: tokens(at(message, 'usage') ?? at(data, 'usage'), 'input_tokens', 'output_tokens'),
        error: null,
        isPart: typeof type === 'string' && /^(?:message|content_block)/.test(type),
      };
    },
  },
  // https://platform.openai.com/docs/api-reference/responses and …/responses-streaming
  responses: {
    path: () => '/v1/responses',
    headers: bearer,
    body: (model) => ({
      model,
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: PROMPT }] }],
      stream: true,
      store: false,
    }),
    read: (data) => {
      const type = at(data, 'type');
      const response = at(data, 'object') === 'response' ? data : at(data, 'response');
      const isWhole = response === data;
      const delta = type === 'response.output_text.delta' ? at(data, 'delta') : '';
      const output = isWhole ? list(at(response, 'output')).map((item) => texts(at(item, 'content'))) : [];
      return {
        text: text(delta) + output.join(''),
        model: named(at(response, 'model')),
        tokens: tokens(at(response, 'usage'), 'input_tokens', 'output_tokens'),
        error: problem(type === 'error' ? data : at(response, 'error')),
        isPart: isWhole || (typeof type === 'string' && /^(?:response\.|error$)/.test(type)),
      };
    },
  },
  // https://ai.google.dev/api/generate-content
  gemini: {
    path: (model) =>
      `/v1beta/models/${model.split('/').map(encodeURIComponent).join('/')}:streamGenerateContent?alt=sse`,
    headers: (key) => ({ 'x-goog-api-key': key }),
    body: () => ({ contents: [{ role: 'user', parts: [{ text: PROMPT }] }] }),
    read: (data) => ({
      text: texts(at(data, 'candidates', 0, 'content', 'parts')),
      model: named(at(data, 'modelVersion')),
      tokens: tokens(at(data, 'usageMetadata'), 'promptTokenCount', 'candidatesTokenCount'),
      error: null,
      isPart: Array.isArray(at(data, 'candidates')) || at(data, 'usageMetadata') !== undefined,
    }),
  },
};

/** What stands at a place of an answer that may be anything; undefined where nothing does. */
function at(data: unknown, ...path: (string | number)[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (parts: unknown): string =>
  list(parts)
    .map((part) => text(at(part, 'text')))
    .join('');
const named = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function tokens(usage: unknown, input: string, output: string): Part['tokens'] {
  const [read, written] = [at(usage, input), at(usage, output)];
  const found = {
    ...(typeof read === 'number' ? { input: read } : {}),
    ...(typeof written === 'number' ? { output: written } : {}),
  };
  return Object.keys(found).length === 0 ? null : found;
}

function problem(error: unknown): Part['error'] {
  const message = at(error, 'message');
  return typeof message === 'string' ? { code: named(at(error, 'code')), message } : null;
}
