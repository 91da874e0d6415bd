import type { OutgoingHttpHeaders } from 'node:http';
import { ProxyError } from '../exchange/index.ts';
import {
  AnswerConverter,
  type AnswerError,
  type Converted,
  carriedHeaders,
  toldError,
} from '../protocols/index.ts';
import { readRetryAfter } from '../routing/index.ts';
import type { Editor } from '../streaming/index.ts';
import { decodedAnswer, type UpstreamAnswer } from '../upstream/index.ts';
import type { Accountant } from './account.ts';
import { answerError } from './answer-error.ts';
import type { ConvertedRequest } from './convert-request.ts';
import type { PipelineDeps } from './deps.ts';
import { type Flight, tapGiven, warn } from './flight.ts';
import { ReasoningSteps } from './reasoning-steps.ts';
import { messageIn, readShort } from './refusal.ts';
import { conclude, isEventStream, relayBody, textHeader } from './relay-body.ts';
import { withoutSecrets } from './secrets.ts';
import type { Sent } from './send.ts';

/** A whole answer longer than this (bytes) is none that could be converted. */
const WHOLE_LIMIT = 64 * 1024 * 1024;

const SSE = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** An answer in another protocol than the client's. Throws what the provider refused with, before the first byte. */
export async function relayConverted(
  deps: Pick<PipelineDeps, 'reasoning'>,
  accountant: Accountant,
  flight: Flight,
  sent: Sent,
  { written, target, notes }: ConvertedRequest,
): Promise<void> {
  const { exchange, down, match } = flight;
  const answer = decodedAnswer(sent.answer);
  const fromStream = isEventStream(answer);
  if (fromStream) sent.deadline.lift();
  flight.answerProtocol = sent.lane.protocol;
  flight.answerStreams = fromStream;
  if (answer.status >= 400) throw await refused(flight, sent, answer);
  const steps = new ReasoningSteps();
  const converter = new AnswerConverter({
    provider: sent.lane.protocol,
    client: match.protocol,
    changes: written.changes,
    target,
    onEvent: (event) => steps.take(event),
  });
  const streamed = flight.exchange.streamed;
  const bodyType = streamed && flight.framing === 'sse' ? SSE : JSON_TYPE;
  flight.givenType = bodyType['content-type'];
  flight.answerType = textHeader(answer.headers['content-type']);
  const open = (): void => {
    if (down.opened) return;
    const headers: OutgoingHttpHeaders = {
      ...carriedHeaders(answer.headers, sent.lane.protocol.name, match.protocol.name),
      ...bodyType,
      'x-kimi-proxy-exchange': exchange.id,
    };
    down.open(200, headers, bodyType === SSE);
  };
  exchange.httpStatus = 200;
  const edit = editorOf(flight, converter, { fromStream, streamed, open });
  if (fromStream && streamed) open();
  const result = await relayBody(accountant, flight, sent, answer, edit);
  warn(flight, notes.warnings);
  if (result.outcome === 'complete') deps.reasoning.remember(steps.parts);
  conclude(flight, sent, result, (error) => {
    if (!down.opened) {
      answerError(flight, error);
      return;
    }
    const end = Buffer.from(streamed ? converter.fail(error) : '');
    if (end.length > 0) tapGiven(flight).push(end);
    if (!streamed || end.length === 0 || flight.framing === 'sse') down.fail(end.toString());
    else {
      down.write(end, performance.now());
      down.end();
    }
  });
}

/** Converts what passes: event by event where both sides stream, else at the end. */
function editorOf(
  flight: Flight,
  converter: AnswerConverter,
  { fromStream, streamed, open }: { fromStream: boolean; streamed: boolean; open(): void },
): Editor {
  const given = tapGiven(flight);
  const hand = ({ text, error }: Converted): Buffer | null => {
    if (error !== null) {
      flight.exchange.status = 'error';
      flight.exchange.error = { code: 'upstream_error', message: withoutSecrets(error.message, flight) };
    }
    if (text === '') return null;
    const bytes = Buffer.from(text);
    given.push(bytes);
    return bytes;
  };
  if (fromStream && streamed) {
    return { data: (chunk) => hand(converter.push(chunk)), end: () => hand(converter.end()) };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    data(chunk) {
      size += chunk.length;
      if (size > WHOLE_LIMIT) throw new ProxyError('upstream_invalid', "the provider's answer is too long");
      chunks.push(chunk);
      return null;
    },
    end() {
      const body = Buffer.concat(chunks);
      const whole = fromStream ? converter.streamToWhole(body) : converter.whole(body, streamed);
      if (whole.error !== null && !streamed) throw providerError(flight, whole.error);
      open();
      return hand(whole);
    },
  };
}

function providerError(flight: Flight, said: AnswerError): ProxyError {
  return toldError(said, withoutSecrets(said.message, flight), {
    status: said.status,
    details: { provider_code: withoutSecrets(said.code, flight) },
  });
}

/** What the provider answered with 400 and above, for the client's protocol. */
async function refused(flight: Flight, sent: Sent, answer: UpstreamAnswer): Promise<ProxyError> {
  const { provider } = sent.target;
  const text = await readShort(answer);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const said = sent.lane.protocol.conversion.readError(answer.status, body);
  const told = said?.message ?? messageIn(text);
  const message = told === null ? null : withoutSecrets(told, flight);
  flight.errorHeaders = carriedHeaders(answer.headers, sent.lane.protocol.name, flight.match.protocol.name);
  const retryMs = readRetryAfter(answer.headers, Date.now());
  const retryS = retryMs === null ? (said?.retryAfterS ?? null) : retryMs / 1000;
  return toldError(
    { status: answer.status, code: said?.code ?? '', message: told ?? text },
    `${provider.name} answered ${answer.status}${message === null ? '' : `: ${message}`}`,
    {
      status: answer.status,
      details: {
        status: answer.status,
        provider: provider.name,
        ...(said === null ? {} : { provider_code: withoutSecrets(said.code, flight) }),
      },
      ...(retryS === null ? {} : { retryAfter: Math.ceil(retryS) }),
    },
  );
}
