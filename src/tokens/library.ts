import type { PackFolders } from './pack-files.ts';
import { hasPack, loadPack, openChecked } from './packs.ts';
import { isAddable, type Vocabulary } from './port.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A vocabulary that is ready in this thread, and what another thread needs to have it, too. */
export interface LoadedVocabulary {
  tokenizer: Tokenizer;
  shared: SharedArrayBuffer;
}

/** The vocabularies of one counter: each is read once, when it is first asked for. */
export interface Library {
  /** Null where it is not loaded. */
  get(vocabulary: Vocabulary): LoadedVocabulary | null;
  /** Whether its pack is there, as of some seconds ago at the most, and was not found to be damaged just now. */
  available(vocabulary: Vocabulary): boolean;
  /** Null where it is not available or cannot be loaded; a while after a failure it is tried again. Never rejects. */
  load(vocabulary: Vocabulary): Promise<LoadedVocabulary | null>;
  /** False where a vocabulary that is there could not be loaded, or one of the program's own is not there. */
  complete(): boolean;
}

export interface LibraryOptions extends PackFolders {
  /** Time in ms. */
  monotonic(): number;
  onFailure(vocabulary: Vocabulary, error: unknown): void;
}

/** A file that is missing or damaged is not looked for at every text. */
const RETRY_MS = 30_000;

/** How long it is believed that a pack is there, or is not. */
const LOOK_EVERY_MS = 2000;

export function createLibrary({ folder, added, monotonic, onFailure }: LibraryOptions): Library {
  const loaded = new Map<Vocabulary, LoadedVocabulary>();
  const loading = new Map<Vocabulary, Promise<LoadedVocabulary | null>>();
  const failed = new Map<Vocabulary, number>();
  const looked = new Map<Vocabulary, { at: number; found: boolean }>();

  function failedLately(vocabulary: Vocabulary): boolean {
    const at = failed.get(vocabulary);
    return at !== undefined && monotonic() - at < RETRY_MS;
  }

  function available(vocabulary: Vocabulary): boolean {
    // Another vocabulary counts better than a guess from lengths.
    if (isAddable(vocabulary) && failedLately(vocabulary)) return false;
    const now = monotonic();
    const known = looked.get(vocabulary);
    if (known !== undefined && now - known.at < LOOK_EVERY_MS) return known.found;
    const found = hasPack(vocabulary, { folder, added });
    looked.set(vocabulary, { at: now, found });
    return found;
  }

  async function read(vocabulary: Vocabulary): Promise<LoadedVocabulary | null> {
    try {
      const shared = await loadPack(vocabulary, { folder, added });
      const ready = { tokenizer: openChecked(vocabulary, shared), shared };
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
    if (isAddable(vocabulary) && !available(vocabulary)) return null;
    if (failedLately(vocabulary)) return null;
    const work = loading.get(vocabulary) ?? read(vocabulary);
    if (!loading.has(vocabulary)) loading.set(vocabulary, work);
    return work;
  }

  return {
    available,
    get: (vocabulary) => loaded.get(vocabulary) ?? null,
    load,
    // What was added, and is no longer there, is not missed.
    complete: () => [...failed.keys()].every((each) => isAddable(each) && !hasPack(each, { folder, added })),
  };
}
