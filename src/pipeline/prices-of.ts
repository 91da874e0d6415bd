import { ProxyError } from '../exchange/index.ts';
import type { PriceBook, Prices } from '../pricing/index.ts';
import type { Target } from '../routing/index.ts';
import type { StoredExchange } from '../storage/index.ts';
import type { Runtime } from './deps.ts';

type Priced = Pick<StoredExchange, 'model' | 'provider' | 'providerModel' | 'startedAt'>;

/** Where the configuration of now would send what was asked for, as far as it is where it went. */
function targetOf({ router }: Runtime, { model, provider, providerModel }: Priced): Target | null {
  try {
    const route = router.resolve({ model, pinned: null, provider: null });
    const targets: Target[] = [route, ...route.fallbacks];
    return targets.find((each) => each.provider.name === provider && each.model === providerModel) ?? null;
  } catch (error) {
    if (error instanceof ProxyError) return null;
    throw error;
  }
}

/** What a stored exchange's model cost when it was asked, by the configuration of now; null where nobody says. */
export async function pricesOf(runtime: Runtime, book: PriceBook, exchange: Priced): Promise<Prices | null> {
  const { provider: name, providerModel, startedAt } = exchange;
  const provider = runtime.config.providers.find((each) => each.name === name);
  if (provider === undefined || providerModel === null) return null;
  const known = provider.models.find((each) => each.id === providerModel)?.price ?? null;
  const override = targetOf(runtime, exchange)?.price ?? known;
  const { preset, baseUrl } = provider;
  return book.prices({ preset, baseUrl, model: providerModel, override }, startedAt);
}
