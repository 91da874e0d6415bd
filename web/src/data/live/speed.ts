import type { SequencedEvent } from '../../../../src/contract/events.ts';

/** How far back a speed looks, in ms: shorter trembles, longer lags behind. */
const WINDOW_MS = 4000;

interface Sample {
  at: number;
  tokens: number;
}

/** Tokens a second, in and out, over the last seconds. Times are ms of one clock. */
export class OutputSpeed {
  readonly #running = new Map<string, Sample[]>();
  #inputs: Sample[] = [];

  /** Takes in an event at its time of arrival. */
  see(event: SequencedEvent, at: number): void {
    if (event.type === 'metric') {
      if (event.data.context !== null && this.#running.has(event.exchange_id)) {
        this.#inputs = this.#inputs.filter((sample) => sample.at >= at - WINDOW_MS);
        this.#inputs.push({ at, tokens: event.data.context });
      }
      return;
    }
    if (event.type !== 'exchange') return;
    const { id, status, tokens, timings } = event.exchange;
    if (status !== 'running') {
      this.#running.delete(id);
      return;
    }
    const samples = this.#running.get(id) ?? [];
    if (tokens.output !== null) samples.push({ at, tokens: tokens.output });
    else if (timings.first_byte_ms !== null && samples.length === 0) samples.push({ at, tokens: 0 });
    while ((samples[0]?.at ?? at) < at - WINDOW_MS && samples.length > 2) samples.shift();
    this.#running.set(id, samples);
  }

  /** Forgets what runs no more: its end was missed. */
  keepOnly(running: ReadonlySet<string>): void {
    for (const id of this.#running.keys()) if (!running.has(id)) this.#running.delete(id);
  }

  /** Whether anything runs. */
  get active(): boolean {
    return this.#running.size > 0;
  }

  /** Output tokens a second of everything that runs; null where no stream has told of its tokens yet. */
  output(now: number): number | null {
    let sum: number | null = null;
    for (const samples of this.#running.values()) {
      const first = samples.find(({ at }) => at >= now - WINDOW_MS) ?? samples[0];
      const last = samples.at(-1);
      if (first === undefined || last === undefined || first === last) continue;
      const seconds = (Math.max(now, last.at) - first.at) / 1000;
      if (seconds > 0) sum = (sum ?? 0) + (last.tokens - first.tokens) / seconds;
    }
    return sum;
  }

  /** Context tokens a second of the requests of the last seconds; null where there was none. */
  input(now: number): number | null {
    this.#inputs = this.#inputs.filter(({ at }) => at >= now - WINDOW_MS);
    if (this.#inputs.length === 0) return null;
    return this.#inputs.reduce((sum, { tokens }) => sum + tokens, 0) / (WINDOW_MS / 1000);
  }
}
