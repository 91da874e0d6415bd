import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startContender } from './contenders.ts';
import { percentile } from './statistics.ts';

/** Deltas of one stream, and streams of one measurement. */
const DELTAS = 64;
const STREAMS = 40;
/** A delta that is not there after so many ms was held back. */
const HELD_MS = 2000;

/** A client's language: how a stream is asked for, and what a delta looks like in its bytes. */
interface ClientLanguage {
  id: string;
  path: string;
  body: object;
  headers: Record<string, string>;
}

const user = { role: 'user', content: 'go on' };

const LANGUAGES: ClientLanguage[] = [
  {
    id: 'chat completions (passed through)',
    path: '/v1/chat/completions',
    body: { model: 'mock/m', stream: true, stream_options: { include_usage: true }, messages: [user] },
    headers: {},
  },
  {
    id: 'Anthropic Messages (converted)',
    path: '/v1/messages',
    body: { model: 'mock/m', stream: true, max_tokens: 1000, messages: [user] },
    headers: { 'anthropic-version': '2023-06-01' },
  },
  {
    id: 'OpenAI Responses (converted)',
    path: '/v1/responses',
    body: { model: 'mock/m', stream: true, input: 'go on' },
    headers: {},
  },
  {
    id: 'Gemini (converted)',
    path: '/v1beta/models/mock/m:streamGenerateContent?alt=sse',
    body: { contents: [{ role: 'user', parts: [{ text: 'go on' }] }] },
    headers: {},
  },
];

/** An upstream that sends each delta only when it is told to. */
interface Lockstep {
  port: number;
  /** The stream that is open now. */
  stream(): Promise<ServerResponse>;
  close(): void;
}

async function startLockstep(): Promise<Lockstep> {
  let waiting: ((response: ServerResponse) => void) | null = null;
  const ready: ServerResponse[] = [];
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => {
      if (incoming.method === 'GET') {
        response.setHeader('content-type', 'application/json').end('{"object":"list","data":[]}');
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      response.socket?.setNoDelay(true);
      if (waiting === null) ready.push(response);
      else waiting(response);
      waiting = null;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stream() {
      return (
        ready.shift() ??
        (await new Promise<ServerResponse>((resolve) => {
          waiting = resolve;
        }))
      );
    },
    close: () => server.close().closeAllConnections(),
  };
}

function chunk(rest: object): string {
  return `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', ...rest })}\n\n`;
}

/** Microseconds from each delta's sending until it is with the client; null where one was held back. */
async function oneStream(
  port: number,
  language: ClientLanguage,
  upstream: Lockstep,
): Promise<number[] | null> {
  const outgoing = request({
    port,
    path: language.path,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...language.headers },
  });
  outgoing.setNoDelay(true);
  outgoing.end(JSON.stringify(language.body));
  let seen = '';
  let look: (() => void) | null = null;
  const answered = once(outgoing, 'response').then(([response]) => {
    response.on('data', (piece: Buffer) => {
      seen += piece.toString('latin1');
      look?.();
    });
    return response;
  });
  const stream = await upstream.stream();
  const times: number[] = [];
  for (let n = 0; n < DELTAS; n++) {
    const word = `word${n}.`;
    const sent = performance.now();
    const came = new Promise<boolean>((resolve) => {
      const late = setTimeout(() => resolve(false), HELD_MS);
      look = () => {
        if (!seen.includes(word)) return;
        clearTimeout(late);
        resolve(true);
      };
    });
    stream.write(chunk({ choices: [{ index: 0, delta: { content: word }, finish_reason: null }] }));
    if (!(await came)) {
      outgoing.destroy();
      stream.destroy();
      return null;
    }
    times.push((performance.now() - sent) * 1000);
    seen = '';
  }
  const usage = { prompt_tokens: 1, completion_tokens: DELTAS, total_tokens: DELTAS + 1 };
  stream.end(
    `${chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}${chunk({ choices: [], usage })}data: [DONE]\n\n`,
  );
  await once(await answered, 'end');
  return times;
}

async function measure(port: number, language: ClientLanguage, upstream: Lockstep): Promise<number[] | null> {
  const all: number[] = [];
  for (let n = 0; n < STREAMS; n++) {
    const times = await oneStream(port, language, upstream);
    if (times === null) return null;
    // The first streams warm both sides up.
    if (n >= STREAMS / 4) all.push(...times);
  }
  return all;
}

/**
 * How long a streamed delta takes from the provider to the client, each one sent only after the one before has arrived: a
 * proxy that held a delta back until the next would stand still here. As a table, with the floor of the same run.
 */
export async function deltaReport(place: { root: string; pinned: boolean }): Promise<string> {
  const upstream = await startLockstep();
  const rows: string[] = [];
  try {
    const floor = await startContender('floor', { ...place, upstreamPort: upstream.port });
    const base = await measure(floor.port, LANGUAGES[0] as ClientLanguage, upstream);
    await floor.stop();
    const proxy = await startContender('proxy', { ...place, upstreamPort: upstream.port });
    const middle = (times: number[] | null, share = 0.5): number => percentile(times ?? [], share);
    rows.push(`| floor | ${middle(base).toFixed(0)} | ${middle(base, 0.99).toFixed(0)} | 1 |`);
    for (const language of LANGUAGES) {
      const times = await measure(proxy.port, language, upstream);
      rows.push(
        times === null
          ? `| ${language.id} | held back | | |`
          : `| ${language.id} | ${middle(times).toFixed(0)} | ${middle(times, 0.99).toFixed(0)} | ${(middle(times) / middle(base)).toFixed(2)} |`,
      );
    }
    await proxy.stop();
  } finally {
    upstream.close();
  }
  return [
    '## A delta’s way, provider of chat completions',
    '',
    `${DELTAS} deltas a stream in lockstep: each is sent only when the one before has arrived.`,
    '',
    '| client | p50 µs | p99 µs | × floor |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}
