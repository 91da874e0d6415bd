export { createLogger, type LogFields, type Logger, type LogLevel, logSafe } from './logger.ts';
export { createMetrics, type MeasuredExchange, type MetricSources, type Metrics } from './metrics.ts';
export { ProviderHealth } from './provider-health.ts';
