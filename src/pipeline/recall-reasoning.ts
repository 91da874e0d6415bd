import { type Block, type PlacedBlock, placeBlocks } from '../context/index.ts';
import { bodyOf, type ParsedRequest, partsOfAnswer, protocolNamed } from '../protocols/index.ts';
import { quirksOf, wireFor } from '../providers/index.ts';
import type { Route, Target } from '../routing/index.ts';
import type { PipelineDeps } from './deps.ts';
import { settled } from './earlier-response.ts';
import type { Flight } from './flight.ts';

/** So many of a conversation's last calls are looked up: providers ask for the reasoning of the turns at its end. */
const MOST_CALLS = 64;

function occurrences(bytes: Buffer, text: string): number {
  let count = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) count++;
  return count;
}

/** Whether reasoning may be missing that a provider asks for; cheap, for most requests have all of it. */
function mayMiss({ match }: Flight, { provider }: Target, { bytes }: ParsedRequest): boolean {
  const { target, protocol } = match;
  if (target.type !== 'operation' || !target.operation.converts) return false;
  if (wireFor(provider, protocol.name).protocol !== protocol.name) return true;
  if (!quirksOf(provider).reasoningRequired) return false;
  return occurrences(bytes, '"tool_calls"') > occurrences(bytes, '"reasoning_content"');
}

/** Id of a call, as its block's envelope has it. */
function callId(block: Block): string | null {
  if (block.kind !== 'tool_call' || block.envelope === null) return null;
  const { id } = JSON.parse(block.envelope) as { id?: unknown };
  return typeof id === 'string' ? id : null;
}

/** Places of the context in front of assistant turns with these calls, the newest first. */
function placesBefore(blocks: PlacedBlock[], calls: ReadonlySet<string>): string[] {
  const places = new Set<string>();
  for (let at = blocks.length - 1; at >= 0 && places.size < MOST_CALLS; at--) {
    const block = blocks[at] as PlacedBlock;
    const id = callId(block);
    if (id === null || !calls.has(id)) continue;
    let first = at;
    while (blocks[first - 1]?.message === block.message) first--;
    const before = blocks[first - 1]?.nodeId;
    if (before !== undefined) places.add(before);
  }
  return [...places];
}

/**
 * Before a request goes to a provider that wants the reasoning of earlier turns: what this process does not remember is
 * looked up in the store, where the place in front of an assistant's turn is the head of the exchange that gave it.
 */
export async function recallReasoning(
  deps: PipelineDeps,
  flight: Flight,
  route: Route,
  request: ParsedRequest,
): Promise<void> {
  if (flight.match.target.type !== 'operation') return;
  if (![route, ...route.fallbacks].some((target) => mayMiss(flight, target, request))) return;
  const blocks = flight.match.target.operation.blocks(bodyOf(request));
  const ids = blocks.map(callId).filter((id) => id !== null);
  const unknown = new Set(ids.filter((id) => !deps.reasoning.knows(id)).slice(-MOST_CALLS));
  if (unknown.size === 0) return;
  try {
    await settled(deps);
    const places = placesBefore(placeBlocks(blocks).blocks, unknown);
    for (const { exchangeId } of await deps.store.headsAt(places)) {
      const [exchange, bodies] = await Promise.all([
        deps.store.getExchange(exchangeId),
        deps.store.getBodies(exchangeId),
      ]);
      const answer = bodies?.answer ?? null;
      if (answer === null || exchange?.protocol == null) continue;
      const streamed = /event-stream/.test(bodies?.answerType ?? '');
      deps.reasoning.remember(partsOfAnswer(protocolNamed(exchange.protocol), Buffer.from(answer), streamed));
    }
    deps.reasoning.giveUp(unknown);
  } catch (error) {
    deps.log.warn('reasoning of earlier turns could not be looked up', {
      exchange: flight.exchange.id,
      error,
    });
  }
}
