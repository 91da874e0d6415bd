import OpenAI from 'openai';
import type {
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseInput,
} from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import { answer } from '../../support/upstream/index.ts';
import { sharedBed } from './bed.ts';
import { type Asking, type Client, type Heard, PARAMETERS, type Talk, TOOLS } from './client.ts';
import { matrix } from './matrix.ts';
import { OPENAI_ERRORS, openAiFailure } from './openai-errors.ts';
import { LISTED, PROVIDERS } from './providers.ts';
import { rejection, said } from './route.ts';

function heardFrom({ output, output_text, usage, status, error }: Response): Heard {
  if (error) throw new Error(error.message);
  return {
    text: output_text,
    reasoning: output
      .flatMap((item) => (item.type === 'reasoning' ? [...item.summary, ...(item.content ?? [])] : []))
      .map((part) => part.text)
      .join(''),
    calls: output.flatMap((item) =>
      item.type === 'function_call'
        ? [{ id: item.call_id, name: item.name, args: JSON.parse(item.arguments) as unknown }]
        : [],
    ),
    usage: {
      input: usage?.input_tokens,
      cached: usage?.input_tokens_details?.cached_tokens,
      output: usage?.output_tokens,
      reasoning: usage?.output_tokens_details?.reasoning_tokens,
    },
    finish: status,
  };
}

const clientOf = (url: string): OpenAI =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: 'the-clients-own', maxRetries: 0 });

function talkOf(url: string, model: string): Talk {
  const client = clientOf(url);
  const input: ResponseInput = [];

  const requestOf = ({ tools, think, schema }: Asking): Omit<ResponseCreateParamsNonStreaming, 'stream'> => ({
    model,
    input: [...input],
    store: false,
    include: ['reasoning.encrypted_content'],
    ...(tools
      ? { tools: TOOLS.map((tool) => ({ type: 'function', ...tool, parameters: PARAMETERS, strict: true })) }
      : {}),
    ...(think ? { reasoning: { effort: 'medium', summary: 'auto' } } : {}),
    ...(schema ? { text: { format: { type: 'json_schema', name: 'answer', schema, strict: true } } } : {}),
  });

  async function streamed(asking: Asking): Promise<Response> {
    const stream = client.responses.stream(requestOf(asking), { signal: asking.signal });
    const pass =
      (kind: 'text' | 'reasoning' | 'arguments') =>
      ({ delta }: { delta: string }): void =>
        asking.onPiece?.({ kind, text: delta });
    stream.on('response.output_text.delta', pass('text'));
    stream.on('response.reasoning_summary_text.delta', pass('reasoning'));
    stream.on('response.reasoning_text.delta', pass('reasoning'));
    stream.on('response.function_call_arguments.delta', pass('arguments'));
    return stream.finalResponse();
  }

  return {
    say(text, image) {
      if (image === undefined) input.push({ role: 'user', content: text });
      else
        input.push({
          role: 'user',
          content: [
            { type: 'input_text', text },
            { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${image}` },
          ],
        });
    },
    give(results) {
      for (const { call, output } of results)
        input.push({ type: 'function_call_output', call_id: call.id, output });
    },
    async ask(asking) {
      const response = asking.stream
        ? await streamed(asking)
        : await client.responses.create(requestOf(asking), { signal: asking.signal });
      const heard = heardFrom(response);
      input.push(...(response.output as ResponseInput));
      return heard;
    },
  };
}

const client: Client = {
  name: 'openai, responses',
  language: 'openai-responses',
  models: 'gpt-5',
  talk: talkOf,
  errors: OPENAI_ERRORS,
  failure: openAiFailure,
  limitHeader: 'x-ratelimit-remaining-requests',
  finish: { stop: 'completed', calls: 'completed' },
  hearsReasoning: true,
  keepsReasoning: 'always',
  streamsArguments: true,
  countsReasoning: true,
};

const bed = sharedBed();
matrix(bed, client);

describe('openai, responses', () => {
  it.each(PROVIDERS.filter(({ language }) => language !== 'openai-responses'))(
    'goes on from an earlier answer by $name by its id',
    async ({ name, strict }) => {
      const { responses } = clientOf(bed.proxy.url);
      const model = `gpt-5-${name}`;
      bed.next(answer({ parts: [said('The first answer')] }, { strict }));
      const first = await responses.create({ model, input: 'A first question' });
      const second = new Promise<string>((resolve) =>
        bed.next((call) => {
          resolve(call.request.text());
          return answer({ parts: [said('The second')] }, { strict })(call);
        }),
      );
      const { output_text } = await responses.create({
        model,
        input: 'A second question',
        previous_response_id: first.id,
      });
      expect(output_text).toBe('The second');
      for (const words of ['A first question', 'The first answer', 'A second question'])
        expect(await second).toContain(words);
    },
  );

  it('lists all models and finds one', async () => {
    const { models } = clientOf(bed.proxy.url);
    const ids: string[] = [];
    for await (const model of models.list()) ids.push(model.id);
    expect(ids).toEqual(expect.arrayContaining(LISTED));
    expect(await models.retrieve('listed-42')).toMatchObject({ id: 'listed-42', object: 'model' });
    expect(await rejection(models.retrieve('nothing'))).toBeInstanceOf(OpenAI.NotFoundError);
  });
});
