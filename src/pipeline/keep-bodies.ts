import { wholeEnvelope } from '../context/index.ts';
import type { PipelineDeps } from './deps.ts';
import type { Flight } from './flight.ts';
import { secretsOf, TELLING_LENGTH } from './secrets.ts';

/** The bytes with every key that we hold blanked out: a hostile upstream may send one back. */
function withoutKeys(bytes: Buffer, flight: Flight): Buffer {
  let clean = bytes;
  for (const secret of secretsOf(flight, TELLING_LENGTH)) {
    for (let at = clean.indexOf(secret); at >= 0; at = clean.indexOf(secret, at + secret.length)) {
      if (clean === bytes) clean = Buffer.from(bytes);
      clean.fill('*', at, at + Buffer.byteLength(secret));
    }
  }
  return clean;
}

/**
 * With `capture = "full"`: the answer, and the envelope from which the request is rebuilt byte for byte. An answer that
 * came compressed is kept as `decoded`, and not at all where that is null: what cannot be read may hold a key.
 */
export function keepBodies(deps: PipelineDeps, flight: Flight, decoded: Buffer | null): void {
  const { exchange, request } = flight;
  const tap = flight.given ?? flight.tap;
  if (flight.runtime.config.capture !== 'full') return;
  const envelope = flight.envelope ?? (request === null ? null : wholeEnvelope(request.bytes));
  const received = flight.answerEncoding === null ? tap.all() : decoded;
  const answer = received === null || received.length === 0 ? null : withoutKeys(received, flight);
  if (envelope === null && answer === null) return;
  if (!tap.complete)
    exchange.warnings.push({ code: 'answer_too_long', message: 'the middle of the answer was not kept' });
  deps.recorder.addBodies({
    exchangeId: exchange.id,
    envelope,
    answer,
    answerType: flight.given === null ? flight.answerType : flight.givenType,
  });
}
