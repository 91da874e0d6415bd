import type { ProxyError } from '../exchange/index.ts';
import { type Editor, type RelayResult, relay } from '../streaming/index.ts';
import { timeoutError, type UpstreamAnswer } from '../upstream/index.ts';
import type { Accountant } from './account.ts';
import { asProxyError, interruptedError } from './errors.ts';
import type { Flight } from './flight.ts';
import type { Sent } from './send.ts';

export function isEventStream(answer: UpstreamAnswer): boolean {
  const type = answer.headers['content-type'];
  return typeof type === 'string' && /^text\/event-stream\b/i.test(type);
}

export function textHeader(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** The answer's body on its way to the client; its timings go into the exchange. */
export async function relayBody(
  accountant: Accountant,
  flight: Flight,
  sent: Sent,
  body: UpstreamAnswer,
  edit: Editor | null,
): Promise<RelayResult> {
  const { exchange, down, tap } = flight;
  const result = await relay({
    body,
    down,
    signal: sent.deadline.signal,
    tap,
    edit,
    since: flight.receivedMono,
    silences: flight.silences,
    quietSince: flight.attempt?.mono ?? flight.receivedMono,
    onFirstByte(now) {
      exchange.timings.first_byte_ms = now - exchange.startedMono;
      if (flight.attempt !== null)
        flight.attempt.record.first_byte_ms = Math.round(now - flight.attempt.mono);
      accountant.firstByte(flight);
    },
    onProgress: (now) => accountant.progress(flight, now),
  });
  exchange.timings.longest_silence_ms = result.longestSilenceMs;
  exchange.silences = flight.silences.list;
  return result;
}

/** How an answer ended, for the exchange and for the client; `fail` tells it of one that broke off. */
export function conclude(
  flight: Flight,
  sent: Sent,
  result: RelayResult,
  fail: (error: ProxyError) => void,
): void {
  const { exchange, down } = flight;
  const endCut = (error: ProxyError): void => {
    exchange.status = 'cut';
    exchange.error = { code: error.code, message: error.message };
    fail(error);
  };
  if (result.outcome === 'complete') {
    const wrong = exchange.error !== null || (exchange.httpStatus ?? 200) >= 400;
    exchange.status = wrong ? 'error' : 'ok';
    down.end();
  } else if (result.outcome === 'cut') endCut(asProxyError(result.error));
  else if (sent.deadline.expired()) {
    const { name, timeouts } = sent.target.provider;
    endCut(timeoutError(name, 'total', timeouts.totalMs));
  } else if (flight.interrupted) {
    endCut(interruptedError());
    exchange.status = 'interrupted';
  } else {
    exchange.status = 'cancelled';
    exchange.error = {
      code: 'client_closed',
      message: 'the client closed the connection before the answer was complete',
    };
  }
}
