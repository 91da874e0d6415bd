import Anthropic, { APIError } from '@anthropic-ai/sdk';
import type { Message, MessageCreateParamsNonStreaming, MessageParam } from '@anthropic-ai/sdk/resources';
import { sharedBed } from './bed.ts';
import { type Asking, type Client, type Heard, MAX_TOKENS, PARAMETERS, type Talk, TOOLS } from './client.ts';
import { matrix } from './matrix.ts';

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

function talkOf(url: string, model: string): Talk {
  const client = new Anthropic({ baseURL: url, apiKey: 'the-clients-own', maxRetries: 0 });
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

matrix(sharedBed(), client);
