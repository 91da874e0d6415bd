import type { InitMessage, SequencedEvent } from '../../../../src/contract/events.ts';

export type ConnectionState = 'connecting' | 'live' | 'offline';

export interface Connection {
  state: ConnectionState;
  /** Ms since 1970 at which anything was heard last; null: never. */
  heardAt: number | null;
}

export interface SocketOptions {
  url: string;
  /** The last event that the page has; null asks for a fresh start. */
  since(): number | null;
  onMessage(message: InitMessage | SequencedEvent): void;
  onConnection(connection: Connection): void;
}

/** Ms between two signs of life that we ask for, and how long the answer may take. */
const PING_MS = 15_000;
const ANSWER_MS = 5_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** A computer that slept shows it by a timer that comes this much too late. */
const SLEPT_MS = 5_000;

function isMessage(value: unknown): value is InitMessage | SequencedEvent {
  return typeof value === 'object' && value !== null && 'type' in value && 'seq' in value;
}

/**
 * Keeps a connection to `/ws`: asks for signs of life, connects again after it was lost (waiting longer each time, at
 * once when the network or the page comes back), and asks for what was missed.
 */
export class LiveSocket {
  readonly #options: SocketOptions;
  #socket: WebSocket | null = null;
  #connection: Connection = { state: 'connecting', heardAt: null };
  #timer: ReturnType<typeof setTimeout> | null = null;
  #tried = 0;
  #stopped = false;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  start(): void {
    window.addEventListener('online', this.#wake);
    document.addEventListener('visibilitychange', this.#wake);
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    window.removeEventListener('online', this.#wake);
    document.removeEventListener('visibilitychange', this.#wake);
    this.#clear();
    this.#drop();
  }

  /** Connects anew, at once. */
  reconnect = (): void => {
    this.#drop();
    this.#tried = 0;
    this.#connect();
  };

  #wake = (): void => {
    if (document.visibilityState === 'hidden' || this.#stopped) return;
    if (this.#connection.state !== 'live') this.reconnect();
    else this.#ping();
  };

  #connect(): void {
    this.#clear();
    const since = this.#options.since();
    const socket = new WebSocket(since === null ? this.#options.url : `${this.#options.url}?since=${since}`);
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      this.#heard(typeof data === 'string' ? data : '');
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#lost();
    };
    this.#after(ANSWER_MS, () => this.#lost());
  }

  #heard(text: string): void {
    this.#tried = 0;
    this.#tell({ state: 'live', heardAt: Date.now() });
    this.#after(PING_MS, this.#ping);
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    if (isMessage(message)) this.#options.onMessage(message);
  }

  #ping = (): void => {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send('{"type":"ping"}');
    const asked = Date.now();
    this.#after(ANSWER_MS, () => {
      // After a sleep the answer may be on its way still: it is asked once more.
      if (Date.now() - asked > ANSWER_MS + SLEPT_MS) this.#ping();
      else this.#lost();
    });
  };

  #lost(): void {
    this.#drop();
    if (this.#stopped) return;
    this.#tell({ state: 'offline', heardAt: this.#connection.heardAt });
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#tried++);
    this.#after(wait, () => this.#connect());
  }

  #tell(connection: Connection): void {
    this.#connection = connection;
    this.#options.onConnection(connection);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #after(ms: number, run: () => void): void {
    this.#clear();
    this.#timer = setTimeout(run, ms);
  }

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
