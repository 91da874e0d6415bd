import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { ProviderConfig, Timeouts } from '../../../src/config/index.ts';
import { Canceller, ProxyError } from '../../../src/exchange/index.ts';
import type { SendUpstream, UpstreamAnswer, UpstreamRequest } from '../../../src/upstream/index.ts';

export const LIMITS: Timeouts = { connectMs: 10_000, firstByteMs: 20_000, idleMs: 20_000, totalMs: 60_000 };

/** A provider at `baseUrl` whose time-outs are long, but for those named. */
export function providerAt(baseUrl: string, timeouts: Partial<Timeouts> = {}): ProviderConfig {
  return {
    name: 'up',
    type: 'openai-compatible',
    preset: null,
    baseUrl,
    endpoints: {},
    auth: 'none',
    apiKey: null,
    keyVariable: null,
    credentialShape: null,
    on: true,
    why: 'the configuration says so',
    timeouts: { ...LIMITS, ...timeouts },
    headers: {},
    retries: 2,
    includeUsage: true,
    listsModels: false,
    models: [],
  };
}

/** A chat request to a provider. */
export function requestTo(provider: ProviderConfig, over: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    provider,
    method: 'POST',
    path: '/chat/completions',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{"model":"m"}'),
    ...over,
  };
}

/** The error that a sending is refused with; fails where it is not. */
export async function refusal(sending: Promise<UpstreamAnswer>): Promise<ProxyError> {
  const outcome = await sending.then(
    (answer) => `answered ${answer.status}`,
    (error: unknown) => error,
  );
  if (outcome instanceof ProxyError) return outcome;
  throw new Error(`not refused with an error of the catalogue: ${String(outcome)}`);
}

/** What became of a body. */
export interface Taken {
  body: Buffer;
  chunks: number;
  /** How it ended; null while it has not. */
  end: 'end' | ProxyError | null;
}

/** Takes a body; `go` says after each chunk whether more may come. */
export function take(
  answer: UpstreamAnswer,
  go: (taken: Taken) => boolean = () => true,
): { taken: Taken; over: Promise<Taken> } {
  const taken: Taken = { body: Buffer.alloc(0), chunks: 0, end: null };
  const over = new Promise<Taken>((resolve) => {
    const end = (how: 'end' | ProxyError): void => {
      if (taken.end !== null) throw new Error('a body ended twice');
      taken.end = how;
      resolve(taken);
    };
    answer.consume({
      data(chunk) {
        if (taken.end !== null) throw new Error('a body went on after its end');
        taken.chunks += 1;
        taken.body = Buffer.concat([taken.body, chunk]);
        return go(taken);
      },
      end: () => end('end'),
      error: (error) => {
        if (!(error instanceof ProxyError)) throw error;
        end(error);
      },
    });
  });
  return { taken, over };
}

/**
 * Asks the same upstream something else: once that is answered, this process has read what the upstream's
 * kernel had sent before.
 */
export async function roundTrip(send: SendUpstream, provider: ProviderConfig): Promise<void> {
  const answer = await send(
    requestTo(provider, { method: 'GET', path: '/models', body: null }),
    new Canceller(),
  );
  await take(answer).over;
}

/** An address that takes no connection and refuses none: a server that has stopped, its queue full. */
export async function blackhole(): Promise<{ url: string; close(): Promise<void> }> {
  const script = `const s = require('node:net').createServer();
s.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port));`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(String(line));
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  const [first] = fillers;
  if (first !== undefined) await once(first, 'connect');
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async close() {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}
