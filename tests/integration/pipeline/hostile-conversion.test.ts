import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { testBed } from '../../support/bed.ts';
import { send } from '../../support/http.ts';
import { answer, type LanguageName, refuse, status, toolCall } from '../../support/upstream/index.ts';
import { ask, LANGUAGES, oneOfEach } from './conversion-support.ts';

const bed = testBed();
const PAIRS = LANGUAGES.flatMap((client) =>
  LANGUAGES.filter((provider) => provider !== client).map((provider) => [client, provider] as const),
);

describe('a fallback in another protocol', () => {
  it('says what was left out for the provider that answered, not for the one before', async () => {
    const upstream = await bed.upstreamOf();
    const config = `${oneOfEach(upstream.url)}
[models.both]
provider = "anthropic-messages"
model = "one"
fallbacks = ["gemini/two"]`;
    const proxy = await bed.proxyOf(config);
    upstream.script([status(500), answer()]);
    const { path: at, body } = ask('openai-chat', 'both');
    const answered = await send(`${proxy.url}${at}`, { body: { ...body, seed: 7, logit_bias: { 5: 1 } } });
    expect(answered.status).toBe(200);
    expect(upstream.requests[0]?.json().model).toBe('one');
    expect(upstream.requests[1]?.path).toContain('/models/two:generateContent');
    expect(upstream.requests[1]?.headers['x-api-key']).toBeUndefined();
    expect(upstream.requests[1]?.headers['anthropic-version']).toBeUndefined();
    const { warnings } = await proxy.exchange(answered.headers['x-kimi-proxy-exchange']);
    const said = warnings.map(({ message }) => message).join('\n');
    // Gemini has a seed, Anthropic has none; neither has a bias.
    expect(said).toContain('logit_bias');
    expect(said).not.toContain('seed');
  });
});

/** Everything that the program has written to its folder. */
function written(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

describe('a provider that repeats keys', () => {
  const CLIENT_KEY = 'client-secret-0123456789';

  it('gets none of them into what is kept or told, whatever the client and the provider speak', async () => {
    const upstream = await bed.upstreamOf();
    const proxy = await bed.proxyOf(oneOfEach(upstream.url));
    const ids: unknown[] = [];
    const tell = async (client: LanguageName, provider: LanguageName, stream: boolean): Promise<void> => {
      const KEY = `key-of-${provider}`;
      const message = `Incorrect API key: ${KEY} or ${CLIENT_KEY}`;
      const echo = { type: 'text' as const, pieces: [KEY, ` and ${CLIENT_KEY}`] };
      const headers = { 'x-echo': KEY, 'x-echo-two': CLIENT_KEY };
      for (const handler of [
        refuse({ status: 401, message, code: KEY, headers }),
        answer({ parts: [echo, toolCall('call_1', 'f', { a: KEY })] }, { headers }),
        answer({ parts: [echo] }, { failAt: { event: 2, refusal: { status: 500, message, code: KEY } } }),
      ]) {
        upstream.next(handler);
        const { path: at, body, headers: own } = ask(client, `${provider}/m`, { stream });
        const key = { authorization: `Bearer ${CLIENT_KEY}`, 'x-goog-api-key': CLIENT_KEY };
        const url = `${proxy.url}${at}${at.includes('?') ? '&' : '?'}key=${CLIENT_KEY}`;
        const answered = await send(url, { body, headers: { ...own, ...key } });
        ids.push(answered.headers['x-kimi-proxy-exchange']);
        if (answered.status === 401) expect(answered.text).not.toMatch(/key-of-/);
      }
    };
    for (const [client, provider] of PAIRS)
      for (const stream of [false, true]) await tell(client, provider, stream);
    for (const id of ids) {
      const exchange = JSON.stringify(await proxy.exchange(String(id)));
      expect(exchange).not.toMatch(/key-of-/);
      expect(exchange).not.toContain(CLIENT_KEY);
    }
    const kept = written(proxy.dataDir);
    expect(/key-of-[a-z]/.exec(kept)).toBeNull();
    expect(kept.includes(CLIENT_KEY)).toBe(false);
  }, 60_000);
});
