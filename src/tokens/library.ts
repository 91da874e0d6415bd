import { createTokenizer, type Tokenizer } from './bpe/tokenizer.ts';
import { loadPack } from './packs.ts';
import type { Vocabulary } from './port.ts';

/** A vocabulary that is ready in this thread, and what another thread needs to have it, too. */
export interface LoadedVocabulary {
  tokenizer: Tokenizer;
  shared: SharedArrayBuffer;
}

/** The vocabularies of one counter: each is read once, when it is first asked for. */
export interface Library {
  /** Null where it is not loaded. */
  get(vocabulary: Vocabulary): LoadedVocabulary | null;
  /** Null where it cannot be loaded; a while after a failure it is tried again. Never rejects. */
  load(vocabulary: Vocabulary): Promise<LoadedVocabulary | null>;
  /** False where a vocabulary could not be loaded. */
  complete(): boolean;
}

export interface LibraryOptions {
  /** Folder of the packs; the program's own where it is not given. */
  folder?: string | undefined;
  /** Time in ms. */
  monotonic(): number;
  onFailure(vocabulary: Vocabulary, error: unknown): void;
}

/** A file that is missing or damaged is not looked for at every text. */
const RETRY_MS = 30_000;

export function createLibrary({ folder, monotonic, onFailure }: LibraryOptions): Library {
  const loaded = new Map<Vocabulary, LoadedVocabulary>();
  const loading = new Map<Vocabulary, Promise<LoadedVocabulary | null>>();
  const failed = new Map<Vocabulary, number>();

  async function read(vocabulary: Vocabulary): Promise<LoadedVocabulary | null> {
    try {
      const { shared, pack } = await loadPack(vocabulary, folder);
      const ready = { tokenizer: createTokenizer(vocabulary, pack), shared };
      loaded.set(vocabulary, ready);
      failed.delete(vocabulary);
      return ready;
    } catch (error) {
      failed.set(vocabulary, monotonic());
      onFailure(vocabulary, error);
      return null;
    } finally {
      loading.delete(vocabulary);
    }
  }

  async function load(vocabulary: Vocabulary): Promise<LoadedVocabulary | null> {
    const ready = loaded.get(vocabulary);
    if (ready !== undefined) return ready;
    const failedAt = failed.get(vocabulary);
    if (failedAt !== undefined && monotonic() - failedAt < RETRY_MS) return null;
    const work = loading.get(vocabulary) ?? read(vocabulary);
    if (!loading.has(vocabulary)) loading.set(vocabulary, work);
    return work;
  }

  return {
    get: (vocabulary) => loaded.get(vocabulary) ?? null,
    load,
    complete: () => failed.size === 0,
  };
}
