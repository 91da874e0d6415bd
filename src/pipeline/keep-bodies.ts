import { wholeEnvelope } from '../context/index.ts';
import type { StoredBodies } from '../storage/index.ts';
import type { PipelineDeps } from './deps.ts';
import type { Flight } from './flight.ts';
import { headersToKeep } from './keep-headers.ts';
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

type Bodies = Pick<StoredBodies, 'envelope' | 'answer' | 'answerType'>;

const NO_BODIES: Bodies = { envelope: null, answer: null, answerType: null };

/**
 * The answer, and the envelope from which the request is rebuilt byte for byte. An answer that came compressed is kept as
 * `decoded`, and not at all where that is null: what cannot be read may hold a key.
 */
function bodiesOf(flight: Flight, decoded: Buffer | null): Bodies {
  const { exchange, request } = flight;
  const tap = flight.given ?? flight.tap;
  const envelope = flight.envelope ?? (request === null ? null : wholeEnvelope(request.bytes));
  const received = flight.answerEncoding === null ? tap.all() : decoded;
  const answer = received === null || received.length === 0 ? null : withoutKeys(received, flight);
  if (envelope === null && answer === null) return NO_BODIES;
  if (!tap.complete)
    exchange.warnings.push({ code: 'answer_too_long', message: 'the middle of the answer was not kept' });
  return { envelope, answer, answerType: flight.given === null ? flight.answerType : flight.givenType };
}

/** Keeps bodies with `capture = "full"`, and headers, without secrets, with any but `"none"`. */
export function keepBodies(deps: PipelineDeps, flight: Flight, decoded: Buffer | null): void {
  const headers = headersToKeep(flight);
  const bodies = flight.runtime.config.capture === 'full' ? bodiesOf(flight, decoded) : NO_BODIES;
  if (headers === null && bodies.envelope === null && bodies.answer === null) return;
  deps.recorder.addBodies({
    ...bodies,
    exchangeId: flight.exchange.id,
    headers: headers === null ? null : JSON.stringify(headers),
  });
}
