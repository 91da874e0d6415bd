import { setImmediate } from 'node:timers/promises';
import type { ModelView } from '../contract/index.ts';
import type { PriceBook } from '../pricing/index.ts';
import type { ModelEntry } from '../routing/index.ts';
import { type Vocabulary, vocabularyView } from '../tokens/index.ts';

export interface ModelViewDeps {
  prices: Pick<PriceBook, 'prices'>;
  /** Whether a vocabulary is here to count with. */
  available(vocabulary: Vocabulary): boolean;
}

async function pricesNow(
  { provider, providerModel, price }: ModelEntry,
  book: ModelViewDeps['prices'],
  now: number,
): Promise<ModelView['prices']> {
  const { preset, baseUrl } = provider;
  const known = await book.prices({ preset, baseUrl, model: providerModel, override: price }, now);
  if (known === null) return null;
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning } = known.rates;
  return {
    input,
    cache_read: cacheRead,
    cache_write_5m: cacheWrite5m,
    cache_write_1h: cacheWrite1h,
    output,
    reasoning,
    source: known.source,
  };
}

/** As many are looked up before others get their turn: the first time, a model takes a quarter of a millisecond. */
const AT_ONCE = 50;

/** Models as the dashboard shows them, with what they cost at this moment (ms since 1970). */
export async function modelViews(
  { prices, available }: ModelViewDeps,
  entries: readonly ModelEntry[],
  now: number,
): Promise<ModelView[]> {
  const views: ModelView[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index > 0 && index % AT_ONCE === 0) await setImmediate();
    const provider = entry.provider.name;
    views.push({
      id: entry.id,
      provider,
      provider_model: entry.providerModel,
      display: entry.display,
      on: entry.provider.on,
      origin: entry.origin,
      window: entry.window,
      prices: await pricesNow(entry, prices, now),
      vocabulary: vocabularyView(entry.providerModel, { provider, available }),
    });
  }
  return views;
}
