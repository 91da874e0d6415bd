import OpenAI from 'openai';
import type {
  ChatCompletion,
  ChatCompletionMessageParam,
  ChatCompletionStreamParams,
} from 'openai/resources/chat/completions';
import { sharedBed } from './bed.ts';
import { type Asking, type Client, type Heard, PARAMETERS, type Talk, TOOLS } from './client.ts';
import { matrix } from './matrix.ts';
import { OPENAI_ERRORS, openAiFailure } from './openai-errors.ts';

/** Reasoning as Moonshot, DeepSeek and others have it beside what the SDK knows. */
type WithReasoning = { reasoning_content?: string };

function heardFrom({ choices, usage }: ChatCompletion): Heard {
  const [choice] = choices;
  const message = choice?.message;
  return {
    text: message?.content ?? '',
    reasoning: (message as WithReasoning | undefined)?.reasoning_content ?? '',
    calls: (message?.tool_calls ?? []).flatMap((call) =>
      call.type === 'function'
        ? [{ id: call.id, name: call.function.name, args: JSON.parse(call.function.arguments) as unknown }]
        : [],
    ),
    usage: {
      input: usage?.prompt_tokens,
      cached: usage?.prompt_tokens_details?.cached_tokens,
      output: usage?.completion_tokens,
      reasoning: usage?.completion_tokens_details?.reasoning_tokens,
    },
    finish: choice?.finish_reason,
  };
}

function talkOf(url: string, model: string): Talk {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'the-clients-own', maxRetries: 0 });
  const messages: ChatCompletionMessageParam[] = [];

  const requestOf = ({ tools, think, schema }: Asking): ChatCompletionStreamParams => ({
    model,
    messages: [...messages],
    stream: true,
    ...(tools
      ? { tools: TOOLS.map((tool) => ({ type: 'function', function: { ...tool, parameters: PARAMETERS } })) }
      : {}),
    ...(think ? { reasoning_effort: 'medium' } : {}),
    ...(schema
      ? { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } } }
      : {}),
  });

  async function streamed(asking: Asking): Promise<[ChatCompletion, string]> {
    const request = { ...requestOf(asking), stream_options: { include_usage: true } };
    const stream = client.chat.completions.stream(request, { signal: asking.signal });
    let reasoning = '';
    stream.on('chunk', ({ choices }) => {
      const delta = choices[0]?.delta;
      const thought = (delta as WithReasoning | undefined)?.reasoning_content;
      if (thought) {
        reasoning += thought;
        asking.onPiece?.({ kind: 'reasoning', text: thought });
      }
      if (delta?.content) asking.onPiece?.({ kind: 'text', text: delta.content });
      for (const call of delta?.tool_calls ?? [])
        asking.onPiece?.({ kind: 'arguments', text: call.function?.arguments ?? '' });
    });
    return [await stream.finalChatCompletion(), reasoning];
  }

  return {
    say(text, image) {
      if (image === undefined) messages.push({ role: 'user', content: text });
      else
        messages.push({
          role: 'user',
          content: [
            { type: 'text', text },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } },
          ],
        });
    },
    give(results) {
      for (const { call, output } of results)
        messages.push({ role: 'tool', tool_call_id: call.id, content: output });
    },
    async ask(asking) {
      if (asking.stream) {
        const [completion, reasoning] = await streamed(asking);
        const [choice] = completion.choices;
        if (choice) messages.push(choice.message);
        return { ...heardFrom(completion), reasoning };
      }
      const completion = await client.chat.completions.create(
        { ...requestOf(asking), stream: false },
        { signal: asking.signal },
      );
      const [choice] = completion.choices;
      if (choice) messages.push(choice.message);
      return heardFrom(completion);
    },
  };
}

const client: Client = {
  name: 'openai, chat completions',
  language: 'openai-chat',
  models: 'gpt-5',
  talk: talkOf,
  errors: OPENAI_ERRORS,
  failure: openAiFailure,
  limitHeader: 'x-ratelimit-remaining-requests',
  finish: { stop: 'stop', calls: 'tool_calls' },
  hearsReasoning: true,
  // `.stream()` puts each delta of a field that it does not know in place of the one before.
  keepsReasoning: 'whole',
  streamsArguments: true,
  countsReasoning: true,
};

matrix(sharedBed(), client);
