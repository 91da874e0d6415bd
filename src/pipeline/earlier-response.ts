import { exchangeOfResponse, type PreviousLookup } from '../protocols/index.ts';
import type { PipelineDeps } from './deps.ts';
import { readBodies } from './read-bodies.ts';

/** An earlier answer of this program, by the id that a client was given for it. */
export async function earlierResponse(
  store: PipelineDeps['store'],
  responseId: string,
): Promise<Awaited<ReturnType<PreviousLookup>>> {
  const exchangeId = exchangeOfResponse(responseId);
  if (exchangeId === null) return 'unknown';
  const exchange = await store.getExchange(exchangeId);
  if (exchange === null) return 'deleted';
  const bodies = await readBodies(store, exchangeId);
  if (bodies?.request == null || bodies.answer === null) return 'not_kept';
  try {
    return { request: JSON.parse(Buffer.from(bodies.request).toString('utf8')), answer: bodies.answer };
  } catch (error) {
    if (error instanceof SyntaxError) return 'not_kept';
    throw error;
  }
}
