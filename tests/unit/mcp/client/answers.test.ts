import { describe, expect, it } from 'vitest';
import { toAnswer } from '../../../../src/mcp/client/answers.ts';

const text = (value: string, more: object = {}) => ({ content: [{ type: 'text', text: value }], ...more });

describe('a tool’s result, as programs read it', () => {
  it.each([
    ['plain text', text('hello'), { success: true, content: 'hello', data: null, result: 'hello' }],
    ['a failure', text('broke', { isError: true }), { success: false, content: 'broke', data: null }],
    ['nothing', {}, { success: true, content: null, data: null, result: null }],
    ['JSON as text', text('{"a":1}'), { content: '{"a":1}', data: { a: 1 }, result: { a: 1 } }],
    ['text that only begins like JSON', text('{not json'), { data: null, result: '{not json' }],
    [
      'structured content beside its text',
      text('one', { structuredContent: { n: 1 } }),
      { content: 'one', data: { n: 1 }, result: { n: 1 } },
    ],
    [
      'what a file system says of a file',
      text('{"content":"in it","bytes_read":5}'),
      { content: 'in it', data: { content: 'in it', bytes_read: 5 } },
    ],
    [
      'matches of a JSON query',
      text('[{"path":"$[\'a\']","value":7},{"path":"$[\'b\']","value":8}]'),
      {
        data: 7,
        result: [
          { path: "$['a']", value: 7 },
          { path: "$['b']", value: 8 },
        ],
      },
    ],
    ['a first match that is null', text('[{"path":"$","value":null}]'), { data: null }],
    ['no match', text('[]'), { data: [], result: [] }],
    ['bare success', text('', { structuredContent: { success: true } }), { success: true, content: null }],
    ['bare failure', text('', { structuredContent: { success: false } }), { success: false }],
    [
      'bare fields',
      text('', { structuredContent: { success: true, data: [1], result: 'r' } }),
      { data: [1], result: 'r' },
    ],
    [
      'an embedded resource',
      { content: [{ type: 'resource', resource: { uri: 'a:b', text: 'inside' } }] },
      { content: 'inside' },
    ],
    [
      'an image alone',
      { content: [{ type: 'image', data: 'AA==', mimeType: 'image/png' }] },
      { content: null },
    ],
    [
      'several texts',
      { content: [{ type: 'text', text: 'a' }, null, { type: 'text', text: 'b' }] },
      { content: 'a\nb' },
    ],
    ['content that is none', { content: 'x' }, { content: null, data: null }],
  ])('%s', (_what, raw, expected) => {
    const answer = toAnswer(raw);
    expect(answer).toMatchObject(expected);
    expect(answer.raw).toBe(raw);
    expect(Object.keys(answer).sort()).toEqual(['content', 'data', 'raw', 'result', 'success']);
  });
});
