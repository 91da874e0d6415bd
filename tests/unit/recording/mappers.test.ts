import { describe, expect, it } from 'vitest';
import { exchangeSchema } from '../../../src/contract/index.ts';
import { createExchange } from '../../../src/exchange/index.ts';
import { toStored, toView } from '../../../src/recording/index.ts';

function finished() {
  const exchange = createExchange({
    id: '01abc',
    startedAt: Date.UTC(2026, 10, 22, 1, 2, 3, 4),
    startedMono: 5,
    path: '/v1/chat/completions',
    protocol: 'openai-chat',
    kind: 'turn',
  });
  exchange.sessionId = 3;
  exchange.agentId = 'main';
  exchange.client = { name: 'curl', version: '8' };
  exchange.status = 'error';
  exchange.httpStatus = 502;
  exchange.model = 'fast';
  exchange.provider = 'kimi';
  exchange.providerModel = 'k2';
  exchange.route = { rule: 'models', detail: 'fast' };
  exchange.streamed = true;
  exchange.usage = { input: 1, cache_read: 0, cache_write: null, output: 2, reasoning: null, total: 3 };
  exchange.cost.usd = 0.5;
  exchange.counted = { vocabulary: 'o200k_base', tokens: 9 };
  exchange.error = { code: 'upstream_reset', message: 'cut' };
  exchange.headReceived = 'h1';
  exchange.headSent = 'h2';
  exchange.memoryTokens = 7;
  return exchange;
}

describe('mapping an exchange', () => {
  it('keeps every fact of it in its row', () => {
    const exchange = finished();
    const { client, startedMono, ...facts } = exchange;
    expect(startedMono).toBe(5);
    expect(toStored(exchange)).toEqual({ ...facts, clientName: client.name, clientVersion: client.version });
  });

  it('shows a row as the contract says, with what is unknown null', () => {
    const view = toView(toStored(finished()));
    expect(exchangeSchema.parse(view)).toEqual(view);
    expect(view).toMatchObject({
      id: '01abc',
      session_id: 3,
      started_at: '2026-11-22T01:02:03.004Z',
      http_status: 502,
      client: { name: 'curl', version: '8' },
      cost: { usd: 0.5 },
      tokens: { context: null, source: null },
    });
  });

  it('shows neither heads nor anything else that the contract does not name', () => {
    expect(Object.keys(toView(toStored(finished()))).toSorted()).toEqual(
      Object.keys(exchangeSchema.shape).toSorted(),
    );
  });
});
