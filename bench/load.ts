import { connect, type Socket } from 'node:net';
import type { Conversation, Parts } from './bodies.ts';
import { type Answer, AnswerReader } from './wire.ts';

/** Milliseconds from sending to the first byte of the body and to its last. */
export interface Sample {
  firstByte: number;
  total: number;
}

/** What a right answer looks like. */
export interface Expected {
  status: number;
  bytes: number;
  tail: string;
}

/** One keep-alive connection with one request at a time. */
class Connection {
  readonly #socket: Socket;
  readonly #expected: Expected;
  #sentAt = 0;
  #firstByteAt = 0;
  #settle: { resolve(sample: Sample): void; reject(error: Error): void } | null = null;

  constructor(port: number, expected: Expected) {
    this.#expected = expected;
    const reader = new AnswerReader({
      firstByte: () => {
        this.#firstByteAt = performance.now();
      },
      done: (answer) => this.#done(answer),
    });
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (piece: Buffer) => {
      try {
        reader.feed(piece);
      } catch (error) {
        this.#fail(error as Error);
      }
    });
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('The connection was closed before the answer')));
  }

  send(parts: Parts): Promise<Sample> {
    this.#sentAt = performance.now();
    if (parts.length > 1) this.#socket.cork();
    for (const part of parts) this.#socket.write(part);
    if (parts.length > 1) this.#socket.uncork();
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  close(): void {
    this.#settle = null;
    this.#socket.destroy();
  }

  #done(answer: Answer): void {
    const { status, bytes, tail } = this.#expected;
    if (answer.status !== status || answer.bytes !== bytes || !answer.tail.endsWith(tail)) {
      this.#fail(
        new Error(`A wrong answer: ${JSON.stringify(answer)}, expected ${JSON.stringify(this.#expected)}`),
      );
      return;
    }
    const settle = this.#settle;
    this.#settle = null;
    settle?.resolve({ firstByte: this.#firstByteAt - this.#sentAt, total: performance.now() - this.#sentAt });
  }

  #fail(error: Error): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.reject(error);
  }
}

const STALLED_MS = 30_000;

/** Rejects once `answers` has not grown for 30 s, until `stop` is called: a contender that hangs ends the run. */
function watchProgress(answers: () => number): { stalled: Promise<never>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    let before = -1;
    timer = setInterval(() => {
      const now = answers();
      if (now === before) reject(new Error(`No answer for ${STALLED_MS / 1000} s after ${now} answers`));
      before = now;
    }, STALLED_MS);
  });
  return { stalled, stop: () => clearInterval(timer) };
}

export interface Load {
  port: number;
  expected: Expected;
  /** One for each connection. */
  conversations: Conversation[];
}

/** Sends `count` requests, one after another on each connection. Returns the seconds it took. */
export async function closedLoop(load: Load, count: number): Promise<number> {
  const connections = load.conversations.map(() => new Connection(load.port, load.expected));
  let left = count;
  let answers = 0;
  const progress = watchProgress(() => answers);
  const start = performance.now();
  const all = connections.map(async (connection, at) => {
    const conversation = load.conversations[at];
    while (conversation && left > 0) {
      left -= 1;
      await connection.send(conversation.next());
      answers += 1;
    }
  });
  try {
    await Promise.race([Promise.all(all), progress.stalled]);
  } finally {
    progress.stop();
    for (const connection of connections) connection.close();
  }
  return (performance.now() - start) / 1000;
}

/**
 * Sends `count` requests at `rate` a second. Where no connection is free a request waits for one, and its wait counts:
 * a contender that falls behind shows it.
 */
export async function fixedRate(load: Load, count: number, rate: number): Promise<Sample[]> {
  const idle = load.conversations.map((conversation) => ({
    conversation,
    connection: new Connection(load.port, load.expected),
  }));
  const all = [...idle];
  const running: Promise<Sample>[] = [];
  const failures: unknown[] = [];
  let answers = 0;
  let queued = false;
  const progress = watchProgress(() => answers);
  progress.stalled.catch((error: unknown) => failures.push(error));
  const start = performance.now();
  try {
    while (running.length < count && failures.length === 0) {
      const now = performance.now();
      const due = Math.min(count, Math.floor(((now - start) / 1000) * rate) + 1);
      while (running.length < due) {
        const free = idle.shift();
        if (!free) {
          queued = true;
          break;
        }
        const late = queued ? now - start - (running.length / rate) * 1000 : 0;
        const sample = free.connection.send(free.conversation.next());
        const measured = sample.then((it) => ({ firstByte: it.firstByte + late, total: it.total + late }));
        running.push(measured);
        measured.then(
          () => {
            answers += 1;
            idle.push(free);
          },
          (error: unknown) => failures.push(error),
        );
      }
      if (running.length === due) queued = false;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    if (failures.length > 0) throw failures[0];
    return await Promise.race([Promise.all(running), progress.stalled]);
  } finally {
    progress.stop();
    for (const { connection } of all) connection.close();
  }
}
