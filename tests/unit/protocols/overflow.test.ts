import { describe, expect, it } from 'vitest';
import { overflowIn } from '../../../src/protocols/neutral/overflow.ts';
import { PROTOCOLS } from '../../../src/protocols/registry.ts';
import { toldError } from '../../../src/protocols/told-error.ts';

const said = (message: string, code = 'invalid_request_error', status = 400) =>
  overflowIn({ status, code, message });

describe('a context that is too long, as each provider says it', () => {
  it.each([
    ['Anthropic', 'prompt is too long: 213462 tokens > 200000 maximum', 213462, 200000],
    [
      'OpenAI',
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 8545 tokens.",
      8545,
      8192,
    ],
    ['Responses', 'Your input exceeds the context window of this model.', null, null],
    [
      'Gemini',
      'The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).',
      1196265,
      1048575,
    ],
    [
      'Kimi',
      'Invalid request: Your request exceeded model token limit: 262144 (requested: 291351)',
      291351,
      262144,
    ],
    ['Groq', 'Please reduce the length of the messages or completion.', null, null],
    [
      'xAI',
      "This model's maximum prompt length is 131,072 but the request contains 537,812 tokens.",
      537812,
      131072,
    ],
    [
      'OpenRouter',
      "This endpoint's maximum context length is 32768 tokens. However, you requested about 40000 tokens (30000 of text input, 10000 in the output).",
      null,
      null,
    ],
    ['Ollama', 'prompt too long; exceeded max context length by 4 tokens', null, null],
  ])('%s', (_provider, message, tokens, limit) => {
    expect(said(message)).toEqual({ tokens, limit });
  });

  it('by its code alone', () => {
    expect(said('no', 'context_length_exceeded')).toEqual({ tokens: null, limit: null });
  });

  it('and nothing else is one', () => {
    expect(said('max_tokens: 9000 > 8192, which is the maximum allowed number of output tokens')).toBeNull();
    expect(said('Your credit balance is too low')).toBeNull();
    expect(said('prompt is too long', 'rate_limit_error', 429)).toBeNull();
    expect(said('maximum context length', 'server_error', 500)).toBeNull();
    expect(said(`${'x'.repeat(3000)}prompt is too long`)).toBeNull();
  });
});

describe('what a client is told of it', () => {
  const error = toldError(
    { status: 400, code: 'x', message: 'exceeded model token limit: 262144 (requested: 291351)' },
    'kimi answered 400: exceeded model token limit: 262144 (requested: 291351)',
    { status: 400, details: { provider: 'kimi' } },
  );

  it('has the code that agents of OpenAI’s protocols look for, and the words of Anthropic’s', () => {
    const told = Object.fromEntries(PROTOCOLS.map((one) => [one.name, one.errorBody(error, 'x1')]));
    for (const name of ['openai-chat', 'openai-responses'])
      expect(told[name]).toMatchObject({ error: { code: 'context_length_exceeded' } });
    expect(told['anthropic-messages']).toMatchObject({
      error: {
        type: 'invalid_request_error',
        message: expect.stringMatching(
          /^prompt is too long: 291351 tokens > 262144 maximum; kimi answered 400/,
        ),
      },
    });
    expect(told.gemini).toMatchObject({ error: { code: 400, status: 'INVALID_ARGUMENT' } });
  });

  it('is what the provider said, where that is another thing', () => {
    const other = toldError({ status: 413, code: 'x', message: 'too many images' }, 'm', { status: 413 });
    expect(other).toMatchObject({ code: 'upstream_error', status: 413 });
  });
});
