import { type PlacedContext, placeBlocks } from '../context/index.ts';
import { ProxyError } from '../exchange/index.ts';
import { bodyOf } from '../protocols/index.ts';
import { sessionHint } from '../sessions/index.ts';
import { chatOverhead, vocabularyFor } from '../tokens/index.ts';
import type { PipelineDeps } from './deps.ts';
import { metricEvent } from './events.ts';
import type { Flight } from './flight.ts';

/** The parsed body; undefined, with a warning, where a large body turns out not to be JSON. */
function parsedBody(flight: Flight): unknown {
  const { request } = flight;
  if (request === null || request.scanned === null) return undefined;
  try {
    return bodyOf(request);
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    flight.exchange.warnings.push({ code: error.code, message: error.message });
    return undefined;
  }
}

function place(flight: Flight, body: unknown): PlacedContext | null {
  const { target } = flight.match;
  if (target.type !== 'operation' || body === undefined) return null;
  const placed = placeBlocks(target.operation.blocks(body));
  flight.placed = placed;
  flight.exchange.headReceived = placed.head;
  flight.exchange.headSent = placed.head;
  return placed;
}

async function identifySession(deps: PipelineDeps, flight: Flight, body: unknown): Promise<void> {
  const { exchange } = flight;
  const hint = sessionHint({ pathSession: flight.match.sessionName, headers: flight.req.headers, body });
  if (hint.kind !== null) exchange.kind = hint.kind;
  const facts = {
    kind: exchange.kind,
    clientName: exchange.client.name,
    provider: exchange.provider,
    model: exchange.model,
    startedAt: exchange.startedAt,
  };
  try {
    const { sessionId, agentId } = await deps.sessions.identify(hint, flight.placed, facts);
    exchange.sessionId = sessionId;
    exchange.agentId = agentId;
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    exchange.warnings.push({ code: error.code, message: error.message });
  }
  deps.recorder.touch(exchange);
}

/** Counts what the chain does not know yet; the total is the context's, until the provider says its own. */
async function countContext(deps: PipelineDeps, flight: Flight, placed: PlacedContext): Promise<void> {
  const { exchange } = flight;
  const { vocabulary, exact } = vocabularyFor(exchange.providerModel ?? exchange.model);
  const total = await deps.context.measure(placed, vocabulary);
  deps.recorder.addCounts(total.counts);
  let context = total.tokens;
  let exactly = exact && total.exact;
  if (exchange.kind === 'turn') {
    const overhead = chatOverhead(placed.blocks);
    const counts = await deps.counter.count(overhead.texts, vocabulary);
    context += overhead.add;
    for (const count of counts) context += count.tokens;
    exactly &&= overhead.exact;
  }
  if (exchange.tokens.source === 'provider') return;
  exchange.tokens.context = context;
  exchange.tokens.input ??= context;
  exchange.tokens.source = exactly ? 'exact' : 'estimate';
  const { window } = exchange.tokens;
  if (window !== null && window > 0) exchange.tokens.context_use = context / window;
  if (exchange.kind === 'turn') deps.bus.publish(metricEvent(exchange));
  deps.recorder.touch(exchange);
}

/** Places the request in the context chain, finds its session, and counts its tokens. */
export async function accountRequest(deps: PipelineDeps, flight: Flight): Promise<void> {
  const body = parsedBody(flight);
  const placed = place(flight, body);
  if (placed !== null) {
    const fresh = deps.context.track(placed, flight.runtime.config.capture);
    deps.recorder.addContext(fresh.nodes, fresh.blocks);
  }
  await identifySession(deps, flight, body);
  if (placed !== null && placed.blocks.length > 0) await countContext(deps, flight, placed);
}
