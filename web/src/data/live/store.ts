import type { InitMessage, SequencedEvent } from '../../../../src/contract/events.ts';
import { applyEvent, applyInit, emptyWorld, type World } from './apply.ts';
import { type Connection, LiveSocket } from './socket.ts';
import { OutputSpeed } from './speed.ts';

/** A hidden page draws no frames: what came is taken in this often (ms). */
const HIDDEN_MS = 1000;
/** Numbers that merely grow move four times a second at most: more cannot be read. */
const REST_MS = 250;

type Message = InitMessage | SequencedEvent;

/** Whether it tells no more than that something goes on. */
function isProgress(message: Message): boolean {
  return message.type === 'exchange' && message.phase === 'progress';
}

/** What a batch of messages brought, for parts of the page that read from the API what changed. */
export interface Batch {
  /** A snapshot that does not go on from what the page had: everything that was read may be old. */
  restarted: boolean;
  events: SequencedEvent[];
}

/**
 * The live side of the page. Messages are gathered and taken in with a frame, so that fifty events a second cost a few
 * drawings.
 */
export class LiveStore {
  readonly speed = new OutputSpeed();
  #world = emptyWorld();
  #connection: Connection = { state: 'connecting', heardAt: null };
  #queue: Message[] = [];
  #framed = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** When the queue was taken in last, in ms of `performance.now()`. */
  #tookAt = Number.NEGATIVE_INFINITY;
  #told: Connection['state'] = 'connecting';
  readonly #listeners = new Set<() => void>();
  readonly #batchListeners = new Set<(batch: Batch) => void>();
  readonly #socket: LiveSocket;

  constructor(url: string) {
    this.#socket = new LiveSocket({
      url,
      since: () => (this.#world.version === null ? null : this.#lastSeq()),
      onMessage: (message) => {
        this.#queue.push(message);
        this.#schedule(message);
      },
      onConnection: (connection) => {
        this.#connection = connection;
        if (connection.state !== this.#told) {
          this.#told = connection.state;
          this.#notify();
        }
      },
    });
  }

  start(): void {
    this.#socket.start();
  }

  stop(): void {
    this.#socket.stop();
  }

  /** Asks for where things stand, anew. */
  reconnect(): void {
    this.#socket.reconnect();
  }

  get world(): World {
    return this.#world;
  }

  get connection(): Connection {
    return this.#connection;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** `listener` gets what each frame brought, after the world has it. */
  onBatch = (listener: (batch: Batch) => void): (() => void) => {
    this.#batchListeners.add(listener);
    return () => this.#batchListeners.delete(listener);
  };

  #lastSeq(): number {
    return this.#queue.reduce((seq, message) => Math.max(seq, message.seq), this.#world.seq);
  }

  /** What happened is shown with the next frame; what only goes on may wait for the rest of its time. */
  #schedule(message: Message): void {
    // A frame that was asked for before the page was hidden comes when it is seen again: hours later, perhaps.
    if (document.visibilityState === 'hidden') this.#after(HIDDEN_MS);
    else if (this.#framed) return;
    else if (isProgress(message)) this.#after(Math.max(0, this.#tookAt + REST_MS - performance.now()));
    else {
      this.#framed = true;
      requestAnimationFrame(this.#take);
    }
  }

  #after(ms: number): void {
    this.#timer ??= setTimeout(this.#take, ms);
  }

  #take = (): void => {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#framed = false;
    this.#tookAt = performance.now();
    const queue = this.#queue;
    this.#queue = [];
    const batch: Batch = { restarted: false, events: [] };
    for (const message of queue) {
      if (message.type === 'init') {
        const known = this.#world.version !== null;
        // Of this run's past, nothing new: what was missed follows, numbered.
        const seq = message.resumed && known ? this.#world.seq : message.seq;
        this.#world = { ...applyInit(this.#world, message), seq };
        batch.restarted ||= known && !message.resumed;
        if (!message.resumed) this.speed.keepOnly(new Set(message.running.map(({ id }) => id)));
      } else if (message.seq > this.#world.seq) {
        this.#world = applyEvent(this.#world, message);
        this.speed.see(message, performance.now());
        batch.events.push(message);
      }
    }
    this.#notify();
    for (const listener of this.#batchListeners) listener(batch);
  };

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
