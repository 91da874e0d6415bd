import { setImmediate } from 'node:timers/promises';
import type { WhatIfView } from '../../contract/index.ts';
import { roundUsd } from '../../exchange/index.ts';
import { createWhatIf, type PriceBook, type Prices, type WhatIfSum } from '../../pricing/index.ts';
import type { ExchangeChoice, Store, StoredExchange } from '../../storage/index.ts';
import { exchangePages } from '../exchange-pages.ts';
import type { Candidate } from './candidates.ts';

/** Rows read at once: priced as forty models they hold the thread for a few ms. */
const PAGE_ROWS = 200;
/** Some prices change with the time of day (ms). */
const PRICES_HOLD_MS = 15 * 60_000;

/** What is read with. */
export interface WhatIfDeps {
  store: Pick<Store, 'listExchanges'>;
  prices: PriceBook;
}

/** A candidate with its sum so far, and its prices at the time of the exchange that was looked at last. */
interface Running {
  candidate: Candidate;
  window: number | null;
  sum: WhatIfSum;
  prices: Prices | null;
}

/** Whether it used tokens, as the totals have it: it ended, is known to have had any, and was neither a mere count nor refused. */
function usedTokens({ kind, status, tokens }: StoredExchange): boolean {
  if (tokens.input === null || status === 'running' || kind === 'count_tokens' || kind === 'probe')
    return false;
  return status !== 'error' || tokens.output !== null;
}

/** Its usage; of a stream that ended before its output was told, with what was counted in it, as its cost has it. */
function usageOf({ usage, streamed, tokens }: StoredExchange): StoredExchange['usage'] {
  return usage === null || usage.output !== null || !streamed ? usage : { ...usage, output: tokens.output };
}

function viewOf({ candidate, window, sum, prices }: Running): WhatIfView['models'][number] {
  const { usd, parts, unpriced, beyondWindow, compared, assumed } = sum.result();
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
  const running: Running[] = candidates.map((candidate) => {
    const window = candidate.window ?? prices.window(candidate.priced, candidate.priced.model);
    return { candidate, window, sum: createWhatIf(window), prices: null };
  });
  const actual = { usd: null as number | null, unpriced: 0 };
  let exchanges = 0;
  const priceAll = async (at: number): Promise<void> => {
    for (const one of running) one.prices = await prices.prices(one.candidate.priced, at);
  };
  await priceAll(until);
  let pricedAt = Number.NEGATIVE_INFINITY;
  for await (const page of exchangePages(store, choice, until, PAGE_ROWS)) {
    if (gone()) return null;
    for (const exchange of page.filter(usedTokens)) {
      const { cost, startedAt } = exchange;
      const used = usageOf(exchange);
      exchanges++;
      if (cost.usd === null) actual.unpriced++;
      else actual.usd = (actual.usd ?? 0) + cost.usd;
      if (Math.abs(startedAt - pricedAt) >= PRICES_HOLD_MS) {
        await priceAll(startedAt);
        pricedAt = startedAt;
        // Looking prices up takes its time: whoever waits goes first.
        await setImmediate();
      }
      for (const one of running) one.sum.add(used, cost.usd, one.prices);
    }
  }
  if (actual.usd !== null) actual.usd = roundUsd(actual.usd);
  const models = running.map(viewOf);
  models.sort((a, b) => (a.usd ?? Number.POSITIVE_INFINITY) - (b.usd ?? Number.POSITIVE_INFINITY) || 0);
  return { exchanges, actual, models };
}
