import {
  ApiError,
  type Chat,
  type GenerateContentConfig,
  type GenerateContentResponse,
  GoogleGenAI,
  type Part,
} from '@google/genai';
import { describe, expect, it } from 'vitest';
import { answer } from '../../support/upstream/index.ts';
import { sharedBed } from './bed.ts';
import { type Asking, type Client, type Heard, PARAMETERS, type Talk, TOOLS } from './client.ts';
import { matrix } from './matrix.ts';
import { LISTED, PROVIDERS } from './providers.ts';
import { rejection } from './route.ts';

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

const clientOf = (url: string): GoogleGenAI =>
  new GoogleGenAI({ apiKey: 'the-clients-own', httpOptions: { baseUrl: url } });

function talkOf(url: string, model: string): Talk {
  const chat: Chat = clientOf(url).chats.create({ model });
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

const bed = sharedBed();
matrix(bed, client);

describe('@google/genai', () => {
  it.each(PROVIDERS)('counts tokens for $name: there where it can, else here', async ({ name, language }) => {
    bed.next(answer({ usage: { input: 4321, output: 1 } }, { strict: true }));
    const { totalTokens } = await clientOf(bed.proxy.url).models.countTokens({
      model: `gemini-3-pro-${name}`,
      contents: 'How many tokens may these few words be?',
    });
    if (language === 'gemini') expect(totalTokens).toBe(4321);
    else expect(totalTokens).toSatisfy((count: number) => count > 5 && count < 40);
  });

  it('lists all models, page by page, and finds one', async () => {
    const { models } = clientOf(bed.proxy.url);
    const names: (string | undefined)[] = [];
    for await (const model of await models.list({ config: { pageSize: 25 } })) names.push(model.name);
    expect(names).toEqual(expect.arrayContaining(LISTED.map((id) => `models/${id}`)));
    expect(new Set(names).size).toBe(names.length);
    expect(await models.get({ model: 'listed-42' })).toMatchObject({ displayName: 'listed-42' });
    expect(await rejection(models.get({ model: 'nothing' }))).toMatchObject({ status: 404 });
  });

  it('reaches a model by the name of its provider', async () => {
    bed.next(answer());
    const { text } = await clientOf(bed.proxy.url).models.generateContent({
      model: 'chat/some-model',
      contents: 'Hello',
    });
    expect(text).toBe('Hello from upstream');
  });
});
