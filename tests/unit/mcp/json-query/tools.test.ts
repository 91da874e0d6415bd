import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../../src/mcp/json-query/limits.ts';
import { checkCall, TOOLS } from '../../../../src/mcp/json-query/tools.ts';

const check = (name: string, args: Record<string, unknown>) => checkCall(name, args, DEFAULT_LIMITS);
const file_path = '/a.json';

describe('a call', () => {
  it('is read with its defaults', () => {
    expect(check('json_query_jsonpath', { file_path, jsonpath: '$' })).toEqual({
      call: { tool: 'jsonpath', filePath: file_path, jsonpath: '$' },
    });
    expect(check('json_query_search_keys', { file_path, query: 'a' })).toEqual({
      call: { tool: 'keys', filePath: file_path, query: 'a', limit: 5 },
    });
    expect(check('json_query_search_values', { file_path, query: 'a', limit: 100, more: 1 })).toEqual({
      call: { tool: 'values', filePath: file_path, query: 'a', limit: 100 },
    });
  });

  it.each([
    [
      'nope',
      {},
      /^There is no tool "nope"; there are json_query_jsonpath, json_query_search_keys, json_query_search_values\.$/,
    ],
    ['__proto__', {}, /^There is no tool/],
    ['json_query_jsonpath', { jsonpath: '$' }, /^The argument file_path is missing; give a string/],
    [
      'json_query_jsonpath',
      { file_path },
      /^The argument jsonpath is missing; give a string such as "\$\.items\[0\]\.name"/,
    ],
    ['json_query_jsonpath', { file_path: ['/a'], jsonpath: '$' }, /^The argument file_path is a list;/],
    ['json_query_jsonpath', { file_path: null, jsonpath: '$' }, /^The argument file_path is null;/],
    ['json_query_jsonpath', { file_path, jsonpath: ' ' }, /^The argument jsonpath is empty;/],
    [
      'json_query_jsonpath',
      { file_path, jsonpath: `$${'.a'.repeat(3000)}` },
      /^The argument jsonpath has 6001 characters; the most is 4096/,
    ],
    ['json_query_search_keys', { file_path, query: 7 }, /^The argument query is a number;/],
    [
      'json_query_search_keys',
      { file_path, query: 'a', limit: 0 },
      /^The argument limit is 0; give a whole number from 1 to 100/,
    ],
    ['json_query_search_keys', { file_path, query: 'a', limit: 1.5 }, /^The argument limit is 1\.5;/],
    ['json_query_search_values', { file_path, query: 'a', limit: '5' }, /^The argument limit is a string;/],
  ])('is refused: %s %j', (name, args, problem) => {
    expect(check(name, args)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('is a call or a problem, whatever comes', () => {
    const args = fc.dictionary(
      fc.oneof(fc.constantFrom('file_path', 'jsonpath', 'query', 'limit'), fc.string()),
      fc.anything(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...TOOLS.map(({ name }) => name)), args, (name, given) => {
        const checked = check(name, given);
        expect('call' in checked || checked.problem.length > 20).toBe(true);
      }),
    );
  });
});

describe('the tools', () => {
  it('say that they only read', () => {
    for (const { annotations } of TOOLS)
      expect(annotations).toMatchObject({
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      });
  });
});
