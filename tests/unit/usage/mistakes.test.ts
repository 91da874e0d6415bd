import { describe, expect, it } from 'vitest';
import { costOf, type Prices } from '../../../src/pricing/index.ts';
import { protocolNamed } from '../../../src/protocols/index.ts';
import { framed, type GoldenUsage, goldenUsages } from '../../support/fixtures/usage.ts';

function golden(name: string): GoldenUsage {
  const found = goldenUsages().find((one) => one.name === name);
  if (found === undefined) throw new Error(`no golden file ${name}`);
  return found;
}

const PRICES: Prices = {
  rates: { input: 10, cacheRead: 1, cacheWrite5m: 12.5, cacheWrite1h: 20, output: 50, reasoning: null },
  tiers: [],
  source: 'table',
};
const read = ({ protocol, stream }: GoldenUsage, events = stream) =>
  protocolNamed(protocol).readAnswer(framed(protocol, events), true);
const costs = (name: string) => costOf(golden(name).usage, PRICES);

describe('mistakes that are made elsewhere', () => {
  it.each(['openai-chat', 'anthropic-messages', 'gemini', 'moonshot-top-level', 'deepseek', 'groq'])(
    'cached tokens are not priced twice (%s)',
    (name) => {
      const { usage } = golden(name);
      const same: Prices = {
        ...PRICES,
        rates: { input: 1, cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1, output: 0, reasoning: null },
      };
      expect(costOf(usage, same).usd).toBeCloseTo((usage.input ?? 0) / 1e6, 12);
    },
  );

  it.each([
    ['openai-chat', 86, 1920],
    ['openai-responses', 72, 256],
    ['anthropic-messages', 12, 9000],
    ['gemini', 100, 4000],
    ['moonshot-top-level', 312, 18_688],
    ['deepseek-older', 184, 2816],
    ['groq', 33, 4608],
    ['siliconflow', 388, 512],
  ])('cached tokens are not priced at the full rate (%s)', (name, uncached, cached) => {
    const cost = costs(name);
    expect(cost.input).toBeCloseTo((uncached * 10) / 1e6, 12);
    expect(cost.cache_read).toBeCloseTo(cached / 1e6, 12);
  });

  it('message_start and message_delta are not added', () => {
    const { usage } = read(golden('anthropic-messages'));
    // 3 + 40 of output, and twice the input, is what adding them gives.
    expect(usage).toMatchObject({ input: 9812, output: 40, cache_read: 9000, cache_write: 800 });
    expect(read(golden('anthropic-messages-brief')).usage).toMatchObject({ input: 472, output: 89 });
  });

  it('what was written for an hour is not priced as for five minutes where only message_start tells', () => {
    const one = golden('anthropic-messages');
    const stream = framed(one.protocol, one.stream);
    const protocol = protocolNamed(one.protocol);
    const { usage } = protocol.readStreamTail(stream) ?? protocol.readAnswer(stream, true);
    expect(usage?.cache_write_1h).toBe(300);
  });

  it('usage in every chunk: the last one counts', () => {
    expect(read(golden('siliconflow')).usage).toMatchObject({ output: 70, total: 970 });
    expect(read(golden('gemini')).usage).toMatchObject({ output: 100, total: 4200 });
  });

  it("Gemini's thoughts are added to output", () => {
    expect(read(golden('gemini')).usage).toMatchObject({ output: 100, reasoning: 70 });
    expect(read(golden('gemini-chat')).usage).toMatchObject({ output: 996, reasoning: 572 });
  });

  it("Anthropic's input is exclusive of cached", () => {
    const { answer } = golden('anthropic-messages');
    const said = (answer as { usage: Record<string, number> }).usage;
    expect(read(golden('anthropic-messages')).usage?.input).toBe(
      (said.input_tokens ?? 0) +
        (said.cache_read_input_tokens ?? 0) +
        (said.cache_creation_input_tokens ?? 0),
    );
  });

  it('reasoning is not added on top of output where it is part of it', () => {
    for (const name of ['openai-chat', 'openai-responses', 'anthropic-messages', 'deepseek', 'groq']) {
      const { usage } = golden(name);
      const cost = costs(name);
      expect((cost.output ?? 0) + (cost.reasoning ?? 0)).toBeCloseTo(((usage.output ?? 0) * 50) / 1e6, 12);
    }
  });

  it('reasoning is added to output where it stands beside it', () => {
    expect(read(golden('xai')).usage).toMatchObject({ output: 1499 + 2809, reasoning: 2809 });
  });

  it('an aborted stream keeps what message_start said, and takes its placeholder for no count', () => {
    const one = golden('anthropic-messages');
    expect(read(one, one.stream.slice(0, 4))).toMatchObject({
      finished: false,
      text: 'Blue and calm.',
      usage: {
        input: 9812,
        cache_read: 9000,
        cache_write: 800,
        cache_write_1h: 300,
        output: null,
        total: null,
      },
    });
    // A server that counts at the end alone has said nothing by then.
    const late = golden('moonshot-messages');
    expect(read(late, late.stream.slice(0, 4)).usage).toBeNull();
  });
});
