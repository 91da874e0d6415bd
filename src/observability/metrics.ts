import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Cost, ExchangeStatus, ExchangeTimings, ExchangeTokens } from '../contract/index.ts';

/** What of an exchange is measured; an `Exchange` and a stored one both fit. */
export interface MeasuredExchange {
  provider: string | null;
  status: ExchangeStatus;
  tokens: Pick<ExchangeTokens, 'input' | 'cache_read' | 'cache_write' | 'output' | 'reasoning'>;
  cost: Pick<Cost, 'usd'>;
  timings: Pick<ExchangeTimings, 'first_byte_ms' | 'total_ms' | 'proxy_ms'>;
}

/** Values that are read when Prometheus asks, so that nothing has to keep them up to date. */
export interface MetricSources {
  running?: () => number;
  connections?: () => number;
}

export interface Metrics {
  /** Counts an exchange that ended. A few microseconds; labels are providers and statuses only. */
  observe(exchange: MeasuredExchange): void;
  /** The store could not do something: `what` is a fixed word (`write`, `read`, `retain`). */
  storageTrouble(what: string): void;
  /** Where gauges read from; a later call adds to or replaces earlier sources. */
  setSources(sources: MetricSources): void;
  /** The exposition text. */
  text(): Promise<string>;
  readonly contentType: string;
}

const TOKEN_KINDS = ['input', 'cache_read', 'cache_write', 'output', 'reasoning'] as const;
/** Seconds. A first byte takes from a cached token's tens of ms to the five minutes of the longest time-out. */
const FIRST_BYTE = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const TOTAL = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];
const OVERHEAD = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];

/** The program's own metrics, in a registry of its own, so that two programs in one process don't meet. */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  let sources: MetricSources = {};

  const exchanges = new Counter({
    name: 'kimi_proxy_exchanges_total',
    help: 'Exchanges that ended, by provider and status.',
    labelNames: ['provider', 'status'],
    registers,
  });
  const tokens = new Counter({
    name: 'kimi_proxy_tokens_total',
    help: 'Tokens of exchanges that ended; input includes cached ones, output includes reasoning.',
    labelNames: ['provider', 'kind'],
    registers,
  });
  const cost = new Counter({
    name: 'kimi_proxy_cost_usd_total',
    help: 'Cost of the exchanges whose price is known, in US dollars.',
    labelNames: ['provider'],
    registers,
  });
  const seconds = (name: string, help: string, buckets: number[]): Histogram<'provider'> =>
    new Histogram({ name, help, labelNames: ['provider'], buckets, registers });
  const firstByte = seconds('kimi_proxy_first_byte_seconds', 'Request received to first byte.', FIRST_BYTE);
  const total = seconds('kimi_proxy_exchange_seconds', 'Request received to answer ended.', TOTAL);
  const overhead = seconds(
    'kimi_proxy_overhead_seconds',
    'Request received whole to first attempt sent.',
    OVERHEAD,
  );
  const storage = new Counter({
    name: 'kimi_proxy_storage_errors_total',
    help: 'Times the database could not do what was asked of it.',
    labelNames: ['operation'],
    registers,
  });
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  gauge('kimi_proxy_exchanges_running', 'Exchanges that run now.', () => sources.running?.() ?? 0);
  gauge('kimi_proxy_live_connections', 'Open dashboard connections.', () => sources.connections?.() ?? 0);
  gauge('process_resident_memory_bytes', 'Resident memory in bytes.', () => process.memoryUsage.rss());
  gauge('process_uptime_seconds', 'Seconds since the process started.', () => process.uptime());
  new Gauge({
    name: 'kimi_proxy_info',
    help: 'The running version.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    setSources(more) {
      sources = { ...sources, ...more };
    },
    storageTrouble(what) {
      storage.inc({ operation: what });
    },
    observe(exchange) {
      const provider = exchange.provider ?? 'none';
      exchanges.inc({ provider, status: exchange.status });
      for (const kind of TOKEN_KINDS) {
        const value = exchange.tokens[kind];
        if (value !== null && value > 0) tokens.inc({ provider, kind }, value);
      }
      const { usd } = exchange.cost;
      if (usd !== null && usd > 0) cost.inc({ provider }, usd);
      const { first_byte_ms, total_ms, proxy_ms } = exchange.timings;
      if (first_byte_ms !== null) firstByte.observe({ provider }, first_byte_ms / 1000);
      if (total_ms !== null) total.observe({ provider }, total_ms / 1000);
      if (proxy_ms !== null) overhead.observe({ provider }, proxy_ms / 1000);
    },
  };
}
