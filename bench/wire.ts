/** What came back for one request. */
export interface Answer {
  status: number;
  /** Bytes of the body, chunk framing taken off. */
  bytes: number;
  /** The last bytes of the body, at most 16. */
  tail: string;
}

interface Listener {
  firstByte(): void;
  done(answer: Answer): void;
}

type State = 'head' | 'fixed' | 'size' | 'chunk' | 'chunk-end' | 'last';

const CRLF = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Reads HTTP/1.1 answers of one keep-alive connection: fixed length or chunked, which is all that a benchmark meets.
 * Costs as little as it can, for it shares its core with the upstream. Throws on anything else.
 */
export class AnswerReader {
  #state: State = 'head';
  #pending: Buffer | null = null;
  #left = 0;
  #status = 0;
  #bytes = 0;
  #last: Buffer = Buffer.alloc(0);
  readonly #listener: Listener;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  feed(piece: Buffer): void {
    const bytes = this.#pending ? Buffer.concat([this.#pending, piece]) : piece;
    this.#pending = null;
    let at = 0;
    while (at < bytes.length) {
      const next = this.#step(bytes, at);
      if (next < 0) {
        this.#pending = bytes.subarray(at);
        return;
      }
      at = next;
    }
  }

  /** Where to go on, or -1 where more bytes are needed. */
  #step(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case 'head':
        return this.#head(bytes, at);
      case 'fixed':
      case 'chunk':
        return this.#body(bytes, at);
      case 'chunk-end':
        if (bytes.length - at < 2) return -1;
        this.#state = 'size';
        return at + 2;
      case 'size':
        return this.#size(bytes, at);
      case 'last':
        if (bytes.length - at < 2) return -1;
        this.#finish();
        return at + 2;
    }
  }

  #head(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(HEAD_END, at);
    if (end < 0) return -1;
    const head = bytes.toString('latin1', at, end).toLowerCase();
    this.#status = Number(head.slice(9, 12));
    this.#bytes = 0;
    const length = /\r\ncontent-length: *(\d+)/.exec(head);
    if (length) {
      this.#left = Number(length[1]);
      this.#state = 'fixed';
      if (this.#left === 0) this.#finish();
    } else if (head.includes('\r\ntransfer-encoding: chunked')) {
      this.#state = 'size';
    } else {
      throw new Error(`An answer without length: ${head.slice(0, 200)}`);
    }
    return end + 4;
  }

  #size(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(CRLF, at);
    if (end < 0) return -1;
    this.#left = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (Number.isNaN(this.#left)) throw new Error('A chunk without a size');
    this.#state = this.#left === 0 ? 'last' : 'chunk';
    return end + 2;
  }

  #body(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    if (this.#bytes === 0 && end > at) this.#listener.firstByte();
    this.#bytes += end - at;
    this.#left -= end - at;
    this.#last = bytes.subarray(at, end);
    if (this.#left === 0) {
      if (this.#state === 'fixed') this.#finish();
      else this.#state = 'chunk-end';
    }
    return end;
  }

  #finish(): void {
    this.#state = 'head';
    const tail = this.#last.toString('latin1', Math.max(0, this.#last.length - 16));
    this.#listener.done({ status: this.#status, bytes: this.#bytes, tail });
  }
}
