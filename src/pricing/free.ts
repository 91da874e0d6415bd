import { NO_RATES, type PricedModel, type Prices } from './port.ts';

const NOTHING: Prices = {
  rates: { ...NO_RATES, input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0 },
  tiers: [],
  source: 'local',
};

/** Presets of servers for models on one's own machine. */
const OWN_SERVERS: ReadonlySet<string> = new Set(['ollama', 'lmstudio']);
/** Ollama runs models of such names in its cloud, by subscription (docs.ollama.com/cloud). */
const IN_THE_CLOUD = /[:-]cloud$/;

const PRIVATE_HOST =
  /^(?:localhost|[^.:]+|.*\.(?:local|internal|localhost)|127\..*|10\..*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|\[(?:::1|f[cd].*)\])$/;

/** Whether an address is on this machine or in its own network. */
function isOwn(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && PRIVATE_HOST.test(new URL(baseUrl).hostname);
}

/**
 * Prices of what costs nothing: the built-in test provider, and models that run on one's own hardware. Null for any
 * other: what listens at a local address need not be a model, it may be a gateway that bills.
 */
export function freePrices({ preset, baseUrl, model }: Omit<PricedModel, 'override'>): Prices | null {
  if (preset === 'test' || (preset === null && baseUrl === '')) return NOTHING;
  const own = preset !== null && OWN_SERVERS.has(preset) && isOwn(baseUrl) && !IN_THE_CLOUD.test(model);
  return own ? NOTHING : null;
}
