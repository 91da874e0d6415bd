import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeBlocks } from '../../../../src/context/index.ts';
import {
  contentBlocks,
  contentGrowing,
  countBlocks,
  embedBlocks,
} from '../../../../src/protocols/gemini/blocks.ts';
import { chatBlocks } from '../../../../src/protocols/openai-chat/blocks.ts';

const brief = (body: unknown) => contentBlocks(body).map(({ kind, role, content }) => [kind, role, content]);
const of = (...contents: unknown[]) => contentBlocks({ contents });

const CALL = { functionCall: { id: 'c1', name: 'read', args: { path: 'a' } } };
const RESULT = { functionResponse: { id: 'c1', name: 'read', response: { output: 'text of a' } } };

describe('the blocks of a request', () => {
  it('are tools, the answer’s schema, the system instruction, then the contents in their order', () => {
    const declared = { name: 'read', parameters: { type: 'OBJECT' } };
    const body = {
      contents: [
        { role: 'user', parts: [{ text: 'hello' }] },
        { role: 'model', parts: [{ text: 'hi' }] },
      ],
      systemInstruction: { parts: [{ text: 'be kind' }] },
      tools: [{ functionDeclarations: [declared] }, { googleSearch: {} }],
      generationConfig: { responseSchema: { type: 'STRING' } },
    };
    expect(brief(body)).toEqual([
      ['tool_schema', 'tools', JSON.stringify(declared)],
      ['tool_schema', 'tools', '{"googleSearch":{}}'],
      ['other', 'system', '{"type":"STRING"}'],
      ['system', 'system', 'be kind'],
      ['text', 'user', 'hello'],
      ['text', 'assistant', 'hi'],
    ]);
    expect(contentBlocks(body).map(({ message, tool }) => [message, tool])).toEqual([
      [-1, 'read'],
      [-1, 'googleSearch'],
      [-1, null],
      [-1, null],
      [0, null],
      [1, null],
    ]);
  });

  it('are the same in snake case', () => {
    const camel = {
      systemInstruction: { parts: [{ text: 's' }] },
      tools: [{ functionDeclarations: [{ name: 'a' }] }],
      contents: [{ parts: [CALL, RESULT, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] }],
    };
    const snake = {
      system_instruction: { parts: [{ text: 's' }] },
      tools: [{ function_declarations: [{ name: 'a' }] }],
      contents: [
        {
          parts: [
            { function_call: CALL.functionCall },
            { function_response: RESULT.functionResponse },
            { inline_data: { mime_type: 'image/png', data: 'AAAA' } },
          ],
        },
      ],
    };
    expect(contentBlocks(snake)).toEqual(contentBlocks(camel));
  });

  it('have the content that chat completions give for an equal text, call and result, with ids in the envelope', () => {
    const chat = chatBlocks({
      messages: [
        { role: 'user', content: 'hello' },
        {
          role: 'assistant',
          content: 'hi',
          tool_calls: [{ id: 'c1', function: { name: 'read', arguments: '{"path":"a"}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'text of a' },
      ],
    });
    const own = of(
      { role: 'user', parts: [{ text: 'hello' }] },
      { role: 'model', parts: [{ text: 'hi' }, CALL] },
      { role: 'user', parts: [RESULT] },
    );
    expect(own).toEqual(chat);
  });

  it('tell thoughts, images, files and what is not known apart', () => {
    expect(
      of({
        role: 'model',
        parts: [
          { text: 'hmm', thought: true, thoughtSignature: 'A' },
          { text: '', thoughtSignature: 'B' },
          { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
          { fileData: { mimeType: 'application/pdf', fileUri: 'gs://a' } },
          { executableCode: { code: 'x' } },
          'plain',
          7,
        ],
      }).map(({ kind, content }) => [kind, content]),
    ).toEqual([
      ['reasoning', 'hmm'],
      ['image', 'AAAA'],
      ['other', 'gs://a'],
      ['other', '{"executableCode":{"code":"x"}}'],
      ['text', 'plain'],
      ['other', '7'],
    ]);
  });

  it('do not change with a signature', () => {
    const signed = of({ role: 'model', parts: [{ ...CALL, thoughtSignature: 'A' }] });
    expect(signed).toEqual(of({ role: 'model', parts: [CALL] }));
  });

  it('show that the model has spoken, for identity', () => {
    const placed = placeBlocks(of({ parts: [{ text: 'q' }] }, { role: 'model', parts: [{ text: 'a' }] }));
    expect(placed.conversation.map(({ hasAssistant }) => hasAssistant)).toEqual([false, true]);
  });

  it('keep a content with nothing in it as a turn', () => {
    expect(brief({ contents: [{ role: 'user', parts: [] }, {}] })).toEqual([
      ['text', 'user', ''],
      ['text', 'user', ''],
    ]);
  });

  it('of a count are those of its contents, or of the request in it', () => {
    const request = { systemInstruction: { parts: [{ text: 's' }] }, contents: [{ parts: [{ text: 'a' }] }] };
    expect(countBlocks({ contents: request.contents }).map(({ content }) => content)).toEqual(['a']);
    for (const name of ['generateContentRequest', 'generate_content_request'])
      expect(countBlocks({ [name]: request }).map(({ content }) => content)).toEqual(['s', 'a']);
  });

  it('of embeddings are their texts', () => {
    expect(
      embedBlocks({ content: { parts: [{ text: 'a' }, { text: 'b' }] } }).map(({ content, message }) => [
        content,
        message,
      ]),
    ).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
    expect(
      embedBlocks({
        requests: [{ content: { parts: [{ text: 'a' }] } }, { content: { parts: [{ text: 'b' }] } }],
      }).map(({ content, message }) => [content, message]),
    ).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
  });

  it('are read from anything without throwing', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true }),
        fc.anything(),
        fc.anything(),
        (contents, tools, system) => {
          contentBlocks(contents);
          contentBlocks({ contents: [contents], tools: [tools], systemInstruction: system });
          contentBlocks({
            contents: [{ parts: [contents, { functionCall: tools }, { functionResponse: system }] }],
          });
          countBlocks({ generateContentRequest: contents });
          embedBlocks({ content: contents, requests: tools });
        },
      ),
    );
    const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`) as unknown;
    expect(of({ parts: [{ functionCall: { name: 'f', args: deep } }, deep] })[0]?.content).toContain(
      'nested too deeply',
    );
  });
});

describe('a conversation that grows', () => {
  it('is read by what is new in it, with the same blocks', () => {
    const contents = [
      { role: 'user', parts: [{ text: 'q' }] },
      { role: 'model', parts: [CALL] },
      { role: 'user', parts: [RESULT] },
      { role: 'model', parts: [{ text: 'a' }] },
    ];
    const body = { systemInstruction: { parts: [{ text: 's' }] }, contents };
    const state = { messages: 0, toolNames: new Map<string, string>() };
    const begun = contentGrowing.more(contents.slice(0, 2), state);
    const rest = contentGrowing.more(contents.slice(2), { ...state, messages: 2 });
    expect([...contentGrowing.rest(body), ...begun, ...rest]).toEqual(contentBlocks(body));
  });
});
