import { EventSplitter } from '../streaming/index.ts';
import { createStreamCounter, type StreamCounter } from '../tokens/index.ts';
import { outputRatio } from './calibrate.ts';
import { choiceFor } from './count-context.ts';
import type { PipelineDeps } from './deps.ts';
import type { Flight } from './flight.ts';

interface Progress {
  /** The provider's tokens for one of ours. */
  ratio: number;
  position: number;
  splitter: EventSplitter;
  counter: StreamCounter;
}

/** Output tokens of streams while they run, for the dashboard: counted from the text, never delta by delta. */
export class LiveOutput {
  private readonly running = new WeakMap<Flight, Progress>();
  private readonly deps: Pick<PipelineDeps, 'calibrations' | 'counter'>;

  constructor(deps: Pick<PipelineDeps, 'calibrations' | 'counter'>) {
    this.deps = deps;
  }

  /** Brings the exchange's output tokens up to now. Nothing for an answer that comes compressed, or as a JSON list. */
  async update(flight: Flight): Promise<void> {
    const { answerStreams, answerEncoding, answerType } = flight;
    if (!answerStreams || answerEncoding !== null || /\bjson\b/i.test(answerType ?? '')) return;
    const progress = this.progressOf(flight);
    const bytes = flight.tap.from(progress.position);
    progress.position = flight.tap.bytes;
    if (bytes === null) return;
    const events = progress.splitter.push(bytes);
    if (events.length === 0) return;
    progress.counter.push(flight.answerProtocol.readAnswer(Buffer.concat(events), true).text);
    const { tokens } = await progress.counter.count();
    if (flight.exchange.status === 'running')
      flight.exchange.tokens.output = Math.round(tokens * progress.ratio);
  }

  private progressOf(flight: Flight): Progress {
    let progress = this.running.get(flight);
    if (progress === undefined) {
      const choice = choiceFor(this.deps, flight.exchange);
      progress = {
        ratio: outputRatio(this.deps, flight.exchange, choice),
        position: 0,
        splitter: new EventSplitter(),
        counter: createStreamCounter(this.deps.counter, choice.vocabulary),
      };
      this.running.set(flight, progress);
    }
    return progress;
  }
}
