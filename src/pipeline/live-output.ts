import { EventSplitter } from '../streaming/index.ts';
import { estimateTokens } from '../tokens/index.ts';
import type { Flight } from './flight.ts';

interface Progress {
  position: number;
  splitter: EventSplitter;
  tokens: number;
}

const running = new WeakMap<Flight, Progress>();

/**
 * Output tokens of a stream while it runs, estimated from the text so far: the figure that a dashboard shows until
 * the provider's own, or our count of the whole, takes its place. Nothing for an answer that comes compressed.
 */
export function estimateLiveOutput(flight: Flight): void {
  if (!flight.answerStreams || flight.answerEncoding !== null) return;
  let progress = running.get(flight);
  if (progress === undefined) {
    progress = { position: 0, splitter: new EventSplitter(), tokens: 0 };
    running.set(flight, progress);
  }
  const bytes = flight.tap.from(progress.position);
  progress.position = flight.tap.bytes;
  if (bytes === null) return;
  const events = progress.splitter.push(bytes);
  if (events.length === 0) return;
  progress.tokens += estimateTokens(flight.match.protocol.readAnswer(Buffer.concat(events), true).text);
  const { tokens } = flight.exchange;
  tokens.output = progress.tokens;
}
