import type { ExportedExchange } from '../../contract/index.ts';

export type Cell = string | number | boolean | null;

/**
 * The columns of the CSV, in their order: new ones come behind, so that a place means what it meant. Names are those of the
 * JSON, flattened.
 */
export const COLUMNS: readonly { name: string; value(exchange: ExportedExchange): Cell }[] = [
  { name: 'id', value: (x) => x.id },
  { name: 'session_id', value: (x) => x.session_id },
  { name: 'agent_id', value: (x) => x.agent_id },
  { name: 'kind', value: (x) => x.kind },
  { name: 'started_at', value: (x) => x.started_at },
  { name: 'status', value: (x) => x.status },
  { name: 'http_status', value: (x) => x.http_status },
  { name: 'protocol', value: (x) => x.protocol },
  { name: 'client_name', value: (x) => x.client.name },
  { name: 'client_version', value: (x) => x.client.version },
  { name: 'model', value: (x) => x.model },
  { name: 'provider', value: (x) => x.provider },
  { name: 'provider_model', value: (x) => x.provider_model },
  { name: 'streamed', value: (x) => x.streamed },
  { name: 'context_tokens', value: (x) => x.tokens.context },
  { name: 'window_tokens', value: (x) => x.tokens.window },
  { name: 'context_use', value: (x) => x.tokens.context_use },
  { name: 'input_tokens', value: (x) => x.tokens.input },
  { name: 'cache_read_tokens', value: (x) => x.tokens.cache_read },
  { name: 'cache_write_tokens', value: (x) => x.tokens.cache_write },
  { name: 'output_tokens', value: (x) => x.tokens.output },
  { name: 'reasoning_tokens', value: (x) => x.tokens.reasoning },
  { name: 'token_source', value: (x) => x.tokens.source },
  { name: 'cost_usd', value: (x) => x.cost.usd },
  { name: 'first_byte_ms', value: (x) => x.timings.first_byte_ms },
  { name: 'total_ms', value: (x) => x.timings.total_ms },
  { name: 'proxy_ms', value: (x) => x.timings.proxy_ms },
  { name: 'longest_silence_ms', value: (x) => x.timings.longest_silence_ms },
  { name: 'attempts', value: (x) => x.attempts.length },
  { name: 'warnings', value: (x) => x.warnings.map((warning) => warning.code).join(' ') || null },
  { name: 'error_code', value: (x) => x.error?.code ?? null },
  { name: 'error_message', value: (x) => x.error?.message ?? null },
  { name: 'token_error', value: (x) => x.tokens.error },
  { name: 'cache_write_1h_tokens', value: (x) => x.usage?.cache_write_1h ?? null },
  { name: 'memory_tokens', value: (x) => x.memory_tokens },
  { name: 'cost_input_usd', value: (x) => x.cost.input },
  { name: 'cost_cache_read_usd', value: (x) => x.cost.cache_read },
  { name: 'cost_cache_write_5m_usd', value: (x) => x.cost.cache_write_5m },
  { name: 'cost_cache_write_1h_usd', value: (x) => x.cost.cache_write_1h },
  { name: 'cost_output_usd', value: (x) => x.cost.output },
  { name: 'cost_reasoning_usd', value: (x) => x.cost.reasoning },
  { name: 'cost_source', value: (x) => x.cost.source },
  { name: 'project', value: (x) => x.project },
];
