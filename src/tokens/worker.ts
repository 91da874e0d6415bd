import { parentPort } from 'node:worker_threads';
import { giveWay } from '../exchange/index.ts';
import { openTokenizer } from './definitions.ts';
import { type CountRequest, DONE, Slot } from './protocol.ts';
import type { Tokenizer } from './tokenizer.ts';

const tokenizers = new Map<string, Tokenizer>();

/** Counts one batch. What is thrown ends the thread, and `current` says on which text. */
function run({ vocabulary, pack, texts, results }: CountRequest): void {
  let tokenizer = tokenizers.get(vocabulary);
  if (tokenizer === undefined) {
    tokenizer = openTokenizer(vocabulary, pack);
    tokenizers.set(vocabulary, tokenizer);
  }
  const slots = new Int32Array(results);
  for (const [i, text] of texts.entries()) {
    Atomics.store(slots, Slot.current, i);
    Atomics.store(slots, Slot.firstResult + i, tokenizer.count(text));
  }
}

giveWay();
parentPort?.on('message', (request: CountRequest) => {
  run(request);
  parentPort?.postMessage(DONE);
});
