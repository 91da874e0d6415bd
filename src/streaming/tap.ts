/** Chunks shorter than this (bytes) are copied together: each by itself would cost more than it holds. */
const SMALL = 1024;
const SLAB = 16 * 1024;

/**
 * Keeps an answer's bytes while they pass, by reference but for small ones, for what is read from it afterwards. Past
 * the limit it keeps the first half of the limit and the newest bytes (usage comes last).
 */
export class Tap {
  private readonly limit: number;
  private head: Buffer[] = [];
  private headBytes = 0;
  private recent: Buffer[] = [];
  private recentBytes = 0;
  private seen = 0;
  /** Where small chunks are put together: from `slabStart`, up to `slabEnd`, is the last chunk of its list. */
  private slab: Buffer | null = null;
  private slabStart = 0;
  private slabEnd = 0;

  /** `limit` in bytes. */
  constructor(limit: number) {
    this.limit = limit;
  }

  push(chunk: Buffer): void {
    this.seen += chunk.length;
    if (this.recent.length === 0 && this.headBytes + chunk.length <= this.limit / 2) {
      this.put(this.head, chunk);
      this.headBytes += chunk.length;
      return;
    }
    if (this.recent.length === 0) this.slab = null;
    this.put(this.recent, chunk);
    this.recentBytes += chunk.length;
    while (this.recent.length > 1 && this.recentBytes > this.limit / 2) {
      this.recentBytes -= this.recent.shift()?.length ?? 0;
    }
  }

  private put(list: Buffer[], chunk: Buffer): void {
    // An answer in one piece has but the first.
    if (chunk.length >= SMALL || chunk.length >= this.limit / 4 || this.seen === chunk.length) {
      this.slab = null;
      list.push(chunk);
      return;
    }
    if (this.slab === null || this.slabEnd + chunk.length > this.slab.length) {
      this.slab = Buffer.allocUnsafeSlow(Math.min(SLAB, this.limit));
      this.slabStart = 0;
      this.slabEnd = 0;
      list.push(this.slab);
    }
    chunk.copy(this.slab, this.slabEnd);
    this.slabEnd += chunk.length;
    list[list.length - 1] = this.slab.subarray(this.slabStart, this.slabEnd);
  }

  /** Bytes that passed. */
  get bytes(): number {
    return this.seen;
  }

  /** Whether everything that passed is still here. */
  get complete(): boolean {
    return this.headBytes + this.recentBytes === this.seen;
  }

  /** Lets go of everything; `bytes` stays. */
  clear(): void {
    this.head = [];
    this.headBytes = 0;
    this.recent = [];
    this.recentBytes = 0;
  }

  /** Everything kept, as one buffer. */
  all(): Buffer {
    const chunks = this.recent.length === 0 ? this.head : [...this.head, ...this.recent];
    return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  }

  /** What passed since the position (a value that `bytes` had), or null where some of it is gone. */
  from(position: number): Buffer | null {
    const wanted = this.seen - position;
    if (wanted > this.recentBytes && !this.complete) return null;
    const tail = this.tail(wanted);
    return tail.length === wanted ? tail : tail.subarray(tail.length - wanted);
  }

  /** The last `count` bytes or a little more (whole chunks), as one buffer. */
  tail(count: number): Buffer {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for (const list of [this.recent, this.head]) {
      for (let i = list.length - 1; i >= 0 && bytes < count; i--) {
        const chunk = list[i];
        if (chunk === undefined) break;
        chunks.push(chunk);
        bytes += chunk.length;
      }
    }
    return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks.reverse());
  }
}
