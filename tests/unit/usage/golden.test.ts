import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../src/config/presets/index.ts';
import type { Cost } from '../../../src/contract/index.ts';
import { costSchema, usageSchema } from '../../../src/contract/index.ts';
import { checkUsage } from '../../../src/pipeline/check-usage.ts';
import { costWith, type Prices } from '../../../src/pricing/index.ts';
import { protocolNamed } from '../../../src/protocols/index.ts';
import { framed, type GoldenUsage, goldenUsages } from '../../support/fixtures/usage.ts';

const goldens = goldenUsages();

function pricesOf({ rates }: GoldenUsage): Prices | null {
  return rates === null ? null : { rates, tiers: [], source: 'table' };
}

function expectCost(cost: Cost, golden: Cost): void {
  expect(costSchema.parse(cost)).toEqual(cost);
  expect(cost.source).toBe(golden.source);
  for (const part of Object.keys(golden) as (keyof Cost)[]) {
    const figure = golden[part];
    if (typeof figure === 'number') expect(cost[part], part).toBeCloseTo(figure, 12);
    else expect(cost[part], part).toBe(figure);
  }
}

describe.each(goldens)('what $name says that it used', (golden) => {
  const protocol = protocolNamed(golden.protocol);
  const stream = framed(golden.protocol, golden.stream);

  it('is read from a whole answer', () => {
    const { usage } = protocol.readAnswer(Buffer.from(JSON.stringify(golden.answer)), false);
    expect(usage).toEqual(golden.usage);
    expect(usageSchema.parse(usage)).toEqual(usage);
  });

  it('is read from a stream, and from its end where that has all of it', () => {
    const answer = protocol.readAnswer(stream, true);
    expect(answer).toMatchObject({ finished: true, text: 'Blue and calm.' });
    expect(answer.usage).toEqual(golden.usage);
    const tail = protocol.readStreamTail(stream);
    if (tail !== null) expect(tail.usage).toEqual(golden.usage);
  });

  it('costs what it costs, each part once', () => {
    const cost = costWith(golden.usage, pricesOf(golden));
    expectCost(cost, golden.cost);
    const { usd, source: _, ...parts } = cost;
    const known = Object.values(parts).filter((part) => part !== null);
    if (known.length > 0) expect(known.reduce((a, b) => a + b, 0)).toBeCloseTo(usd ?? Number.NaN, 12);
  });

  it('adds up, so that nothing is warned of', () => {
    expect(checkUsage('it', golden.usage)).toEqual([]);
  });

  it('names where it is described', () => {
    expect(golden.source).toMatch(/^https:\/\//);
    expect(golden.says).not.toBe('');
  });
});

describe('the golden files', () => {
  it('have one for each preset that is spoken to over the network or at home', () => {
    const wanted = PRESETS.map(({ name }) => name).filter((name) => name !== 'test' && name !== 'chatgpt');
    expect(new Set(goldens.map(({ preset }) => preset))).toEqual(new Set([...wanted, null]));
  });
});
