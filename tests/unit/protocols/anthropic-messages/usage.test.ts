import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usageSchema } from '../../../../src/contract/index.ts';
import {
  normaliseUsage,
  StreamUsage,
  writeUsage,
} from '../../../../src/protocols/anthropic-messages/usage.ts';

const NOTHING = {
  input: null,
  cache_read: null,
  cache_write: null,
  output: null,
  reasoning: null,
  total: null,
};

describe('usage of a message', () => {
  it('counts what was read from the cache and written to it as input, which this wire does not', () => {
    expect(
      normaliseUsage({
        input_tokens: 12,
        cache_read_input_tokens: 9000,
        cache_creation_input_tokens: 800,
        cache_creation: { ephemeral_5m_input_tokens: 500, ephemeral_1h_input_tokens: 300 },
        output_tokens: 40,
        output_tokens_details: { thinking_tokens: 25 },
      }),
    ).toEqual({
      input: 9812,
      cache_read: 9000,
      cache_write: 800,
      cache_write_1h: 300,
      output: 40,
      reasoning: 25,
      total: 9852,
    });
  });

  it('has the writes of both lifetimes where only they are told', () => {
    const usage = {
      input_tokens: 1,
      output_tokens: 1,
      cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 7 },
    };
    expect(normaliseUsage(usage)).toMatchObject({ input: 13, cache_write: 12 });
  });

  it.each([
    [null],
    [[]],
    ['usage'],
    [{}],
    [{ input_tokens: -1, output_tokens: '5' }],
    [{ cache_read_input_tokens: 5 }],
  ])('%j is none', (value) => {
    expect(normaliseUsage(value)).toBeNull();
  });

  it('of any shape gives counts or nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const usage = normaliseUsage({
          input_tokens: a,
          cache_creation: b,
          output_tokens: b,
          output_tokens_details: a,
        });
        if (usage !== null) expect(usageSchema.parse(usage)).toEqual(usage);
      }),
    );
  });
});

describe('usage of a stream', () => {
  it('is never added up: later counts are cumulative and replace earlier ones', () => {
    const usage = new StreamUsage();
    usage.take({ input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 1 });
    usage.take({ output_tokens: 5 });
    expect(usage.take({ input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 8 })).toEqual({
      ...NOTHING,
      input: 100,
      cache_read: 90,
      output: 8,
      total: 108,
    });
  });

  it('keeps an input that a later event calls 0', () => {
    const usage = new StreamUsage();
    usage.take({ input_tokens: 10, output_tokens: 1 });
    expect(usage.take({ input_tokens: 0, output_tokens: 3 })).toMatchObject({ input: 10, output: 3 });
  });

  it('takes the input from the end where the beginning had none', () => {
    const usage = new StreamUsage();
    usage.take({ input_tokens: 0, output_tokens: 0 });
    expect(usage.take({ input_tokens: 7, output_tokens: 3 })).toMatchObject({ input: 7, output: 3 });
  });
});

describe('usage written for a client', () => {
  it('is read back as it was', () => {
    const count = fc.nat(100_000);
    fc.assert(
      fc.property(
        count,
        count,
        count,
        count,
        fc.option(count),
        (uncached, read, written, output, reasoning) => {
          const input = uncached + read + written;
          const usage = {
            input,
            cache_read: read,
            cache_write: written,
            output,
            reasoning,
            total: input + output,
          };
          expect(normaliseUsage(writeUsage(usage))).toEqual(usage);
        },
      ),
    );
  });

  it('has numbers where nothing is known, and none below 0', () => {
    expect(writeUsage(null)).toMatchObject({ input_tokens: 0, output_tokens: 0 });
    expect(writeUsage({ ...NOTHING, input: 5, cache_read: 9 })).toMatchObject({ input_tokens: 0 });
  });
});
