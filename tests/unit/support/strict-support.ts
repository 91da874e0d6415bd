import { answer, startUpstream, type Upstream } from '../../support/upstream/index.ts';

export type Fields = Record<string, unknown>;

/** What is wrong, in which fields of a good request, and what the provider says to it. */
export type Case = [what: string, change: Fields, refusal: RegExp];

export const HEADERS: Record<string, Record<string, string>> = {
  '/v1/chat/completions': { authorization: 'Bearer k' },
  '/v1/messages': { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' },
  '/v1/messages/count_tokens': { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' },
  '/v1/responses': { authorization: 'Bearer k' },
};

/** JSON Schema of a tool that every provider takes. */
export const SCHEMA = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };

export const user = (content: unknown) => ({ role: 'user', content });

/** An upstream as strict as the true providers. */
export async function startStrict(): Promise<Upstream> {
  const upstream = await startUpstream();
  upstream.always(answer({}, { strict: true }));
  return upstream;
}

/** What an upstream has against a body: status and message; null where it answers. */
export async function complaintOf(
  upstream: Upstream,
  path: string,
  body: unknown,
  headers = HEADERS[path] ?? { 'x-goog-api-key': 'k' },
): Promise<string | null> {
  const got = await fetch(new URL(path, upstream.url), {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const said = (await got.json()) as { error?: { message: string } };
  return got.status === 200 ? null : `${got.status} ${said.error?.message}`;
}
