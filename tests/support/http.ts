import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** An answer as it came over the wire: nothing is decoded. */
export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
  /** The connection ended before the body did. */
  broken: boolean;
  json(): Record<string, unknown>;
}

export interface Sending {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer | object | null;
}

function open(url: string, sending: Sending): { response: Promise<IncomingMessage>; destroy(): void } {
  const { method = 'POST', headers = {}, body = null } = sending;
  const bytes =
    body === null || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const outgoing = request(url, {
    method,
    headers: { ...(bytes === null ? {} : { 'content-type': 'application/json' }), ...headers },
    agent: false,
  });
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  response.catch(() => undefined);
  outgoing.end(bytes ?? undefined);
  return { response, destroy: () => outgoing.destroy() };
}

/** Sends one request on a connection of its own and reads the answer whole. */
export async function send(url: string, sending: Sending = {}): Promise<RawAnswer> {
  const response = await open(url, sending).response;
  const chunks: Buffer[] = [];
  let broken = false;
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
  } catch {
    broken = true;
  }
  const body = Buffer.concat(chunks);
  const text = body.toString('utf8');
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body,
    text,
    broken,
    json: () => JSON.parse(text) as Record<string, unknown>,
  };
}

/** An answer that is read as it comes. */
export interface LiveAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Everything so far. */
  text(): string;
  /** Settles once the text so far matches; rejects where the answer ends first. */
  sees(pattern: RegExp): Promise<void>;
  ended: Promise<{ broken: boolean }>;
  pause(): void;
  resume(): void;
  destroy(): void;
}

/** Sends one request and gives the answer back when its headers are there. */
export async function stream(url: string, sending: Sending = {}): Promise<LiveAnswer> {
  const { response, destroy } = open(url, sending);
  const message = await response;
  let text = '';
  let over = false;
  const watchers = new Set<() => void>();
  const look = (): void => {
    for (const watcher of [...watchers]) watcher();
  };
  message.setEncoding('utf8');
  message.on('data', (chunk: string) => {
    text += chunk;
    look();
  });
  const ended = new Promise<{ broken: boolean }>((resolve) => {
    message.on('close', () => {
      over = true;
      look();
      resolve({ broken: !message.complete });
    });
    message.on('error', () => undefined);
  });
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    text: () => text,
    sees: (pattern) =>
      new Promise((resolve, reject) => {
        const watcher = (): void => {
          if (pattern.test(text)) resolve();
          else if (over) reject(new Error(`the answer ended without ${pattern}: ${text}`));
          else return;
          watchers.delete(watcher);
        };
        watchers.add(watcher);
        watcher();
      }),
    ended,
    pause: () => message.pause(),
    resume: () => message.resume(),
    destroy,
  };
}
