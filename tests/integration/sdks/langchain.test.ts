import { type AIMessageChunk, HumanMessage, ToolMessage, type UsageMetadata } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { sharedBed } from './bed.ts';
import { type Asking, type Client, type Heard, PARAMETERS, type Piece, type Talk, TOOLS } from './client.ts';
import { matrix } from './matrix.ts';
import { OPENAI_ERRORS, openAiFailure } from './openai-errors.ts';

type Said = Pick<
  AIMessageChunk,
  'content' | 'text' | 'tool_calls' | 'usage_metadata' | 'response_metadata' | 'additional_kwargs'
>;

/**
 * What a message has of the model's reasoning: parts of its content, of whole answers of the Responses API; what came of a
 * summary, of streams; `reasoning_content`, of chat completions.
 */
function reasoningOf({ content, additional_kwargs }: Said): string {
  const { reasoning, reasoning_content } = additional_kwargs as {
    reasoning?: { summary?: { text?: string }[] };
    reasoning_content?: string;
  };
  const parts = (typeof content === 'string' ? [] : content) as { type: string; reasoning?: string }[];
  const told = parts.map((part) => (part.type === 'reasoning' ? (part.reasoning ?? '') : '')).join('');
  const summary = (reasoning?.summary ?? []).map(({ text }) => text ?? '').join('');
  return told || summary || (reasoning_content ?? '');
}

function heardFrom(message: Said): Heard {
  const usage = message.usage_metadata as UsageMetadata | undefined;
  return {
    text: message.text,
    reasoning: reasoningOf(message),
    calls: (message.tool_calls ?? []).map(({ id, name, args }) => ({ id: id ?? '', name, args })),
    usage: {
      input: usage?.input_tokens,
      cached: usage?.input_token_details?.cache_read,
      output: usage?.output_tokens,
      reasoning: usage?.output_token_details?.reasoning,
    },
    finish: (message.response_metadata.finish_reason ?? message.response_metadata.status) as
      | string
      | undefined,
  };
}

function piecesOf(chunk: AIMessageChunk): Piece[] {
  return [
    { kind: 'reasoning' as const, text: reasoningOf(chunk) },
    { kind: 'text' as const, text: chunk.text },
    ...(chunk.tool_call_chunks ?? []).map(({ args }) => ({ kind: 'arguments' as const, text: args ?? '' })),
  ].filter(({ text }) => text !== '');
}

function talkOf(url: string, model: string, responses: boolean): Talk {
  const chat = new ChatOpenAI({
    model,
    apiKey: 'the-clients-own',
    configuration: { baseURL: `${url}/v1` },
    maxRetries: 0,
    useResponsesApi: responses,
    ...(responses ? { zdrEnabled: true } : {}),
  });
  const messages: (HumanMessage | ToolMessage | AIMessageChunk)[] = [];
  const offered = TOOLS.map((tool) => ({
    type: 'function' as const,
    function: { ...tool, parameters: { ...PARAMETERS } },
  }));

  const optionsOf = ({ tools, think, signal }: Asking) => ({
    ...(signal ? { signal } : {}),
    ...(tools ? { tools: offered } : {}),
    // A summary is asked of the Responses API alone, and has the SDK choose that.
    ...(think
      ? { reasoning: { effort: 'medium' as const, ...(responses ? { summary: 'auto' as const } : {}) } }
      : {}),
  });

  async function streamed(asking: Asking): Promise<AIMessageChunk> {
    let whole: AIMessageChunk | undefined;
    for await (const chunk of await chat.stream([...messages], optionsOf(asking))) {
      for (const piece of piecesOf(chunk)) asking.onPiece?.(piece);
      whole = whole?.concat(chunk) ?? chunk;
    }
    if (whole === undefined) throw new Error('a stream without chunks');
    return whole;
  }

  return {
    say(text, image) {
      if (image === undefined) messages.push(new HumanMessage(text));
      else
        messages.push(
          new HumanMessage({
            content: [
              { type: 'text', text },
              { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } },
            ],
          }),
        );
    },
    give(results) {
      for (const { call, output } of results)
        messages.push(new ToolMessage({ tool_call_id: call.id, content: output, name: call.name }));
    },
    async ask(asking) {
      if (asking.schema) {
        const bound = chat.withStructuredOutput(asking.schema, { method: 'jsonSchema', name: 'answer' });
        const parsed = await bound.invoke([...messages]);
        return { text: JSON.stringify(parsed), reasoning: '', calls: [], usage: {}, finish: undefined };
      }
      const message = asking.stream
        ? await streamed(asking)
        : ((await chat.invoke([...messages], optionsOf(asking))) as AIMessageChunk);
      messages.push(message);
      return heardFrom(message);
    },
  };
}

const COMMON = {
  models: 'gpt-5',
  errors: OPENAI_ERRORS,
  failure: openAiFailure,
  limitHeader: 'x-ratelimit-remaining-requests',
  hearsReasoning: true,
  streamsArguments: true,
  countsReasoning: true,
} as const;

const CLIENTS: Client[] = [
  {
    ...COMMON,
    name: '@langchain/openai, chat',
    language: 'openai-chat',
    talk: (url, model) => talkOf(url, model, false),
    finish: { stop: 'stop', calls: 'tool_calls' },
    keepsReasoning: 'never',
  },
  {
    ...COMMON,
    name: '@langchain/openai, responses',
    language: 'openai-responses',
    talk: (url, model) => talkOf(url, model, true),
    finish: { stop: 'completed', calls: 'completed' },
    // Of a streamed item it keeps what its announcement says, which is without the encrypted content.
    keepsReasoning: 'whole',
    missesErrors: true,
  },
];

const bed = sharedBed();
for (const client of CLIENTS) matrix(bed, client);
