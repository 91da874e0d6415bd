import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src/exchange/index.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import type { Message } from '../../../../src/protocols/neutral/request.ts';
import { conversion } from '../../../../src/protocols/openai-responses/conversion.ts';
import { holdsOurTexts } from '../../../../src/protocols/openai-responses/our-texts.ts';
import { answer as anyAnswer, conversation } from './arbitraries.ts';
import { answerOf, neutral, read, target, whole, write } from './support.ts';

/** Without reasoning at the end of a turn behind which somebody else speaks. */
function closed(messages: Message[]): Message[] {
  return messages
    .map((message, i) => {
      if (message.role !== 'assistant' || i === messages.length - 1) return message;
      const last = message.parts.findLastIndex(({ type }) => type !== 'reasoning');
      return { ...message, parts: message.parts.slice(0, last + 1) };
    })
    .filter(({ parts }) => parts.length > 0);
}

/** A conversation as OpenAI gets it: without reasoning and seals that are not its own. */
function asSent(messages: Message[]): Message[] {
  const own = (part: Part): Part | null => {
    const seal = 'seal' in part ? part.seal : undefined;
    if (part.type === 'reasoning') return seal?.protocol === 'openai-responses' ? part : null;
    const { seal: _, ...rest } = part as Part & { seal?: unknown };
    return rest as Part;
  };
  const kept = messages
    .map((message) => ({ ...message, parts: message.parts.map(own).filter((part) => part !== null) }))
    .filter(({ parts }) => parts.length > 0);
  return closed(merged(kept));
}

describe('a conversation', () => {
  it('comes back from its items as it was', () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        const { body } = write(neutral({ messages }));
        const again = read(JSON.parse(JSON.stringify(body))).request.messages;
        // Unsealed reasoning in front of a sealed one goes with it.
        const texts = (list: Message[]) =>
          list
            .map(({ role, parts }) => [role, parts.filter(({ type }) => type !== 'reasoning')])
            .filter(([, parts]) => parts?.length);
        expect(texts(merged(again))).toEqual(texts(merged(asSent(messages))));
        const seals = (list: Message[]) =>
          list.flatMap(({ parts }) =>
            parts.flatMap((part) => (part.type === 'reasoning' && part.seal ? [part.seal] : [])),
          );
        expect(seals(again)).toEqual(seals(asSent(messages)));
      }),
    );
  });

  it('keeps everything from turn to turn through a client of this protocol', () => {
    fc.assert(
      fc.property(fc.array(anyAnswer, { minLength: 1, maxLength: 3 }), (answers) => {
        const input: unknown[] = [];
        for (const [i, answer] of answers.entries()) {
          input.push({ role: 'user', content: `turn ${i}` });
          input.push(...(whole(answer).output as unknown[]));
        }
        const { request } = read(JSON.parse(JSON.stringify({ input })));
        const parts = request.messages
          .filter(({ role }) => role === 'assistant')
          .flatMap((message) => message.parts);
        expect(parts).toEqual(answers.flatMap((answer) => answer.parts.map(filled)));
      }),
    );
  });
});

/** Adjacent messages of one role as one: they mean the same. */
function merged(messages: Message[]): Message[] {
  const out: Message[] = [];
  for (const message of messages) {
    const last = out.at(-1);
    if (last?.role === message.role) last.parts.push(...message.parts);
    else out.push({ ...message, parts: [...message.parts] });
  }
  return out;
}

/** What a part is told as: a call without arguments with empty ones, all reasoning as a summary. */
function filled(part: Part): Part {
  if (part.type === 'reasoning' && part.text !== '') return { ...part, summary: true };
  return part.type === 'tool_call' && part.input === '' && part.custom !== true
    ? { ...part, input: '{}' }
    : part;
}

describe('an answer', () => {
  it('comes back as it was, but for seals that have items of their own', () => {
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        const again = conversion.readAnswer(JSON.parse(JSON.stringify(whole(answer))));
        const plain = (parts: Part[]) =>
          parts
            .filter((part) => part.type !== 'reasoning' || part.text !== '')
            .map((part) => (part.type === 'reasoning' ? filled(part) : { ...filled(part), seal: undefined }));
        expect(plain(again?.parts ?? [])).toEqual(plain(answer.parts));
        expect(again?.finish).toEqual(answer.finish);
        expect(again?.usage).toEqual(answer.usage);
      }),
    );
  });

  it('of another shape is none', () => {
    for (const odd of [null, 5, 'x', [], {}, { output: 'x' }]) expect(conversion.readAnswer(odd)).toBeNull();
  });
});

describe('a hostile request', () => {
  const field = fc.constantFrom(
    'input',
    'tools',
    'tool_choice',
    'instructions',
    'text',
    'reasoning',
    'include',
    'metadata',
    'top_logprobs',
    'user',
  );
  const type = fc.constantFrom(
    'message',
    'reasoning',
    'function_call',
    'function_call_output',
    'local_shell_call',
    'shell_call_output',
    'tool_search_output',
    'apply_patch_call',
    'compaction',
    'additional_tools',
    'agent_message',
    'namespace',
    'custom',
    'input_image',
    'input_file',
    'input_audio',
  );
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.record({
      type,
      role: fc.jsonValue(),
      content: fc.jsonValue(),
      output: fc.jsonValue(),
      call_id: fc.jsonValue(),
    }),
    fc.array(
      fc.record(
        {
          type,
          name: fc.jsonValue(),
          call_id: fc.string(),
          tools: fc.jsonValue(),
          action: fc.jsonValue(),
          summary: fc.jsonValue(),
          encrypted_content: fc.string(),
        },
        { requiredKeys: ['type'] },
      ),
    ),
  );

  it('is refused with the field that is wrong, or read and written', () => {
    fc.assert(
      fc.property(fc.dictionary(field, odd), fc.constantFrom('responses', 'compact'), (given, operation) => {
        const body = JSON.parse(JSON.stringify({ input: 'x', ...given })) as Fields;
        try {
          const { request } = read(body, { operation });
          JSON.stringify(write(request).body);
          JSON.stringify(whole(answerOf([{ type: 'text', text: 'x' }]), target({ request, operation })));
        } catch (error) {
          expect(error).toBeInstanceOf(ProxyError);
          const { status, details, message } = error as ProxyError;
          expect(status).toBe(400);
          expect(message.startsWith(String(details?.field))).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    [{}, 'input'],
    [{ input: 5 }, 'input'],
    [{ input: ['x'] }, 'input[0]'],
    [{ input: [{}] }, 'input[0].type'],
    [{ input: [{ role: 'robot', content: 'x' }] }, 'input[0].role'],
    [{ input: [{ role: 'user', content: 7 }] }, 'input[0].content'],
    [{ input: [{ role: 'user', content: ['x', null] }] }, 'input[0].content[1]'],
    [{ input: [{ role: 'user', content: [{ type: 'input_text' }] }] }, 'input[0].content[0].text'],
    [{ input: [{ role: 'user', content: [{ type: 'input_image' }] }] }, 'input[0].content[0].image_url'],
    [{ input: [{ role: 'user', content: [{ type: 'input_file' }] }] }, 'input[0].content[0].file_data'],
    [
      { input: [{ role: 'user', content: [{ type: 'input_audio' }] }] },
      'input[0].content[0].input_audio.data',
    ],
    [{ input: [{ type: 'function_call', call_id: 'c' }] }, 'input[0].name'],
    [{ input: [{ type: 'function_call', name: 'x' }] }, 'input[0].call_id'],
    [{ input: [{ type: 'function_call_output', output: 'x' }] }, 'input[0].call_id'],
    [{ input: 'x', instructions: [] }, 'instructions'],
    [{ input: 'x', tools: {} }, 'tools'],
    [{ input: 'x', tools: [5] }, 'tools[0]'],
    [{ input: 'x', tools: [{ type: 'function' }] }, 'tools[0].name'],
    [{ input: 'x', tools: [{ type: 'function', name: 'a', parameters: [] }] }, 'tools[0].parameters'],
    [
      { input: 'x', tools: [{ type: 'namespace', name: 'a', tools: [{ type: 'namespace' }] }] },
      'tools[0].tools[0].type',
    ],
    [{ input: 'x', tool_choice: 'always' }, 'tool_choice'],
    [{ input: 'x', text: 'json' }, 'text'],
    [{ input: 'x', temperature: 'hot' }, 'temperature'],
  ])('names the field: %j', (body, field) => {
    expect(() => read(body)).toThrow(
      expect.objectContaining({ code: 'invalid_request', details: { field } }),
    );
  });

  it('of great depth or size neither hangs nor overflows', () => {
    let deep: unknown = { type: 'namespace', name: 'a' };
    for (let i = 0; i < 20_000; i++) deep = { type: 'namespace', name: 'a', tools: [deep] };
    expect(() => read({ input: 'x', tools: [deep] })).toThrow(ProxyError);
    let value: unknown = 1;
    for (let i = 0; i < 20_000; i++) value = [value];
    const { request } = read({
      input: [{ type: 'function_call', call_id: 'c', name: 'x', arguments: value }],
    });
    expect(request.messages[0]?.parts[0]).toMatchObject({ input: expect.stringContaining('too deeply') });
    const long = 'x'.repeat(1024 * 1024);
    const image = { type: 'input_image', image_url: `data:image/png;base64,${long}` };
    const input = [{ role: 'user', content: [{ type: 'input_text', text: long }, image] }];
    const body = { input, tools: [{ type: 'function', name: long }], prompt_cache_key: long, user: long };
    expect(write(read(body).request).body.prompt_cache_key).toHaveLength(40);
  });
});

describe('encrypted contents that were made here', () => {
  const seal = { protocol: 'anthropic-messages', kind: 'signature', value: 'sig' } as const;
  const bytesOf = (parts: Part[], operation = 'responses') =>
    Buffer.from(
      JSON.stringify({ input: whole(answerOf(parts), target({ operation, notes: new Notes() })).output }),
    );

  it('are found in a body, so that OpenAI is never sent any', () => {
    expect(holdsOurTexts(bytesOf([{ type: 'reasoning', text: 'x', seal }]))).toBe(true);
    expect(holdsOurTexts(bytesOf([{ type: 'tool_call', id: 'c', name: 'x', input: '', seal }]))).toBe(true);
    expect(holdsOurTexts(bytesOf([{ type: 'text', text: 'sum' }], 'compact'))).toBe(true);
  });

  it('are not seen where OpenAI made them, or a text speaks of them', () => {
    const own = { protocol: 'openai-responses', kind: 'encrypted', value: 'gAAAAABo', id: 'rs_1' } as const;
    expect(holdsOurTexts(bytesOf([{ type: 'reasoning', text: 'x', seal: own }]))).toBe(false);
    expect(holdsOurTexts(bytesOf([{ type: 'text', text: 'x' }]))).toBe(false);
  });
});
