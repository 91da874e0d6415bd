import { describe, expect, it } from 'vitest';
import { createMetrics, type MeasuredExchange } from '../../../src/observability/index.ts';

const measured = (over: Partial<MeasuredExchange> = {}): MeasuredExchange => ({
  provider: 'kimi',
  status: 'ok',
  tokens: { input: 100, cache_read: 40, cache_write: null, output: 7, reasoning: 0 },
  cost: { usd: 0.5 },
  timings: { first_byte_ms: 900, total_ms: 4000, proxy_ms: 2 },
  ...over,
});

describe('the metrics', () => {
  it('count exchanges by provider and status', async () => {
    const metrics = createMetrics('1.2.3');
    metrics.observe(measured());
    metrics.observe(measured());
    metrics.observe(measured({ status: 'cut' }));
    metrics.observe(measured({ provider: null, status: 'error' }));
    const text = await metrics.text();
    expect(text).toContain('kimi_proxy_exchanges_total{provider="kimi",status="ok"} 2');
    expect(text).toContain('kimi_proxy_exchanges_total{provider="kimi",status="cut"} 1');
    expect(text).toContain('kimi_proxy_exchanges_total{provider="none",status="error"} 1');
  });

  it('add up tokens and cost, and take unknown as nothing', async () => {
    const metrics = createMetrics('1');
    metrics.observe(measured());
    metrics.observe(
      measured({ cost: { usd: null }, tokens: { ...measured().tokens, input: null, output: 3 } }),
    );
    const text = await metrics.text();
    expect(text).toContain('kimi_proxy_tokens_total{provider="kimi",kind="input"} 100');
    expect(text).toContain('kimi_proxy_tokens_total{provider="kimi",kind="output"} 10');
    expect(text).toContain('kimi_proxy_tokens_total{provider="kimi",kind="cache_read"} 80');
    expect(text).toContain('kimi_proxy_cost_usd_total{provider="kimi"} 0.5');
    expect(text).not.toContain('kind="cache_write"');
  });

  it('put durations into histograms, in seconds', async () => {
    const metrics = createMetrics('1');
    metrics.observe(measured());
    metrics.observe(measured({ timings: { first_byte_ms: null, total_ms: null, proxy_ms: null } }));
    const text = await metrics.text();
    expect(text).toContain('kimi_proxy_first_byte_seconds_bucket{le="0.5",provider="kimi"} 0');
    expect(text).toContain('kimi_proxy_first_byte_seconds_bucket{le="1",provider="kimi"} 1');
    expect(text).toContain('kimi_proxy_exchange_seconds_sum{provider="kimi"} 4');
    expect(text).toContain('kimi_proxy_overhead_seconds_count{provider="kimi"} 1');
  });

  it('read gauges when they are asked for', async () => {
    const metrics = createMetrics('1');
    let running = 3;
    metrics.setSources({ running: () => running });
    metrics.setSources({ connections: () => 20 });
    expect(await metrics.text()).toContain('kimi_proxy_exchanges_running 3');
    running = 0;
    const text = await metrics.text();
    expect(text).toContain('kimi_proxy_exchanges_running 0');
    expect(text).toContain('kimi_proxy_live_connections 20');
  });

  it('are zero where no source was named', async () => {
    expect(await createMetrics('1').text()).toContain('kimi_proxy_exchanges_running 0');
  });

  it('count trouble with the store by operation, and name the version', async () => {
    const metrics = createMetrics('1.2.3');
    metrics.storageTrouble('write');
    metrics.storageTrouble('write');
    const text = await metrics.text();
    expect(text).toContain('kimi_proxy_storage_errors_total{operation="write"} 2');
    expect(text).toContain('kimi_proxy_info{version="1.2.3"} 1');
  });

  it('do not meet those of another program in the same process', async () => {
    const [one, two] = [createMetrics('1'), createMetrics('2')];
    one.observe(measured());
    expect(await two.text()).not.toContain('status="ok"');
  });

  it('are in the format that Prometheus reads', () => {
    expect(createMetrics('1').contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  });
});
