import { dropping, JsonList } from '../streaming/index.ts';
import { decodedAnswer, encodingOf, type UpstreamAnswer } from '../upstream/index.ts';
import type { Accountant } from './account.ts';
import type { PipelineDeps } from './deps.ts';
import type { Flight } from './flight.ts';
import { headersDown } from './headers.ts';
import { openedTooEarly } from './refusal.ts';
import { conclude, isEventStream, relayBody, textHeader } from './relay-body.ts';
import { relayConverted } from './relay-converted.ts';
import type { Sent } from './send.ts';

/**
 * The step `relay`: the answer goes to the client as it comes, byte for byte, or event by event in the client's own
 * protocol. How it ended goes into the exchange; what was received stays in the flight's tap. Throws only before the
 * first byte was relayed.
 */
export async function relayAnswer(
  deps: Pick<PipelineDeps, 'reasoning'>,
  accountant: Accountant,
  flight: Flight,
  sent: Sent,
): Promise<void> {
  try {
    if (sent.converted === null) await relayAsItIs(accountant, flight, sent);
    else await relayConverted(deps, accountant, flight, sent, sent.converted);
  } finally {
    sent.deadline.stop();
  }
}

async function relayAsItIs(accountant: Accountant, flight: Flight, sent: Sent): Promise<void> {
  const { exchange, down } = flight;
  const streams = isEventStream(sent.answer);
  const list = !streams && isJsonList(flight, sent.answer) ? new JsonList() : null;
  if (streams || list !== null) sent.deadline.lift();
  if (down.opened && !(streams && sent.answer.status < 400))
    throw await openedTooEarly(flight, sent.answer, sent.target.provider.name);
  const readable = streams && (sent.addedUsage || down.opened);
  const answer = readable ? decodedAnswer(sent.answer) : sent.answer;
  const extra = streams && sent.addedUsage ? flight.match.protocol.extraUsage : null;
  flight.answerStreams = streams || list !== null;
  flight.answerType = textHeader(answer.headers['content-type']);
  flight.answerEncoding = encodingOf(answer.headers);
  if (down.opened) exchange.httpStatus = 200;
  else {
    const headers = headersDown(answer, exchange.id);
    if (extra !== null || list !== null) delete headers['content-length'];
    down.open(answer.status, headers, streams && flight.answerEncoding === null);
    exchange.httpStatus = answer.status;
  }
  const { protocol } = flight.match;
  const result = await relayBody(accountant, flight, sent, answer, extra === null ? list : dropping(extra));
  conclude(flight, sent, result, (error) => {
    const end = list?.close(JSON.stringify(protocol.errorBody(error, exchange.id))) ?? null;
    if (end === null) {
      down.fail(protocol.errorEvent(error, exchange.id));
      return;
    }
    down.write(Buffer.from(end), performance.now());
    down.end();
  });
}

/** Whether a stream comes as one JSON list: Gemini without `alt=sse`. Of compressed bytes nothing is read. */
function isJsonList(flight: Flight, answer: UpstreamAnswer): boolean {
  const type = textHeader(answer.headers['content-type']) ?? '';
  const streamed = flight.framing === 'json' && answer.status < 400 && /^application\/json\b/i.test(type);
  return streamed && encodingOf(answer.headers) === null;
}
