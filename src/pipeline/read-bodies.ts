import { rebuildBody } from '../context/index.ts';
import type { Store } from '../storage/index.ts';

/** The bytes around an exchange; null parts were not kept. */
export interface ReadBodies {
  request: Uint8Array | null;
  answer: Uint8Array | null;
  answerType: string | null;
}

/** The request, put together again from its envelope and the blocks of its context, and the answer. */
export async function readBodies(store: Store, exchangeId: string): Promise<ReadBodies | null> {
  const [exchange, bodies] = await Promise.all([store.getExchange(exchangeId), store.getBodies(exchangeId)]);
  if (exchange === null || bodies === null) return null;
  const { envelope, answer, answerType } = bodies;
  if (envelope === null) return { request: null, answer, answerType };
  const contents = new Map<string, string>();
  if (exchange.headReceived !== null) {
    for (const { block } of await store.chain(exchange.headReceived)) {
      if (block.content !== null) contents.set(block.hash, block.content);
    }
  }
  return { request: rebuildBody(envelope, (hash) => contents.get(hash) ?? null), answer, answerType };
}
