import type { LanguageName } from '../../support/upstream/index.ts';

export const LANGUAGES: LanguageName[] = ['openai-chat', 'anthropic-messages', 'openai-responses', 'gemini'];

/** Provider types by the language that they speak. */
export const TYPES: Record<LanguageName, string> = {
  'openai-chat': 'openai-compatible',
  'anthropic-messages': 'anthropic',
  'openai-responses': 'openai-responses',
  gemini: 'gemini',
};

/** One provider a language, each named after it, with a key of its own. */
export function oneOfEach(url: string, more = ''): string {
  return LANGUAGES.map(
    (name) =>
      `[providers."${name}"]\ntype = "${TYPES[name]}"\nbase_url = "${url}"\napi_key = "key-of-${name}"\nretries = 0\nlists_models = false\n${more}\n`,
  ).join('\n');
}

/** A request for one text in a client's language. */
export function ask(
  language: LanguageName,
  model: string,
  { stream = false, text = 'say hello' }: { stream?: boolean; text?: string } = {},
): { path: string; body: object; headers: Record<string, string> } {
  const user = { role: 'user', content: text };
  switch (language) {
    case 'openai-chat':
      return { path: '/v1/chat/completions', body: { model, stream, messages: [user] }, headers: {} };
    case 'anthropic-messages':
      return {
        path: '/v1/messages',
        body: { model, stream, max_tokens: 100, messages: [user] },
        headers: { 'anthropic-version': '2023-06-01' },
      };
    case 'openai-responses':
      return { path: '/v1/responses', body: { model, stream, input: text }, headers: {} };
    default:
      return {
        path: `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
        body: { contents: [{ role: 'user', parts: [{ text }] }] },
        headers: {},
      };
  }
}

type Json = Record<string, unknown>;
const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const joined = (parts: unknown, key: string): string =>
  list(parts)
    .map((part) => part[key] ?? '')
    .join('');

/** The text of a whole answer in a client's language. */
export function textOf(language: LanguageName, answer: string): string {
  const body = JSON.parse(answer) as Json;
  switch (language) {
    case 'openai-chat':
      return String((list(body.choices)[0]?.message as Json | undefined)?.content);
    case 'anthropic-messages':
      return joined(body.content, 'text');
    case 'openai-responses':
      return list(body.output)
        .map((item) => joined(item.content, 'text'))
        .join('');
    default:
      return joined((list(body.candidates)[0]?.content as Json | undefined)?.parts, 'text');
  }
}

/** The text of a streamed answer in a client's language, and the data of its last event. */
export function streamText(
  language: LanguageName,
  stream: string,
): { text: string; last: string; events: number } {
  const data = stream
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice(6));
  const text = data
    .filter((line) => line !== '[DONE]')
    .map((line) => {
      const event = JSON.parse(line) as Json;
      if (language === 'openai-chat')
        return (list(event.choices)[0]?.delta as Json | undefined)?.content ?? '';
      if (language === 'anthropic-messages') return (event.delta as Json | undefined)?.text ?? '';
      if (language === 'openai-responses')
        return event.type === 'response.output_text.delta' ? event.delta : '';
      return joined((list(event.candidates)[0]?.content as Json | undefined)?.parts, 'text');
    })
    .join('');
  return { text, last: data.at(-1) ?? '', events: data.length };
}
