import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Chunks of a stream that carry text, the first one with the role included. */
export const STREAM_CHUNKS = 64;

const USAGE = { prompt_tokens: 321, completion_tokens: 128, total_tokens: 449 };
const base = { id: 'chatcmpl-bench', created: 1_700_000_000, model: 'm' };

const completion = JSON.stringify({
  ...base,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'word '.repeat(60) }, finish_reason: 'stop' }],
  usage: USAGE,
});

function event(rest: Record<string, unknown>): string {
  return `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', ...rest })}\n\n`;
}

function streamEvents(): string[] {
  return Array.from({ length: STREAM_CHUNKS }, (_, at) => {
    const delta =
      at === 0
        ? { role: 'assistant', content: '' }
        : at === STREAM_CHUNKS - 1
          ? {}
          : { content: ` word${at}` };
    const finish_reason = at === STREAM_CHUNKS - 1 ? 'stop' : null;
    return event({ choices: [{ index: 0, delta, finish_reason }] });
  });
}

const usageEvent = event({ choices: [], usage: USAGE });
const doneEvent = 'data: [DONE]\n\n';
const plainEvents = [...streamEvents(), doneEvent];
const usageEvents = [...streamEvents(), usageEvent, doneEvent];

/** Bytes of an answer's body, for checking that all of it arrived. */
export const ANSWER_BYTES = {
  json: Buffer.byteLength(completion),
  stream: Buffer.byteLength(plainEvents.join('')),
  streamWithUsage: Buffer.byteLength(usageEvents.join('')),
};

const HEAD_END = Buffer.from('\r\n\r\n');
const jsonAnswer = answer('application/json', completion);
const modelsAnswer = answer('application/json', '{"object":"list","data":[{"id":"m","object":"model"}]}');
const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n';
/** Events to one write: what a busy provider's network gives a reader at once. */
const BURST = 8;

function answer(type: string, body: string): Buffer {
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function bursts(events: readonly string[]): Buffer[] {
  const frames = events.map((text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
  const all: Buffer[] = [];
  for (let at = 0; at < frames.length; at += BURST) {
    const head = at === 0 ? STREAM_HEAD : '';
    const end = at + BURST >= frames.length ? '0\r\n\r\n' : '';
    all.push(Buffer.from(head + frames.slice(at, at + BURST).join('') + end));
  }
  return all;
}

const plainBursts = bursts(plainEvents);
const usageBursts = bursts(usageEvents);

function sendBursts(socket: Socket, all: readonly Buffer[], at = 0): void {
  const burst = all[at];
  if (!burst || socket.destroyed) return;
  socket.write(burst);
  if (at + 1 < all.length) setImmediate(sendBursts, socket, all, at + 1);
}

/** Reads requests off one connection and answers each once its body is whole. */
function serve(socket: Socket): void {
  let pending: Buffer | null = null;
  let left = 0;
  let streams = false;
  let path = '';
  let body: Buffer[] = [];

  const respond = () => {
    if (path.startsWith('/v1/models')) socket.write(modelsAnswer);
    else if (!streams) socket.write(jsonAnswer);
    else sendBursts(socket, Buffer.concat(body).includes('"include_usage":true') ? usageBursts : plainBursts);
    body = [];
  };

  socket.on('data', (piece: Buffer) => {
    const bytes = pending ? Buffer.concat([pending, piece]) : piece;
    pending = null;
    let at = 0;
    while (at < bytes.length) {
      if (left === 0) {
        const end = bytes.indexOf(HEAD_END, at);
        if (end < 0) {
          pending = bytes.subarray(at);
          return;
        }
        const head = bytes.toString('latin1', at, end).toLowerCase();
        path = head.slice(head.indexOf(' ') + 1, head.indexOf(' ', head.indexOf(' ') + 1));
        if (head.includes('\r\ntransfer-encoding:'))
          throw new Error('The mock upstream reads no chunked bodies');
        left = Number(/\r\ncontent-length: *(\d+)/.exec(head)?.[1] ?? 0);
        streams = head.includes('\r\nx-bench: stream');
        at = end + 4;
        if (left === 0) respond();
        continue;
      }
      const end = Math.min(bytes.length, at + left);
      if (streams) body.push(bytes.subarray(at, end));
      left -= end - at;
      at = end;
      if (left === 0) respond();
    }
  });
  socket.on('error', () => socket.destroy());
}

/** Starts a raw OpenAI-compatible upstream in this process; a request with `x-bench: stream` gets a stream. */
export async function startMock(): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
