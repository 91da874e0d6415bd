import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/http.ts';
import { type RunningProgram, startProgram } from '../support/program.ts';
import { readChatStream } from '../support/sse.ts';
import { chat, json, startUpstream, status, type Upstream } from '../support/upstream/index.ts';

const PROVIDERS = ['kimi', 'nvidia', 'mistral'] as const;
type Name = (typeof PROVIDERS)[number];

const upstreams = new Map<Name, Upstream>();
let program: RunningProgram;

beforeAll(async () => {
  for (const name of PROVIDERS) {
    const upstream = await startUpstream();
    upstream.models([`${name}-only`, 'test-model']);
    upstream.always(
      chat({
        text: `This is ${name}`,
        usage: { prompt_tokens: 7, completion_tokens: 3 },
        usagePlace: name === 'mistral' ? 'with-finish' : 'asked',
      }),
    );
    upstreams.set(name, upstream);
  }
  const providers = PROVIDERS.map(
    (name) =>
      `[providers.${name}]\nbase_url = "${up(name).url}"\napi_key = "\${${name.toUpperCase()}_KEY}"\n`,
  );
  program = await startProgram({
    env: Object.fromEntries(PROVIDERS.map((name) => [`${name.toUpperCase()}_KEY`, keyOf(name)])),
    config: `${providers.join('')}
[models.smart]
provider = "nvidia"
model = "vendor/large"
fallbacks = ["mistral/small"]
`,
  });
  // Lists are asked for in the background, which nothing waits for.
  const listed = PROVIDERS.map((name) => `${name}/${name}-only`);
  for (let reads = 0; reads < 500; reads++) {
    const ids = await modelIds();
    if (listed.every((id) => ids.includes(id))) break;
  }
});
afterAll(async () => {
  await program.stop();
  for (const upstream of upstreams.values()) await upstream.close();
});

function up(name: Name): Upstream {
  const upstream = upstreams.get(name);
  if (upstream === undefined) throw new Error(`${name} has no upstream`);
  return upstream;
}

const keyOf = (name: Name): string => `key-of-${name}-0123456789`;
const ask = (model: string, more: object = {}) =>
  send(`${program.url}/chat/completions`, {
    body: { model, messages: [{ role: 'user', content: `Test ${model}` }], stream: false, ...more },
    headers: { authorization: 'Bearer the-clients-own-key' },
  });
const modelIds = async (): Promise<string[]> => {
  const answer = await send(`${program.url}/models`, { method: 'GET' });
  return (answer.json().data as { id: string }[]).map(({ id }) => id);
};
const exchange = async (id: unknown) =>
  (await send(`${program.url}/api/exchanges/${String(id)}`, { method: 'GET' })).json();

describe.each(PROVIDERS)('%s/test-model', (name) => {
  it('goes to that provider alone, under its own name for the model and with its own key', async () => {
    const before = new Map(PROVIDERS.map((other) => [other, up(other).requests.length]));
    const answer = await ask(`${name}/test-model`);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`This is ${name}`);
    for (const other of PROVIDERS) {
      expect(up(other).requests.length - (before.get(other) ?? 0), other).toBe(other === name ? 1 : 0);
    }
    const request = up(name).requests.at(-1);
    expect(request?.path).toBe('/v1/chat/completions');
    expect(request?.json()).toMatchObject({ model: 'test-model', stream: false });
    expect(request?.headers.authorization).toBe(`Bearer ${keyOf(name)}`);
    expect(await exchange(answer.headers['x-kimi-proxy-exchange'])).toMatchObject({
      status: 'ok',
      model: `${name}/test-model`,
      provider: name,
      provider_model: 'test-model',
      route: { rule: 'provider/model' },
      tokens: { context: 7, output: 3, source: 'provider' },
    });
  });

  it('streams, too, and has its usage read where it puts it', async () => {
    const answer = await ask(`${name}/test-model`, { stream: true });
    expect(readChatStream(answer.body)).toMatchObject({ text: `This is ${name}`, done: true });
    // Mistral sends it beside the last choice, unasked; the others in a chunk that the client did not ask for.
    expect(answer.text.includes('"usage"')).toBe(name === 'mistral');
    expect(await exchange(answer.headers['x-kimi-proxy-exchange'])).toMatchObject({
      tokens: { context: 7, output: 3, source: 'provider' },
    });
  });

  it('has its list of models asked for with its key, and offered', async () => {
    expect(await modelIds()).toContain(`${name}/${name}-only`);
    expect(up(name).modelLists[0]?.headers.authorization).toBe(`Bearer ${keyOf(name)}`);
  });

  it('alone is asked for a model that it alone lists', async () => {
    const answer = await ask(`${name}-only`);
    expect(answer.text).toContain(`This is ${name}`);
    expect(await exchange(answer.headers['x-kimi-proxy-exchange'])).toMatchObject({
      route: { rule: 'listed' },
    });
  });
});

describe('a model of the configuration', () => {
  it('is sent under the name that its provider gives it, slashes and all', async () => {
    const answer = await ask('smart');
    expect(answer.text).toContain('This is nvidia');
    expect(up('nvidia').requests.at(-1)?.json().model).toBe('vendor/large');
  });

  it('falls back to the next provider, with that one’s key and name for the model', async () => {
    up('nvidia').next(json(403, { error: { message: 'no' } }));
    const refused = await ask('smart');
    expect(refused.status).toBe(403);
    up('nvidia').script([status(429, { retryAfter: 60 })]);
    const answer = await ask('smart');
    expect(answer.text).toContain('This is mistral');
    expect(up('mistral').requests.at(-1)?.json().model).toBe('small');
    expect(up('mistral').requests.at(-1)?.headers.authorization).toBe(`Bearer ${keyOf('mistral')}`);
    expect(await exchange(answer.headers['x-kimi-proxy-exchange'])).toMatchObject({
      provider: 'mistral',
      attempts: [
        { provider: 'nvidia', http_status: 429 },
        { provider: 'mistral', http_status: 200 },
      ],
    });
  });
});

describe('keys', () => {
  it('never reach another provider, and the client’s own reaches none of them', () => {
    for (const name of PROVIDERS) {
      const received = JSON.stringify(
        [...up(name).requests, ...up(name).modelLists].map(({ rawHeaders, body }) => [
          rawHeaders,
          String(body),
        ]),
      );
      expect(received).toContain(keyOf(name));
      expect(received).not.toContain('the-clients-own-key');
      for (const other of PROVIDERS) if (other !== name) expect(received).not.toContain(keyOf(other));
    }
  });

  it('are in nothing that the program says', async () => {
    for (const path of ['/api/providers', '/api/models', '/api/exchanges', '/health', '/metrics']) {
      const { text } = await send(`${program.url}${path}`, { method: 'GET' });
      for (const name of PROVIDERS) expect(text, path).not.toContain(keyOf(name));
    }
    for (const name of PROVIDERS) expect(program.stdout() + program.stderr()).not.toContain(keyOf(name));
  });
});
