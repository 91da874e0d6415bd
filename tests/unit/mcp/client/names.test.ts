import { describe, expect, it } from 'vitest';
import { realToolName } from '../../../../src/mcp/client/aliases.ts';
import { fitArguments } from '../../../../src/mcp/client/arguments.ts';

const tools = (...names: string[]) => names.map((name) => ({ name }));

describe('the name of a tool', () => {
  it.each([
    ['task_master', 'initialize', ['initialize_project'], 'initialize_project'],
    ['task_master', 'initialize', ['initialize', 'initialize_project'], 'initialize'],
    ['sequential_thinking', 'sequentialthinking_tools', ['sequentialthinking'], 'sequentialthinking'],
    ['fast_filesystem', 'read_file', ['fast_read_file'], 'fast_read_file'],
    ['fast_filesystem', 'read_file', ['read_text_file'], 'read_text_file'],
    ['fast_filesystem', 'write_file', ['fast_write_file'], 'fast_write_file'],
    ['json_query', 'jsonpath', ['json_query_jsonpath'], 'json_query_jsonpath'],
    ['other', 'read_file', ['fast_read_file'], null],
    ['fast_filesystem', 'constructor', ['x'], null],
    ['constructor', 'toString', ['x'], null],
  ])('of %s, %s, is among %j: %s', (server, asked, names, real) => {
    expect(realToolName(server, asked, tools(...names))).toBe(real);
  });
});

describe('arguments', () => {
  const tool = (...names: string[]) => ({
    name: 't',
    inputSchema: { type: 'object', properties: Object.fromEntries(names.map((name) => [name, {}])) },
  });

  it('are renamed to the spelling that the tool has, and only to that', () => {
    const args = { next_thought_needed: true, thought: 'x', other_one: 1 };
    expect(fitArguments(args, tool('nextThoughtNeeded', 'thought'))).toEqual({
      nextThoughtNeeded: true,
      thought: 'x',
      other_one: 1,
    });
    expect(fitArguments({ filePath: 'a' }, tool('file_path'))).toEqual({ file_path: 'a' });
  });

  it('stay as they are where the tool has that name, or both were given, or nothing is known of it', () => {
    expect(fitArguments({ a_b: 1 }, tool('a_b', 'aB'))).toEqual({ a_b: 1 });
    expect(fitArguments({ a_b: 1, aB: 2 }, tool('aB'))).toEqual({ a_b: 1, aB: 2 });
    expect(fitArguments({ a_b: 1 }, null)).toEqual({ a_b: 1 });
    expect(fitArguments({ a_b: 1 }, { name: 't', inputSchema: 7 })).toEqual({ a_b: 1 });
  });

  it('keep names of an object’s own machinery as data', () => {
    const args = JSON.parse('{"__proto__":{"x":1},"constructor":2}');
    const fitted = fitArguments(args, tool('a'));
    expect(JSON.stringify(fitted)).toBe('{"__proto__":{"x":1},"constructor":2}');
  });
});
