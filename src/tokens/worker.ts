import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { Tiktoken } from 'tiktoken/lite';
import type { Vocabulary } from './port.ts';
import { type CountReply, type CountRequest, Slot } from './protocol.ts';

interface Ranks {
  pat_str: string;
  bpe_ranks: string;
}

const encoders = new Map<Vocabulary, Tiktoken>();

/** Special tokens are left out: their strings in a user's text are ordinary text. */
function encoderOf(vocabulary: Vocabulary): Tiktoken {
  let encoder = encoders.get(vocabulary);
  if (encoder === undefined) {
    // Read, not imported: a module would be kept, and its text of 2 to 4 MB with it.
    const file = fileURLToPath(import.meta.resolve(`tiktoken/encoders/${vocabulary}.json`));
    const ranks = JSON.parse(readFileSync(file, 'utf8')) as Ranks;
    encoder = new Tiktoken(ranks.bpe_ranks, {}, ranks.pat_str);
    encoders.set(vocabulary, encoder);
  }
  return encoder;
}

/** Counts one batch; a trap of the library ends it early, since its memory cannot be trusted afterwards. */
function run({ vocabulary, texts, shared }: CountRequest): CountReply {
  const slots = new Int32Array(shared);
  const encoder = encoderOf(vocabulary);
  for (const [i, text] of texts.entries()) {
    Atomics.store(slots, Slot.current, i);
    try {
      Atomics.store(slots, Slot.firstResult + i, encoder.encode_ordinary(text).length);
    } catch {
      return { failed: true };
    }
  }
  return { failed: false };
}

parentPort?.on('message', (request: CountRequest) => {
  parentPort?.postMessage(run(request));
});
