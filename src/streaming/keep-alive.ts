/** A stream that is looked after: silent for too long, it is told so. */
export interface KeptAlive {
  /** Monotonic ms of the last byte given to the client. */
  lastActivity: number;
  /** Called when the stream was silent for the limit; called again after as long. */
  onSilence(now: number): void;
}

/**
 * One timer for all open streams: a timer each costs more than the streams themselves. Coding agents warn at 20 s
 * of silence, so 15 s is the limit, looked at each second at most.
 */
export class KeepAlive {
  private readonly streams = new Set<KeptAlive>();
  private timer: NodeJS.Timeout | null = null;
  readonly silenceMs: number;

  constructor(silenceMs = 15_000) {
    this.silenceMs = silenceMs;
  }

  add(stream: KeptAlive): void {
    this.streams.add(stream);
    if (this.timer === null) {
      this.timer = setInterval(
        () => this.look(performance.now()),
        Math.max(5, Math.min(1000, this.silenceMs / 5)),
      );
      this.timer.unref();
    }
  }

  delete(stream: KeptAlive): void {
    this.streams.delete(stream);
  }

  private look(now: number): void {
    if (this.streams.size === 0 && this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
      return;
    }
    for (const stream of this.streams) {
      if (now - stream.lastActivity < this.silenceMs) continue;
      stream.lastActivity = now;
      stream.onSilence(now);
    }
  }
}
