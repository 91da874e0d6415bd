import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../support/http.ts';
import { type InProcess, serve } from '../../support/in-process.ts';
import {
  type AnswerOptions,
  answer,
  createGate,
  type LanguageName,
  LIES,
  type Script,
  startUpstream,
  toolCall,
  type Upstream,
} from '../../support/upstream/index.ts';
import { ask, LANGUAGES, oneOfEach } from './conversion-support.ts';

/** A stream of a provider that says nothing more is given up after so many ms. */
const IDLE_MS = 60;

let upstream: Upstream;
let proxy: InProcess;

beforeAll(async () => {
  upstream = await startUpstream();
  proxy = await serve({
    config: oneOfEach(upstream.url, `timeouts = { idle_s = ${IDLE_MS / 1000}, first_byte_s = 60 }`),
  });
});
afterAll(async () => {
  await proxy.stop();
  await upstream.close();
});

const SCRIPT: Script = {
  parts: [
    { type: 'reasoning', pieces: ['I ', 'think'], seal: 'sealed' },
    { type: 'text', pieces: ['Some ', 'words'] },
    toolCall('call_one', 'read', { path: 'a' }),
    toolCall('call_two', 'read', { path: 'b' }),
  ],
};

type Json = Record<string, unknown>;

/** Whether a stream of a client's language came to an end that its SDKs know: complete, or told of an error. */
function endOf(language: LanguageName, stream: string): 'complete' | 'error' | string {
  expect(stream, JSON.stringify(stream.slice(-80))).toMatch(/\n\r?\n$/);
  const data = stream
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trim());
  const events = data.filter((line) => line !== '[DONE]').map((line) => JSON.parse(line) as Json);
  const last = events.at(-1) ?? {};
  if (last.error !== undefined && last.error !== null) return 'error';
  switch (language) {
    case 'openai-chat':
      return data.at(-1) === '[DONE]' ? 'complete' : 'no [DONE]';
    case 'anthropic-messages': {
      const open = new Set<unknown>();
      for (const { type, index } of events) {
        if (type === 'content_block_start') open.add(index);
        if (type === 'content_block_delta' && !open.has(index))
          return `a delta of no block: ${String(index)}`;
        if (type === 'content_block_stop' && !open.delete(index)) return `no block ${String(index)} to stop`;
      }
      return last.type === 'message_stop' && open.size === 0 ? 'complete' : `ends with ${String(last.type)}`;
    }
    case 'openai-responses': {
      if (last.type === 'error' || last.type === 'response.failed') return 'error';
      const numbers = events.map((event) => event.sequence_number);
      if (!numbers.every((number, at) => number === at)) return `numbered ${numbers.join()}`;
      return /^response\.(?:completed|incomplete)$/.test(String(last.type))
        ? 'complete'
        : `ends with ${String(last.type)}`;
    }
    default: {
      const finished = events.some(
        (event) => (event.candidates as Json[] | undefined)?.[0]?.finishReason !== undefined,
      );
      return finished ? 'complete' : 'no finishReason';
    }
  }
}

const PAIRS = LANGUAGES.flatMap((client) =>
  LANGUAGES.filter((provider) => provider !== client).map((provider) => [client, provider] as const),
);

describe.each(PAIRS)('a client of %s, a stream of %s', (client, provider) => {
  const told = async (options: AnswerOptions) => {
    upstream.next(answer(SCRIPT, options));
    const { path, body, headers } = ask(client, `${provider}/m`, { stream: true });
    return send(`${proxy.url}${path}`, { body, headers });
  };
  /** How many events the stream has at least: Gemini sends calls whole. */
  const EVENTS = provider === 'gemini' ? 6 : 12;

  it('ends well, whatever is wrong with any of its events', async () => {
    // Each pair tries every second event: between them, every event is tried with each lie, from each side.
    const from = (LANGUAGES.indexOf(client) + LANGUAGES.indexOf(provider)) % 2;
    for (const lie of LIES) {
      for (let at = from; at < EVENTS; at += 2) {
        const answered = await told({ lies: { [at]: lie } });
        expect(answered.broken).toBe(false);
        expect(['complete', 'error'], `${lie} at ${at}: ${answered.text}`).toContain(
          answered.status === 200 ? endOf(client, answered.text) : 'error',
        );
      }
    }
  });

  it('ends in an error of the client’s own where it is cut before any of its events', async () => {
    for (let at = 0; at < EVENTS; at++) {
      const answered = await told({ cutAt: at });
      expect(answered.broken).toBe(false);
      if (answered.status === 200)
        expect(endOf(client, answered.text), `at ${at}: ${answered.text}`).toBe('error');
      else expect(answered.status).toBe(502);
    }
  });

  it('ends in an error of the client’s own where it stands still', async () => {
    // At once: each waits for its time-out.
    const stalled = await Promise.all(
      [1, 3, 5].map(async (at) => {
        const gate = createGate();
        const answered = await told({ gates: { [at]: gate } });
        gate.open();
        return { at, answered };
      }),
    );
    for (const { at, answered } of stalled) {
      expect(answered.broken).toBe(false);
      expect(endOf(client, answered.text), `at ${at}: ${answered.text}`).toBe('error');
      const exchange = await proxy.exchange(answered.headers['x-kimi-proxy-exchange']);
      expect(exchange).toMatchObject({ status: 'cut', error: { code: 'upstream_timeout' } });
    }
  });

  it('ends in the provider’s own error', async () => {
    for (const event of [1, 4]) {
      const answered = await told({ failAt: { event, refusal: { status: 529, message: 'too busy' } } });
      expect(endOf(client, answered.text), answered.text).toBe('error');
      expect(answered.text).toContain('too busy');
      const exchange = await proxy.exchange(answered.headers['x-kimi-proxy-exchange']);
      expect(exchange).toMatchObject({ status: 'error', error: { code: 'upstream_error' } });
    }
  });
});
