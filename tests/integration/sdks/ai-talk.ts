import {
  APICallError,
  generateText,
  jsonSchema,
  type LanguageModel,
  type LanguageModelUsage,
  type ModelMessage,
  Output,
  streamText,
  type ToolSet,
  tool,
} from 'ai';
import { type Asking, type Failure, type Heard, MAX_TOKENS, PARAMETERS, type Talk, TOOLS } from './client.ts';

type ProviderOptions = NonNullable<Parameters<typeof generateText>[0]['providerOptions']>;

/** Offered, and not run by the SDK. */
const OFFERED: ToolSet = Object.fromEntries(
  TOOLS.map(({ name, description }) => [
    name,
    tool({ description, inputSchema: jsonSchema<{ city: string }>({ ...PARAMETERS, required: ['city'] }) }),
  ]),
);

interface Result {
  text: string;
  reasoningText: string | undefined;
  toolCalls: { toolCallId: string; toolName: string; input: unknown }[];
  usage: LanguageModelUsage;
  finishReason: string;
}

function heardFrom({ text, reasoningText, toolCalls, usage, finishReason }: Result): Heard {
  return {
    text,
    reasoning: reasoningText ?? '',
    calls: toolCalls.map((call) => ({ id: call.toolCallId, name: call.toolName, args: call.input })),
    usage: {
      input: usage.inputTokens,
      cached: usage.inputTokenDetails.cacheReadTokens,
      output: usage.outputTokens,
      reasoning: usage.outputTokenDetails.reasoningTokens,
    },
    finish: finishReason,
  };
}

/** A conversation in Vercel's SDK; `thinking`: how this provider of it is asked to think. */
export function aiTalk(model: LanguageModel, thinking: ProviderOptions): Talk {
  const messages: ModelMessage[] = [];

  const requestOf = ({ tools, think, schema, signal }: Asking) => ({
    model,
    messages: [...messages],
    maxRetries: 0,
    maxOutputTokens: MAX_TOKENS,
    ...(signal ? { abortSignal: signal } : {}),
    ...(tools ? { tools: OFFERED } : {}),
    ...(think ? { providerOptions: thinking } : {}),
    ...(schema ? { output: Output.object({ schema: jsonSchema(schema) }) } : {}),
  });

  async function streamed(asking: Asking): Promise<Heard> {
    const result = streamText({ ...requestOf(asking), onError: () => undefined });
    for await (const part of result.fullStream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'abort') throw new Error('aborted');
      if (part.type === 'text-delta') asking.onPiece?.({ kind: 'text', text: part.text });
      if (part.type === 'reasoning-delta') asking.onPiece?.({ kind: 'reasoning', text: part.text });
      if (part.type === 'tool-input-delta') asking.onPiece?.({ kind: 'arguments', text: part.delta });
    }
    messages.push(...(await result.response).messages);
    return heardFrom({
      text: await result.text,
      reasoningText: await result.reasoningText,
      toolCalls: await result.toolCalls,
      usage: await result.usage,
      finishReason: await result.finishReason,
    });
  }

  return {
    say(text, image) {
      messages.push({
        role: 'user',
        content: [
          { type: 'text', text },
          ...(image === undefined ? [] : [{ type: 'image' as const, image, mediaType: 'image/png' }]),
        ],
      });
    },
    give(results) {
      messages.push({
        role: 'tool',
        content: results.map(({ call, output }) => ({
          type: 'tool-result',
          toolCallId: call.id,
          toolName: call.name,
          output: { type: 'text', value: output },
        })),
      });
    },
    async ask(asking) {
      if (asking.stream) return streamed(asking);
      const result = await generateText(requestOf(asking));
      messages.push(...result.response.messages);
      const heard = heardFrom(result);
      return asking.schema ? { ...heard, text: JSON.stringify(result.output) } : heard;
    },
  };
}

export function aiFailure(error: Error): Failure {
  const known = APICallError.isInstance(error) ? error : null;
  return { status: known?.statusCode, message: error.message, headers: known?.responseHeaders ?? null };
}
