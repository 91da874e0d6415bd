import { ProxyError } from '../exchange/index.ts';
import { relay } from '../streaming/index.ts';
import { decodedAnswer, encodingOf, timeoutError, type UpstreamAnswer } from '../upstream/index.ts';
import type { Accountant } from './account.ts';
import { asProxyError, interruptedError } from './errors.ts';
import type { Flight } from './flight.ts';
import { headersDown } from './headers.ts';
import type { Sent } from './send.ts';

function isEventStream(answer: UpstreamAnswer): boolean {
  const type = answer.headers['content-type'];
  return typeof type === 'string' && /^text\/event-stream\b/i.test(type);
}

function textHeader(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/**
 * The step `relay`: the answer's status, headers and bytes go to the client as they come. How it ended goes into
 * the exchange; what was received stays in the flight's tap. Throws only before the first byte was relayed.
 */
export async function relayAnswer(accountant: Accountant, flight: Flight, sent: Sent): Promise<void> {
  const { exchange, down, tap } = flight;
  const streams = isEventStream(sent.answer);
  if (streams) sent.deadline.lift();
  try {
    if (down.opened && !(streams && sent.answer.status < 400))
      throw await openedTooEarly(sent.answer, sent.target.provider.name);
    const readable = streams && (sent.addedUsage || down.opened);
    const answer = readable ? decodedAnswer(sent.answer) : sent.answer;
    const strip = streams && sent.addedUsage;
    flight.answerStreams = streams;
    flight.answerType = textHeader(answer.headers['content-type']);
    flight.answerEncoding = encodingOf(answer.headers);
    if (down.opened) exchange.httpStatus = 200;
    else {
      const headers = headersDown(answer, exchange.id);
      if (strip) delete headers['content-length'];
      down.open(answer.status, headers, streams && flight.answerEncoding === null);
      exchange.httpStatus = answer.status;
    }
    const result = await relay({
      body: answer,
      down,
      signal: sent.deadline.signal,
      tap,
      drop: strip ? flight.match.protocol.extraUsage : null,
      since: flight.receivedMono,
      onFirstByte(now) {
        exchange.timings.first_byte_ms = now - exchange.startedMono;
        accountant.firstByte(flight);
      },
      onProgress: (now) => accountant.progress(flight, now),
    });
    exchange.timings.longest_silence_ms = result.longestSilenceMs;
    if (result.outcome === 'complete') {
      exchange.status = (exchange.httpStatus ?? 200) < 400 ? 'ok' : 'error';
      down.end();
    } else if (result.outcome === 'cut') endCut(flight, asProxyError(result.error));
    else if (sent.deadline.expired()) {
      const { name, timeouts } = sent.target.provider;
      endCut(flight, timeoutError(name, 'total', timeouts.totalMs));
    } else if (flight.interrupted) {
      endCut(flight, interruptedError());
      exchange.status = 'interrupted';
    } else {
      exchange.status = 'cancelled';
      exchange.error = {
        code: 'client_closed',
        message: 'the client closed the connection before the answer was complete',
      };
    }
  } finally {
    sent.deadline.stop();
  }
}

/** An answer that broke off: the client is told in the stream, or by a connection that ends too early. */
function endCut(flight: Flight, error: ProxyError): void {
  flight.exchange.status = 'cut';
  flight.exchange.error = { code: error.code, message: error.message };
  flight.down.fail(flight.match.protocol.errorEvent(error, flight.exchange.id));
}

/** How much of a refusal is read to tell the client of it in an event, in bytes. */
const REFUSAL_LIMIT = 64 * 1024;

/** The stream was opened with a comment, and now the upstream answers with something that is no stream. */
async function openedTooEarly(answer: UpstreamAnswer, provider: string): Promise<ProxyError> {
  const body = await readShort(decodedAnswer(answer));
  const said = messageIn(body);
  if (answer.status >= 400) {
    return new ProxyError(
      'upstream_error',
      `${provider} answered ${answer.status}${said === null ? '' : `: ${said}`}`,
      {
        status: answer.status,
        details: { status: answer.status, provider },
      },
    );
  }
  return new ProxyError(
    'upstream_invalid',
    `${provider} answered a streamed request with ${String(answer.headers['content-type'])}`,
    {
      details: { provider },
      hint: 'send the request without "stream": true',
    },
  );
}

function readShort(answer: UpstreamAnswer): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (): void => resolve(Buffer.concat(chunks).toString('utf8'));
    answer.consume({
      data(chunk) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > REFUSAL_LIMIT) {
          answer.abort();
          done();
        }
        return true;
      },
      end: done,
      error: done,
    });
  });
}

function messageIn(text: string): string | null {
  const message = /"message"\s*:\s*("(?:[^"\\]|\\.){1,2000}")/.exec(text)?.[1];
  if (message === undefined) return null;
  try {
    return String(JSON.parse(message));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
