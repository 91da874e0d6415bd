import { rebuildBody } from '../context/index.ts';
import type { PipelineDeps } from './deps.ts';

/** The bytes around an exchange; null parts were not kept. */
export interface ReadBodies {
  request: Uint8Array | null;
  answer: Uint8Array | null;
  answerType: string | null;
}

/** The request, put together again from its envelope and the blocks of its context, and the answer. */
export async function readBodies(
  store: PipelineDeps['store'],
  exchangeId: string,
): Promise<ReadBodies | null> {
  const [exchange, bodies] = await Promise.all([store.getExchange(exchangeId), store.getBodies(exchangeId)]);
  if (exchange === null || bodies === null) return null;
  const { envelope, answer, answerType } = bodies;
  if (envelope === null) return { request: null, answer, answerType };
  const chain = exchange.headReceived === null ? [] : await store.chain(exchange.headReceived);
  const kept = chain.map(({ block, envelope: ids }) => ({
    hash: block.hash,
    content: block.content,
    envelope: ids,
  }));
  return { request: rebuildBody(envelope, kept), answer, answerType };
}
