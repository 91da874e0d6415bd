import { describe, expect, it } from 'vitest';
import type { Part } from '../../../../src/protocols/neutral/parts.ts';
import {
  answer,
  ask,
  assistant,
  call,
  collected,
  contentsOf,
  partsOf,
  piece,
  read,
  readParts,
  result,
  text,
  tool,
  user,
  write,
  written,
} from './kit.ts';

describe('calls and their results', () => {
  it('tool-calls: are kept each way', () => {
    const wire = { functionCall: { id: 'c1', name: 'read', args: { p: 1 } } };
    const part = call('c1');
    expect(readParts(wire)).toEqual([part]);
    expect(readParts({ function_call: wire.functionCall })).toEqual([part]);
    expect(partsOf(assistant(part), 'gemini-2.5-flash')[0]).toEqual(wire);
    expect(collected(piece([wire], { finishReason: 'STOP' }))).toMatchObject({
      parts: [part],
      finish: { reason: 'tool_calls' },
    });
    expect(written(answer({ parts: [part], finish: { reason: 'tool_calls' } })).candidates[0]).toMatchObject({
      content: { parts: [wire] },
      finishReason: 'STOP',
    });
  });

  it('tool-calls: one whose arguments are no object is malformed for a client, and told in words to Gemini', () => {
    for (const input of ['{"p":', '[1]', '7']) {
      const sent = written(
        answer({ parts: [text('a'), call('c', { input })], finish: { reason: 'length' } }),
      );
      expect(sent.candidates[0]).toMatchObject({
        content: { parts: [{ text: 'a' }] },
        finishReason: 'MALFORMED_FUNCTION_CALL',
        finishMessage: expect.stringContaining('read'),
      });
      expect(partsOf(assistant(call('c', { input })))[0]).toMatchObject({
        functionCall: { args: { input } },
      });
    }
    expect(written(answer({ parts: [call('c', { input: '' })] })).candidates[0]?.content.parts).toMatchObject(
      [{ functionCall: { args: {} } }],
    );
  });

  it('tool-call-ids: are made where Gemini gives none, differ, and do not go up', () => {
    const wire = [{ functionCall: { name: 'read', args: {} } }, { functionCall: { name: 'read', args: {} } }];
    const { parts } = collected(piece(wire, { finishReason: 'STOP' }));
    const ids = parts.map((part) => (part.type === 'tool_call' ? part.id : ''));
    expect(new Set(ids).size).toBe(2);
    expect(collected(piece(wire, { finishReason: 'STOP' })).parts).toEqual(parts);
    const [model, answers] = contentsOf(
      [user(text('q')), assistant(...parts), tool(...ids.map((id) => result(id, id)))],
      'gemini-2.5-pro',
    ).slice(1);
    expect(model?.parts).toEqual(wire);
    expect(answers?.parts).toEqual(
      ids.map((id) => ({ functionResponse: { name: 'read', response: { output: id } } })),
    );
    const unnamed = { candidates: [{ content: { parts: wire } }] };
    expect(collected(unnamed).parts).not.toEqual(collected(unnamed).parts);
  });

  it('tool-result-text: a response is its output, or its JSON, there and back', () => {
    for (const [response, value] of [
      [{ output: 'done' }, 'done'],
      [{ result: 5 }, '{"result":5}'],
      [{ output: 'a', exit: 0 }, '{"output":"a","exit":0}'],
      [{}, '{}'],
    ] as const) {
      const { request } = read({
        contents: [
          { role: 'user', parts: [{ text: 'q' }] },
          { role: 'model', parts: [{ functionCall: { id: 'c', name: 'read', args: {} } }] },
          { role: 'function', parts: [{ functionResponse: { id: 'c', name: 'read', response } }] },
        ],
      });
      expect(request.messages[2]).toEqual({
        role: 'tool',
        parts: [{ type: 'tool_result', callId: 'c', name: 'read', content: [text(value)] }],
      });
      expect(contentsOf(request.messages).at(-1)).toEqual({
        role: 'user',
        parts: [{ functionResponse: { id: 'c', name: 'read', response } }],
      });
    }
  });

  it('tool-result-text: JSON that Gemini would spell otherwise stays a text', () => {
    for (const value of [
      '{"id":12345678901234567890}',
      '{ "a": 1 }',
      '[1]',
      'plain',
      '{"output":"x"}',
      '{"error":"x"}',
    ]) {
      const sent = contentsOf([user(text('q')), assistant(call('c')), tool(result('c', value))]).at(-1);
      expect(sent?.parts).toEqual([
        { functionResponse: { id: 'c', name: 'read', response: { output: value } } },
      ]);
    }
  });

  const image: Part = { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } };

  it('tool-result-image: is read from the response, and goes up in it from Gemini 3 on', () => {
    const wire = {
      functionResponse: {
        id: 'c',
        name: 'read',
        response: { output: 'seen' },
        parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }],
      },
    };
    const { request } = read({
      contents: [
        { role: 'model', parts: [{ functionCall: { id: 'c', name: 'read' } }] },
        { role: 'user', parts: [wire] },
      ],
    });
    expect(request.messages[1]?.parts).toMatchObject([{ content: [text('seen'), image] }]);
    expect(contentsOf(request.messages).at(-1)?.parts).toEqual([wire]);
  });

  it('tool-result-image: stands behind all results for older models', () => {
    const { body, said } = write(
      ask({
        messages: [
          user(text('q')),
          assistant(call('a'), call('b')),
          tool(
            { type: 'tool_result', callId: 'a', content: [{ type: 'text', text: 'x' }, image as never] },
            result('b', 'y'),
          ),
        ],
      }),
      'gemini-2.5-pro',
    );
    const last = (body.contents as { parts: object[] }[]).at(-1);
    expect(last?.parts.map((part) => Object.keys(part)[0])).toEqual([
      'functionResponse',
      'functionResponse',
      'inlineData',
    ]);
    expect(said.join()).toContain('beside the result');
  });

  it('tool-result-error: is `error`, each way', () => {
    const { request } = read({
      contents: [
        { role: 'model', parts: [{ functionCall: { id: 'c', name: 'read' } }] },
        {
          role: 'user',
          parts: [{ functionResponse: { id: 'c', name: 'read', response: { error: 'gone' } } }],
        },
      ],
    });
    expect(request.messages[1]?.parts).toMatchObject([{ isError: true, content: [text('gone')] }]);
    expect(contentsOf(request.messages).at(-1)?.parts).toMatchObject([
      { functionResponse: { response: { error: 'gone' } } },
    ]);
  });

  it('tool-result-missing: a call that was never answered goes up as cancelled', () => {
    const { body, said } = write(
      ask({
        messages: [
          user(text('q')),
          assistant(call('a'), call('b')),
          tool(result('b', 'y')),
          user(text('go on')),
        ],
      }),
    );
    expect(body.contents).toMatchObject([
      {},
      { role: 'model' },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', response: { error: expect.any(String) } } },
          { functionResponse: { id: 'b', response: { output: 'y' } } },
          { text: 'go on' },
        ],
      },
    ]);
    expect(said.join()).toContain('no result');
  });

  it('tool-result-missing: a result without its call is a text of the user', () => {
    const { body, said } = write(
      ask({ messages: [tool(result('gone', 'y', { name: 'read' })), user(text('u'))] }),
    );
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Result of read:\ny' }, { text: 'u' }] }]);
    expect(said.join()).toContain('without its call');
  });

  it('tool-result-order: results stand behind their calls in the order of these, wherever they came', () => {
    const contents = contentsOf([
      user(text('q')),
      assistant(call('a')),
      assistant(call('b')),
      tool(result('b', '2')),
      user(text('between')),
      tool(result('a', '1')),
      assistant(text('done')),
    ]);
    expect(
      contents.map(({ role, parts }) => [
        role,
        parts.map(
          (part) => (part.functionResponse as { id?: string } | undefined)?.id ?? Object.keys(part)[0],
        ),
      ]),
    ).toEqual([
      ['user', ['text']],
      ['model', ['functionCall', 'functionCall']],
      ['user', ['a', 'b', 'text']],
      ['model', ['text']],
    ]);
  });

  it('tool-result-order: a response with an id of the client’s own making belongs to a call of its name without one', () => {
    const { request } = read({
      contents: [
        { role: 'model', parts: [{ functionCall: { name: 'x' } }] },
        {
          role: 'user',
          parts: [{ functionResponse: { id: 'x-1700000000000', name: 'x', response: { output: 'r' } } }],
        },
      ],
    });
    const [called] = request.messages[0]?.parts ?? [];
    expect(request.messages[1]?.parts).toMatchObject([
      { callId: called?.type === 'tool_call' ? called.id : '' },
    ]);
  });

  it('tool-result-order: an id that was used before is answered by the result behind it', () => {
    const contents = contentsOf([
      user(text('q')),
      assistant(call('a')),
      tool(result('a', 'first')),
      assistant(call('a')),
      tool(result('a', 'second')),
    ]);
    expect(
      contents.map(({ parts }) => JSON.stringify(parts)).filter((parts) => parts.includes('"output"')),
    ).toEqual([expect.stringContaining('first'), expect.stringContaining('second')]);
    const twice = contentsOf([
      user(text('q')),
      assistant(call('a'), call('a')),
      tool(result('a', '1'), result('a', '2')),
    ]);
    expect(twice.at(-1)?.parts).toMatchObject([
      { functionResponse: { response: { output: '1' } } },
      { functionResponse: { response: { output: '2' } } },
    ]);
  });

  it('tool-result-order: a conversation that begins with the model gets a user’s message in front', () => {
    const { body, said } = write(
      ask({ messages: [assistant(call('a')), tool(result('a', 'r')), user(text('u'))] }),
    );
    expect(body.contents).toMatchObject([
      { role: 'user', parts: [{ text: expect.any(String) }] },
      { role: 'model' },
      { role: 'user' },
    ]);
    expect(said.join()).toContain('the first message');
  });

  it('tool-result-order: a response that stands there twice, word for word, is one', () => {
    const response = (output: string) => ({
      functionResponse: { id: '1', name: 'read', response: { output } },
    });
    const parts = (...outputs: string[]) =>
      read({
        contents: [
          { role: 'model', parts: [{ functionCall: { id: '1', name: 'read', args: {} } }] },
          { role: 'user', parts: outputs.map(response) },
        ],
      }).request.messages[1]?.parts;
    expect(parts('a', 'a')).toHaveLength(1);
    expect(parts('a', 'b', 'a')).toHaveLength(2);
  });

  it('tool-result-order: without ids a response belongs to the first open call of its name', () => {
    const { request } = read({
      contents: [
        {
          role: 'model',
          parts: [
            { functionCall: { name: 'x' } },
            { functionCall: { name: 'y' } },
            { functionCall: { name: 'x' } },
          ],
        },
        {
          role: 'user',
          parts: ['y', 'x', 'x'].map((name, i) => ({
            functionResponse: { name, response: { output: `${i}` } },
          })),
        },
      ],
    });
    const ids = request.messages[0]?.parts.map((part) => (part.type === 'tool_call' ? part.id : ''));
    const answered = request.messages[1]?.parts.map((part) =>
      part.type === 'tool_result' ? part.callId : '',
    );
    expect(answered).toEqual([ids?.[1], ids?.[0], ids?.[2]]);
    expect(new Set(ids).size).toBe(3);
  });
});
