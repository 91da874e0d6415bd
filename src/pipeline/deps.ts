import type { Config } from '../config/index.ts';
import type { ContextStore, GrowthReader } from '../context/index.ts';
import type { Clock } from '../exchange/index.ts';
import type { LiveBus } from '../live/index.ts';
import type { Logger, Metrics, ProviderHealth } from '../observability/index.ts';
import type { PriceBook } from '../pricing/index.ts';
import type { Recorder } from '../recording/index.ts';
import type { Breakers, Router } from '../routing/index.ts';
import type { SessionDirectory } from '../sessions/index.ts';
import type { Store } from '../storage/index.ts';
import type { KeepAlive } from '../streaming/index.ts';
import type { Calibrations, TokenCounter, Vocabulary } from '../tokens/index.ts';
import type { SendUpstream } from '../upstream/index.ts';
import type { Anchors } from './anchors.ts';
import type { Gauges } from './gauges.ts';
import type { ReasoningMemory } from './reasoning-memory.ts';
import type { RecentTurns } from './recent-turns.ts';

/** What a change of the configuration replaces; a running exchange keeps the one it began with. */
export interface Runtime {
  readonly config: Config;
  readonly router: Router;
  /** Providers that refused `stream_options.include_usage`: not asked for it again under this configuration. */
  readonly usageRefusers: Set<string>;
}

/** The rooms that a request passes through, as `program.ts` wires them. */
export interface PipelineDeps {
  clock: Clock;
  runtime(): Runtime;
  /** Sends to a provider over the network. */
  send: SendUpstream;
  /** Answers for providers of type `test`. */
  sendTest: SendUpstream;
  breakers: Breakers;
  sessions: SessionDirectory;
  /** What was recorded, as far as a request may need it. */
  store: Pick<Store, 'chain' | 'getBodies' | 'getExchange' | 'headsAt'>;
  /** Whose the newest exchanges are. */
  recent: RecentTurns;
  /** Reasoning that clients do not send back. */
  reasoning: ReasoningMemory;
  context: ContextStore<Vocabulary>;
  /** Reads large bodies by what is new in them. */
  growth: GrowthReader;
  counter: TokenCounter;
  /** How providers count, against our own counts. */
  calibrations: Calibrations;
  anchors: Anchors;
  prices: PriceBook;
  recorder: Recorder;
  bus: LiveBus;
  /** How full the agents' windows are, as the dashboards are told. */
  gauges: Gauges;
  metrics: Metrics;
  /** How providers fare. */
  health: Pick<ProviderHealth, 'observe'>;
  log: Logger;
  keepAlive: KeepAlive;
  /** From 0 to 1, for the jitter of retries. */
  random(): number;
}
