import { setImmediate } from 'node:timers/promises';
import type { Usage, WhatIfView } from '../../contract/index.ts';
import { roundUsd } from '../../exchange/index.ts';
import { createWhatIf, type PriceBook, type Prices, type WhatIf } from '../../pricing/index.ts';
import type { ExchangeChoice, Store, StoredUse } from '../../storage/index.ts';
import { exchangePages } from '../exchange-pages.ts';
import type { Candidate } from './candidates.ts';

/** Rows read at once: they hold the thread for a few ms. */
const PAGE_ROWS = 1000;
/** Some prices change with the time of day (ms). */
const PRICES_HOLD_MS = 15 * 60_000;

/** What is read with. */
export interface WhatIfDeps {
  store: Pick<Store, 'listUses'>;
  prices: PriceBook;
}

/** Its usage; of a stream that ended before its output was told, with what was counted in it, as its cost has it. */
function usageOf({ usage, streamed, output }: StoredUse): Usage | null {
  return usage === null || usage.output !== null || !streamed ? usage : { ...usage, output };
}

function viewOf(
  candidate: Candidate,
  window: number | null,
  prices: Prices | null,
  { usd, parts, unpriced, beyondWindow, compared, assumed }: WhatIf,
): WhatIfView['models'][number] {
  const { exchanges } = compared;
  return {
    model: candidate.id,
    provider: candidate.provider,
    provider_model: candidate.priced.model,
    window,
    source: prices?.source ?? null,
    rates:
      prices === null
        ? null
        : {
            input: prices.rates.input,
            cache_read: prices.rates.cacheRead,
            cache_write_5m: prices.rates.cacheWrite5m,
            cache_write_1h: prices.rates.cacheWrite1h,
            output: prices.rates.output,
            reasoning: prices.rates.reasoning,
          },
    usd,
    parts,
    unpriced,
    beyond_window: beyondWindow,
    difference: exchanges === 0 ? null : { usd: roundUsd(compared.usd - compared.actual), exchanges },
    assumed,
  };
}

/**
 * What the exchanges of a choice would have cost on these models, the cheapest first, each at the prices of its own time. They
 * are read a page at a time, however many there are. Null where `gone` says in between that nobody waits for it any more.
 */
export async function whatIfOf(
  { store, prices }: WhatIfDeps,
  choice: ExchangeChoice,
  candidates: readonly Candidate[],
  { until, gone }: { until: number; gone: () => boolean },
): Promise<Omit<WhatIfView, 'session_id'> | null> {
  await prices.load();
  const windows = candidates.map(({ window, priced }) => window ?? prices.window(priced, priced.model));
  const sums = createWhatIf(windows);
  const pricesAt = async (at: number): Promise<(Prices | null)[]> => {
    const found: (Prices | null)[] = [];
    for (const { priced } of candidates) found.push(await prices.prices(priced, at));
    return found;
  };
  const actual = { usd: null as number | null, unpriced: 0 };
  let exchanges = 0;
  let now = await pricesAt(until);
  let pricedAt = Number.NEGATIVE_INFINITY;
  for await (const page of exchangePages(store.listUses, choice, until, PAGE_ROWS)) {
    if (gone()) return null;
    for (const use of page) {
      const { costUsd, startedAt } = use;
      exchanges++;
      if (costUsd === null) actual.unpriced++;
      else actual.usd = (actual.usd ?? 0) + costUsd;
      if (Math.abs(startedAt - pricedAt) >= PRICES_HOLD_MS) {
        now = await pricesAt(startedAt);
        sums.pricesAre(now);
        pricedAt = startedAt;
        // Looking prices up takes its time: whoever waits goes first.
        await setImmediate();
      }
      sums.add(usageOf(use), costUsd);
    }
  }
  if (actual.usd !== null) actual.usd = roundUsd(actual.usd);
  const results = sums.results();
  const models = candidates.flatMap((candidate, at) => {
    const result = results[at];
    return result === undefined ? [] : [viewOf(candidate, windows[at] ?? null, now[at] ?? null, result)];
  });
  models.sort((a, b) => (a.usd ?? Number.POSITIVE_INFINITY) - (b.usd ?? Number.POSITIVE_INFINITY) || 0);
  return { exchanges, actual, models };
}
