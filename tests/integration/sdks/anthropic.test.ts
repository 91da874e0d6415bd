import Anthropic, { APIError } from '@anthropic-ai/sdk';
import type { Message, MessageCreateParamsNonStreaming, MessageParam } from '@anthropic-ai/sdk/resources';
import { describe, expect, it } from 'vitest';
import { answer } from '../../support/upstream/index.ts';
import { sharedBed } from './bed.ts';
import { type Asking, type Client, type Heard, MAX_TOKENS, PARAMETERS, type Talk, TOOLS } from './client.ts';
import { matrix } from './matrix.ts';
import { LISTED, PROVIDERS } from './providers.ts';
import { rejection } from './route.ts';

function heardFrom({ content, usage, stop_reason }: Message): Heard {
  const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens, output_tokens } = usage;
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    reasoning: content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
    calls: content.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, args: block.input }] : [],
    ),
    usage: {
      input: input_tokens + (cache_read_input_tokens ?? 0) + (cache_creation_input_tokens ?? 0),
      cached: cache_read_input_tokens ?? undefined,
      output: output_tokens,
    },
    finish: stop_reason,
  };
}

const clientOf = (url: string): Anthropic =>
  new Anthropic({ baseURL: url, apiKey: 'the-clients-own', maxRetries: 0 });

function talkOf(url: string, model: string): Talk {
  const client = clientOf(url);
  const messages: MessageParam[] = [];

  const requestOf = ({ tools, think, schema }: Asking): MessageCreateParamsNonStreaming => ({
    model,
    max_tokens: MAX_TOKENS,
    messages: [...messages],
    ...(tools
      ? { tools: TOOLS.map((tool) => ({ ...tool, input_schema: { ...PARAMETERS, required: ['city'] } })) }
      : {}),
    ...(think ? { thinking: { type: 'enabled', budget_tokens: 2048 } } : {}),
    ...(schema ? { output_config: { format: { type: 'json_schema', schema } } } : {}),
  });

  function streamed(asking: Asking): Promise<Message> {
    const stream = client.messages.stream(requestOf(asking), { signal: asking.signal });
    stream.on('text', (text) => asking.onPiece?.({ kind: 'text', text }));
    stream.on('thinking', (text) => asking.onPiece?.({ kind: 'reasoning', text }));
    stream.on('inputJson', (text) => asking.onPiece?.({ kind: 'arguments', text }));
    return stream.finalMessage();
  }

  return {
    say(text, image) {
      if (image === undefined) messages.push({ role: 'user', content: text });
      else
        messages.push({
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: image } },
            { type: 'text', text },
          ],
        });
    },
    give(results) {
      messages.push({
        role: 'user',
        content: results.map(({ call, output }) => ({
          type: 'tool_result',
          tool_use_id: call.id,
          content: output,
        })),
      });
    },
    async ask(asking) {
      const message = asking.stream
        ? await streamed(asking)
        : await client.messages.create(requestOf(asking), { signal: asking.signal });
      messages.push({ role: 'assistant', content: message.content });
      return heardFrom(message);
    },
  };
}

const client: Client = {
  name: '@anthropic-ai/sdk',
  language: 'anthropic-messages',
  models: 'claude-sonnet-4-5',
  talk: talkOf,
  errors: {
    400: Anthropic.BadRequestError,
    401: Anthropic.AuthenticationError,
    403: Anthropic.PermissionDeniedError,
    404: Anthropic.NotFoundError,
    429: Anthropic.RateLimitError,
    500: Anthropic.InternalServerError,
    529: Anthropic.InternalServerError,
  },
  failure(error) {
    const known = error instanceof APIError ? error : null;
    return { status: known?.status, message: error.message, headers: known?.headers ?? null };
  },
  limitHeader: 'anthropic-ratelimit-requests-remaining',
  finish: { stop: 'end_turn', calls: 'tool_use' },
  hearsReasoning: true,
  keepsReasoning: 'always',
  streamsArguments: true,
  countsReasoning: false,
};

const bed = sharedBed();
matrix(bed, client);

describe('@anthropic-ai/sdk', () => {
  it.each(PROVIDERS)('counts tokens for $name: there where it can, else here', async ({ name, language }) => {
    bed.next(answer({ usage: { input: 4321, output: 1 } }, { strict: true }));
    const { input_tokens } = await clientOf(bed.proxy.url).messages.countTokens({
      model: `claude-sonnet-4-5-${name}`,
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'How many tokens may these few words be?' }],
    });
    if (language === 'anthropic-messages') expect(input_tokens).toBe(4321);
    else expect(input_tokens).toSatisfy((count: number) => count > 8 && count < 40);
  });

  it('lists all models, page by page, and finds one', async () => {
    const { models } = clientOf(bed.proxy.url);
    const ids: string[] = [];
    for await (const model of models.list()) {
      expect(model).toMatchObject({ type: 'model', display_name: model.id });
      ids.push(model.id);
    }
    expect(ids).toEqual(expect.arrayContaining(LISTED));
    expect(new Set(ids).size).toBe(ids.length);
    expect((await models.retrieve('listed-42')).id).toBe('listed-42');
    expect(await rejection(models.retrieve('nothing'))).toBeInstanceOf(Anthropic.NotFoundError);
  });
});
