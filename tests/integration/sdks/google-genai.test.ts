import {
  ApiError,
  type Chat,
  type GenerateContentConfig,
  type GenerateContentResponse,
  GoogleGenAI,
  type Part,
} from '@google/genai';
import { sharedBed } from './bed.ts';
import { type Asking, type Client, type Heard, PARAMETERS, type Talk, TOOLS } from './client.ts';
import { matrix } from './matrix.ts';

const partsOf = (response: GenerateContentResponse): Part[] => response.candidates?.[0]?.content?.parts ?? [];

/** The answer in one or more chunks. */
function heardFrom(chunks: GenerateContentResponse[]): Heard {
  const parts = chunks.flatMap(partsOf);
  const usage = chunks.findLast((chunk) => chunk.usageMetadata)?.usageMetadata;
  return {
    text: parts.map((part) => (part.thought ? '' : (part.text ?? ''))).join(''),
    reasoning: parts.map((part) => (part.thought ? (part.text ?? '') : '')).join(''),
    calls: parts.flatMap(({ functionCall: call }) =>
      call ? [{ id: call.id ?? '', name: call.name ?? '', args: call.args }] : [],
    ),
    usage: {
      input: usage?.promptTokenCount,
      cached: usage?.cachedContentTokenCount,
      output: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
      reasoning: usage?.thoughtsTokenCount,
    },
    finish: chunks.at(-1)?.candidates?.[0]?.finishReason,
  };
}

function configOf({ tools, think, schema, signal }: Asking): GenerateContentConfig {
  return {
    ...(signal ? { abortSignal: signal } : {}),
    ...(tools
      ? {
          tools: [
            { functionDeclarations: TOOLS.map((tool) => ({ ...tool, parametersJsonSchema: PARAMETERS })) },
          ],
        }
      : {}),
    ...(think ? { thinkingConfig: { includeThoughts: true } } : {}),
    ...(schema ? { responseMimeType: 'application/json', responseJsonSchema: schema } : {}),
  };
}

function talkOf(url: string, model: string): Talk {
  const client = new GoogleGenAI({ apiKey: 'the-clients-own', httpOptions: { baseUrl: url } });
  const chat: Chat = client.chats.create({ model });
  let message: Part[] = [];

  async function streamed(asking: Asking): Promise<Heard> {
    const chunks: GenerateContentResponse[] = [];
    for await (const chunk of await chat.sendMessageStream({ message, config: configOf(asking) })) {
      chunks.push(chunk);
      for (const { text, thought } of partsOf(chunk))
        if (text) asking.onPiece?.({ kind: thought ? 'reasoning' : 'text', text });
    }
    return heardFrom(chunks);
  }

  return {
    say(text, image) {
      message = [
        ...(image === undefined ? [] : [{ inlineData: { mimeType: 'image/png', data: image } }]),
        { text },
      ];
    },
    give(results) {
      message = results.map(({ call, output }) => ({
        functionResponse: { id: call.id, name: call.name, response: { output } },
      }));
    },
    ask: async (asking) =>
      asking.stream
        ? streamed(asking)
        : heardFrom([await chat.sendMessage({ message, config: configOf(asking) })]),
  };
}

const STATUSES = [400, 401, 403, 404, 429, 500, 529];

const client: Client = {
  name: '@google/genai',
  language: 'gemini',
  models: 'gemini-3-pro',
  talk: talkOf,
  errors: Object.fromEntries(STATUSES.map((status) => [status, ApiError])),
  failure: (error) => ({
    status: error instanceof ApiError ? error.status : undefined,
    message: error.message,
    headers: null,
  }),
  limitHeader: '',
  finish: { stop: 'STOP', calls: 'STOP' },
  hearsReasoning: true,
  keepsReasoning: 'always',
  streamsArguments: false,
  countsReasoning: true,
};

matrix(sharedBed(), client);
