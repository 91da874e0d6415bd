import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { PlacedContext } from '../context/index.ts';
import type { Attempt, Warning } from '../contract/index.ts';
import { Canceller, createExchange, type Exchange, newId } from '../exchange/index.ts';
import { type Edit, type LlmMatch, type ParsedRequest, type Protocol, sharedBy } from '../protocols/index.ts';
import type { Target } from '../routing/index.ts';
import { Downstream, Silences, Tap } from '../streaming/index.ts';
import type { UpstreamAnswer } from '../upstream/index.ts';
import type { PipelineDeps, Runtime } from './deps.ts';

/** Bytes of an answer that are kept while it passes: more than any model writes in one go. */
const ANSWER_LIMIT = 16 * 1024 * 1024;

/** What of a request lies beyond the blocks that are counted. */
export interface Asked {
  /** The provider reads more than what was sent: it keeps some of the conversation. */
  hidden: boolean;
  /** The provider may add words of its own: see `asksForMore`. */
  more: boolean;
}

/** An exchange with what it needs while it runs: the two connections, and what the steps hand to one another. */
export interface Flight {
  readonly exchange: Exchange;
  readonly match: LlmMatch;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Cancelled when the client goes away, or the program ends. */
  readonly signal: Canceller;
  readonly down: Downstream;
  /** The answer's bytes as the provider sent them. */
  readonly tap: Tap;
  /** The answer's bytes as the client got them, where they were converted; else null: they are the same. */
  given: Tap | null;
  givenType: string | null;
  /** The protocol of the bytes in the tap: the client's, unless the answer was converted. */
  answerProtocol: Protocol;
  /** How the client wants a stream framed; `json`: Gemini's list, without `alt=sse`. */
  readonly framing: 'sse' | 'json';
  /** Headers that go with an error, beside its own. */
  errorHeaders: OutgoingHttpHeaders;
  /** The configuration that this exchange began with. */
  readonly runtime: Runtime;
  /** The headers that went up last, credentials among them; null where none did. */
  sentHeaders: Record<string, string | string[]> | null;
  /** Those of the last answer of a provider; null where none came since. */
  upstreamHeaders: UpstreamAnswer['headers'] | null;
  /** Who was silent when, so far. */
  readonly silences: Silences;
  /** The last attempt, and monotonic ms at which it began; null where none was made. */
  attempt: { record: Attempt; mono: number } | null;
  /** Where the last attempt went. */
  target: Target | null;
  request: ParsedRequest | null;
  /** The context as the client sent it. */
  placed: PlacedContext | null;
  /** What the provider's own protocol needed, of the last attempt: edits of the request's bytes; null: nothing. */
  edits: readonly Edit[] | null;
  /** The context as it was sent: mostly the very same. */
  sent: PlacedContext | null;
  /** The edits that are in it. */
  sentEdits: readonly Edit[] | null;
  /** How our count of the context came about; null until it was counted. */
  measured: (Asked & { exact: boolean; guesses: number }) | null;
  /** The request without the texts of its blocks, where it is kept. */
  envelope: Uint8Array | null;
  /** Monotonic ms at which the request was received whole. */
  receivedMono: number;
  /** Monotonic ms at which its progress was last told; null where not yet. */
  progressMono: number | null;
  /** Content-encoding and content-type of the answer being relayed. */
  answerEncoding: string | null;
  answerType: string | null;
  /** Whether the answer is an event stream. */
  answerStreams: boolean;
  /** The program ends it before its time. */
  interrupted: boolean;
  /** Whether the request's accounting was asked for. */
  accountable: boolean;
  /** Resolves when the request's context is known and stored; accounting of the answer follows it. */
  accounted: Promise<void>;
}

/** Puts warnings on the exchange; each thing is said once, however often it is tried. */
export function warn({ exchange }: Flight, warnings: readonly Warning[]): void {
  for (const warning of warnings)
    if (!exchange.warnings.some((said) => said.message === warning.message)) exchange.warnings.push(warning);
}

/** Whether the exchange failed before anything of it went to a provider: no session is its own, and no gauge moves by it. */
export function wasRefused({ exchange }: Pick<Flight, 'exchange'>): boolean {
  const { status, timings } = exchange;
  return status !== 'running' && status !== 'ok' && timings.proxy_ms === null;
}

function framingOf({ target, query }: LlmMatch): Flight['framing'] {
  const alwaysStreams = target.type === 'operation' && target.operation.streams === 'always';
  return alwaysStreams && query?.get('alt') !== 'sse' ? 'json' : 'sse';
}

/** Keeps what the client is given apart from what the provider sent. */
export function tapGiven(flight: Flight): Tap {
  flight.given ??= new Tap(ANSWER_LIMIT);
  return flight.given;
}

/** Begins an exchange: from here on it is a row, whatever becomes of it. */
export function beginFlight(
  deps: PipelineDeps,
  req: IncomingMessage,
  res: ServerResponse,
  matched: LlmMatch,
): Flight {
  const match = sharedBy(matched, req.headers);
  const { clock } = deps;
  const startedAt = clock.now();
  const startedMono = clock.monotonic();
  const { target } = match;
  const exchange = createExchange({
    id: newId(startedAt),
    startedAt,
    startedMono,
    path: match.path.slice(0, 500),
    protocol: match.protocol.name,
    kind: target.type === 'operation' ? target.operation.kind : target.type === 'models' ? 'probe' : 'other',
  });
  const signal = new Canceller();
  res.once('close', () => {
    if (!res.writableFinished) signal.cancel();
  });
  return {
    exchange,
    match,
    req,
    res,
    signal,
    down: new Downstream(res, {
      keepAlive: deps.keepAlive,
      earlyHeaders: { 'x-kimi-proxy-exchange': exchange.id },
      now: startedMono,
    }),
    tap: new Tap(ANSWER_LIMIT),
    given: null,
    givenType: null,
    answerProtocol: match.protocol,
    framing: framingOf(match),
    errorHeaders: {},
    runtime: deps.runtime(),
    silences: new Silences(startedMono),
    attempt: null,
    sentHeaders: null,
    upstreamHeaders: null,
    target: null,
    request: null,
    placed: null,
    edits: null,
    sent: null,
    sentEdits: null,
    measured: null,
    envelope: null,
    receivedMono: startedMono,
    progressMono: null,
    answerEncoding: null,
    answerType: null,
    answerStreams: false,
    interrupted: false,
    accountable: false,
    accounted: Promise.resolve(),
  };
}
