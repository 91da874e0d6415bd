import { exchangeOfResponse, type PreviousLookup } from '../protocols/index.ts';
import type { PipelineDeps } from './deps.ts';
import { readBodies } from './read-bodies.ts';
import type { Turn } from './recent-turns.ts';

/** How long what has just ended is waited for until it is stored, in ms. */
const SETTLE_MS = 250;

/** Waits until what has ended can be read from the store. */
export async function settled({ recorder }: Pick<PipelineDeps, 'recorder'>): Promise<void> {
  await recorder.settleCounts(SETTLE_MS);
  await recorder.flush();
}

/** The turn that a body goes on by the id of its answer; null where it names none of this program's. */
export async function earlierTurn(
  { recent, store }: Pick<PipelineDeps, 'recent' | 'store'>,
  body: unknown,
): Promise<Turn | null> {
  const id = (body as { previous_response_id?: unknown } | null)?.previous_response_id;
  const exchangeId = typeof id === 'string' ? exchangeOfResponse(id) : null;
  if (exchangeId === null) return null;
  const known = recent.of(exchangeId);
  if (known !== undefined) return known;
  const exchange = await store.getExchange(exchangeId);
  if (exchange === null || exchange.sessionId === null) return null;
  return { session: exchange.sessionId, agentId: exchange.agentId };
}

/** Looks earlier answers of this program up, by the ids that clients were given for them. */
export function earlierResponses(deps: Pick<PipelineDeps, 'recorder' | 'store'>): PreviousLookup {
  let waited = false;
  return async (responseId) => {
    const exchangeId = exchangeOfResponse(responseId);
    if (exchangeId === null) return 'unknown';
    if (!waited) await settled(deps);
    waited = true;
    const exchange = await deps.store.getExchange(exchangeId);
    if (exchange === null) return 'deleted';
    const bodies = await readBodies(deps.store, exchangeId);
    if (bodies?.request == null || bodies.answer === null) return 'not_kept';
    try {
      return { request: JSON.parse(Buffer.from(bodies.request).toString('utf8')), answer: bodies.answer };
    } catch (error) {
      if (error instanceof SyntaxError) return 'not_kept';
      throw error;
    }
  };
}
