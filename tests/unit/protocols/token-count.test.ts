import { describe, expect, it } from 'vitest';
import { normaliseUsage as messages } from '../../../src/protocols/anthropic-messages/usage.ts';
import { normaliseUsage as gemini } from '../../../src/protocols/gemini/usage.ts';
import { normaliseUsage as chat } from '../../../src/protocols/openai-chat/usage.ts';
import { normaliseUsage as responses } from '../../../src/protocols/openai-responses/usage.ts';

const MOST = 1_000_000_000;

describe('a count of tokens', () => {
  it.each([MOST + 1, Number.MAX_SAFE_INTEGER, 1e300, -1, 0.5, '7'])('is no count: %s', (count) => {
    expect(chat({ prompt_tokens: count, completion_tokens: count, total_tokens: count })).toBeNull();
    expect(responses({ input_tokens: count, output_tokens: count, total_tokens: count })).toBeNull();
    expect(messages({ input_tokens: count, output_tokens: count })).toBeNull();
    expect(gemini({ promptTokenCount: count, candidatesTokenCount: count })).toBeNull();
  });

  it('is one up to a billion', () => {
    expect(chat({ prompt_tokens: MOST, completion_tokens: 0 })).toMatchObject({ input: MOST, output: 0 });
    expect(responses({ input_tokens: MOST, output_tokens: 0 })).toMatchObject({ input: MOST });
    expect(messages({ input_tokens: MOST, cache_read_input_tokens: MOST })).toMatchObject({
      input: 2 * MOST,
    });
    expect(gemini({ promptTokenCount: MOST })).toMatchObject({ input: MOST });
  });
});
