import { describe, expect, it } from 'vitest';
import type { CacheExplanation, ExchangeView } from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import { toolFixtures } from '../../support/fixtures/index.ts';
import { send } from '../../support/http.ts';
import { prefixCache } from '../../support/prefix-cache.ts';

const { upstreamOf, proxyOf } = testBed();

/** What becomes of the cache in each request of a recorded run, turns and summaries alone. */
const RUNS = [
  {
    // Two agents; then a summary, after which it is resumed with other tools; its header line is new each time.
    tool: '@anthropic-ai/claude-code',
    provider: '[providers.anthropic]',
    causes: 'first first hit hit hit first hit hit hit hit tools_changed hit hit hit',
  },
  {
    // A summary by a call of its own; the texts about the place are sent in another order after it.
    tool: '@openai/codex',
    provider: '[providers.openai]',
    causes: 'first hit hit hit first compacted hit first',
  },
  {
    // A tool that is there only at times, and a sub-agent.
    tool: '@moonshot-ai/kimi-code',
    provider: '[providers.openai]\ntype = "openai-compatible"',
    causes: 'first hit tools_changed first hit hit hit compacted hit hit',
  },
];

describe('the cache of real tools', () => {
  it.each(RUNS)('of $tool is explained', async ({ tool, provider, causes }) => {
    const upstream = await upstreamOf();
    upstream.always(prefixCache({ now: Date.now, marks: provider.includes('anthropic') }));
    const name = provider.includes('anthropic') ? 'anthropic' : 'openai';
    const proxy = await proxyOf(
      `${provider}\nbase_url = "${upstream.url}"\napi_key = "k"\n[models."*"]\nprovider = "${name}"`,
    );
    const found: string[] = [];
    for (const request of toolFixtures().find((it) => it.tool === tool)?.requests ?? []) {
      const answer = await send(`${proxy.url}${request.path}`, {
        body: request.body,
        headers: Object.fromEntries(
          request.headers.filter(
            ([header]) => !/^(?:authorization|x-api-key|accept-encoding)$/i.test(header),
          ),
        ),
      });
      await proxy.program.idle();
      const id = answer.headers['x-kimi-proxy-exchange'];
      const { kind } = await proxy.get<ExchangeView>(`/api/exchanges/${String(id)}`);
      if (kind === 'count_tokens') continue;
      const explained = await proxy.get<CacheExplanation>(`/api/exchanges/${String(id)}/cache`);
      found.push(explained.cause);
      if (explained.cause === 'hit') expect(explained.lost_tokens).toBe(0);
      if (explained.cause === 'tools_changed') {
        const { added = [], removed = [], edited = [] } = explained.tools ?? {};
        expect(added.length + removed.length + edited.length).toBeGreaterThan(0);
        // Nobody says what this model costs.
        expect(explained.lost_usd).toBeNull();
      }
    }
    expect(found.join(' ')).toBe(causes);
  });
});
