import {
  type Growing,
  makeEnvelope,
  type PlacedContext,
  placeBlocks,
  type ReadContext,
  type ScannedBody,
  wholeEnvelope,
} from '../context/index.ts';
import type { ExchangeKind, ExchangeTokens } from '../contract/index.ts';
import { ProxyError } from '../exchange/index.ts';
import { bodyOf, type ParsedRequest, smallFields } from '../protocols/index.ts';
import { type Identified, type SessionHint, sessionHint } from '../sessions/index.ts';
import { answerLimit } from './answer-limit.ts';
import { asksForMore, calibrationRoute, expectContext, hidesContext } from './calibrate.ts';
import { choiceFor, countContext } from './count-context.ts';
import { countMemory } from './count-memory.ts';
import type { PipelineDeps } from './deps.ts';
import { earlierTurn } from './earlier-response.ts';
import { type Asked, type Flight, wasRefused } from './flight.ts';
import { sameEdits, sentInstead } from './sent-context.ts';

/** Bodies from this size on (bytes) are read by what is new in them; below it, comparing and cutting costs more than it saves. */
const GROWS_FROM = 4096;

/** The parsed body; undefined, with a warning, where a large body turns out not to be JSON. */
function parsedBody(flight: Flight, request: ParsedRequest): unknown {
  try {
    return bodyOf(request);
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    flight.exchange.warnings.push({ code: error.code, message: error.message });
    return undefined;
  }
}

/**
 * A body that goes on one that was read before, by what is new in it; null where it must be read whole: where what came
 * before is not counted yet, or was counted in another vocabulary.
 */
function readGrown(
  deps: PipelineDeps,
  body: ScannedBody,
  growing: Growing,
  options: { envelope: boolean; known: (head: string) => boolean },
): ReadContext | null {
  try {
    return deps.growth.read(body, growing, options);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The blocks of a request at their places, and its envelope where it is kept. Null where it has none. */
function readContext(deps: PipelineDeps, flight: Flight, request: ParsedRequest | null): ReadContext | null {
  const { target } = flight.match;
  if (request === null || target.type !== 'operation' || request.scanned === null) return null;
  const { growing, blocks } = target.operation;
  const { members } = request.scanned;
  const { bytes } = request;
  const envelope = flight.runtime.config.capture === 'full';
  const large = bytes.length >= GROWS_FROM && growing !== null;
  const { vocabulary } = choiceFor(deps, flight.exchange);
  const known = (head: string) => deps.context.knows(head) && deps.context.counted(head, vocabulary);
  const grown = large ? readGrown(deps, { bytes, members }, growing, { envelope, known }) : null;
  if (grown !== null) return grown;
  const body = parsedBody(flight, request);
  if (body === undefined) return null;
  if (large) return deps.growth.learn({ bytes, members }, growing, body, { envelope });
  const placed = placeBlocks(blocks(body));
  if (!envelope) return { placed, envelope: null };
  return { placed, envelope: bytes.length < GROWS_FROM ? wholeEnvelope(bytes) : makeEnvelope(bytes, placed) };
}

async function findSession(
  deps: PipelineDeps,
  { exchange, placed }: Flight,
  hint: SessionHint,
  body: unknown,
): Promise<Identified> {
  const { kind, client, provider, model, startedAt } = exchange;
  const goesOn = await earlierTurn(deps, body);
  return deps.sessions.identify(hint, placed, {
    kind,
    clientName: client.name,
    provider,
    model,
    startedAt,
    goesOn,
  });
}

async function identifySession(deps: PipelineDeps, flight: Flight, body: unknown): Promise<void> {
  const { exchange } = flight;
  const hint = sessionHint({
    pathSession: flight.match.sessionName,
    headers: flight.req.headers,
    body,
    call: { operation: exchange.kind, streamed: exchange.streamed, context: flight.placed },
  });
  if (hint.kind !== null) exchange.kind = hint.kind;
  if (hint.client !== null) exchange.client = { name: hint.client, version: null };
  const finding = findSession(deps, flight, hint, body);
  deps.recent.note(
    exchange.id,
    finding.then(
      ({ sessionId, agentId }) => (sessionId === null ? null : { session: sessionId, agentId }),
      () => null,
    ),
  );
  try {
    const { sessionId, agentId } = await finding;
    exchange.sessionId = sessionId;
    exchange.agentId = agentId;
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    exchange.warnings.push({ code: error.code, message: error.message });
  }
  deps.recorder.touch(exchange);
}

/** Whether the provider has said by now how many tokens they are. */
function isFromProvider({ source }: ExchangeTokens): boolean {
  return source === 'provider';
}

/** Kinds whose context is a chat's, with what that adds to its blocks. */
const CHATS: ReadonlySet<ExchangeKind> = new Set(['turn', 'title', 'compaction', 'count_tokens']);

/** What the context has for its provider is the exchange's, until the provider says its own. */
async function countTokens(
  deps: PipelineDeps,
  flight: Flight,
  placed: PlacedContext,
  asked: Asked,
): Promise<void> {
  const { exchange } = flight;
  const { hidden } = asked;
  const choice = choiceFor(deps, exchange);
  const chat = CHATS.has(exchange.kind);
  const counted = await countContext(deps, placed, choice, chat);
  counted.exact &&= !asked.more;
  exchange.counted = { vocabulary: choice.vocabulary, tokens: counted.tokens };
  flight.measured = { hidden, more: asked.more, exact: counted.exact, guesses: counted.guesses };
  deps.recorder.addCounts(counted.fresh);
  const { tokens: known } = exchange;
  if (isFromProvider(known)) return;
  const route = chat ? calibrationRoute(exchange, choice.vocabulary) : null;
  const expected = await expectContext(deps, route, placed, counted, hidden);
  if (isFromProvider(known)) return;
  known.context = expected.tokens;
  known.input ??= expected.tokens;
  known.source = expected.source;
  known.error = expected.error;
  const { window } = known;
  if (window !== null && window > 0) known.context_use = expected.tokens / window;
  if (exchange.kind === 'turn') deps.gauges.counted(exchange);
  deps.recorder.touch(exchange);
}

/** Places what went up instead of the client's blocks in the context chain; what was received where nothing did. */
function placeSent(deps: PipelineDeps, flight: Flight): void {
  const { exchange, placed } = flight;
  flight.sentEdits = flight.edits;
  const instead = sentInstead(flight);
  const read = instead === null ? null : readContext(deps, flight, instead)?.placed;
  const differs = read !== null && read !== undefined && read.head !== placed?.head;
  flight.sent = differs ? read : placed;
  exchange.headSent = flight.sent?.head ?? null;
  if (!differs) return;
  const fresh = deps.context.track(read, flight.runtime.config.capture);
  deps.recorder.addContext(fresh.nodes, fresh.blocks);
}

/**
 * Once the answer is here: where the last attempt sent another context than the one that was accounted for, places that
 * one. What is given back counts it, when the first has been.
 */
export function placeResent(deps: PipelineDeps, flight: Flight): (() => Promise<void>) | null {
  if (flight.placed === null || sameEdits(flight.edits, flight.sentEdits)) return null;
  const before = flight.sent;
  placeSent(deps, flight);
  if (flight.sent?.head === before?.head) return null;
  return async () => {
    const { sent, measured } = flight;
    if (sent !== null && measured !== null && sent.blocks.length > 0)
      await countAll(deps, flight, sent, measured);
  };
}

async function countAll(
  deps: PipelineDeps,
  flight: Flight,
  sent: PlacedContext,
  asked: Asked,
): Promise<void> {
  const { exchange, placed } = flight;
  const { vocabulary } = choiceFor(deps, exchange);
  await countTokens(deps, flight, sent, asked);
  await countMemory(deps, exchange, sent, vocabulary);
  if (placed === null || placed === sent) return;
  // The client's next turn is read by what is new in it only where what it goes on is counted.
  for (const measured of [
    await deps.context.measure(placed, vocabulary),
    await deps.context.measureMemory(placed, vocabulary),
  ])
    deps.recorder.addCounts(measured.counts);
}

/** Places the request in the context chain, finds its session, and counts its tokens. */
export async function accountRequest(deps: PipelineDeps, flight: Flight): Promise<void> {
  const read = readContext(deps, flight, flight.request);
  if (read !== null) {
    const { placed } = read;
    flight.placed = placed;
    flight.envelope = read.envelope;
    flight.exchange.headReceived = placed.head;
    const fresh = deps.context.track(placed, flight.runtime.config.capture);
    deps.recorder.addContext(fresh.nodes, fresh.blocks);
    placeSent(deps, flight);
  }
  deps.recorder.touch(flight.exchange);
  // What it asked for can be looked at; but nobody read it, so that it is no turn of a conversation.
  if (wasRefused(flight)) return;
  const { request } = flight;
  const body = request === null ? null : (request.json ?? smallFields(request));
  const limit = answerLimit(body);
  if (limit !== null) flight.exchange.tokens.answer_limit = limit;
  const asked = { hidden: hidesContext(body), more: asksForMore(body) };
  await identifySession(deps, flight, body);
  const { sent } = flight;
  if (sent !== null && sent.blocks.length > 0) await countAll(deps, flight, sent, asked);
}
