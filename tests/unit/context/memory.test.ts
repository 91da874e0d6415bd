import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryPlan, memorySpans } from '../../../src/context/memory.ts';

const found = (text: string) => memorySpans(text).map(({ start, end }) => text.slice(start, end));

/** Character by character, as slow as it likes. */
function reference(text: string): string[] {
  const marked = new Array<boolean>(text.length).fill(false);
  const mark = (start: number, end: number) => marked.fill(true, start, end);
  const open: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const tag = /^<\/?mcp-memory(\s[^<>]*)?>/.exec(text.slice(i))?.[0];
    if (tag === undefined) continue;
    if (!tag.startsWith('</')) open.push(i);
    else if (open.length > 0) mark(open.pop() ?? 0, i + tag.length);
  }
  for (let i = 0; i < text.length; i++) {
    if (i > 0 && /\w/.test(text[i - 1] ?? '')) continue;
    const rest = text.slice(i);
    const tag = (/^@memory\[[^\]]+\]/.exec(rest) ?? /^@(recall|remember)\([^)]+\)/.exec(rest))?.[0];
    if (tag === undefined) continue;
    mark(i, i + tag.length);
    i += tag.length - 1;
  }
  const spans: string[] = [];
  for (let i = 0; i < text.length; i++) {
    if (!marked[i]) continue;
    const end = marked.indexOf(false, i);
    spans.push(text.slice(i, end < 0 ? text.length : end));
    i = end < 0 ? text.length : end;
  }
  return spans;
}

const pieces = fc.constantFrom(
  '<mcp-memory>',
  '</mcp-memory>',
  '<mcp-memory id="1">',
  '<mcp-memory',
  '@memory[',
  '@recall(',
  '@remember(',
  '@',
  ']',
  ')',
  'x',
  ' ',
  '>',
  '\n',
);
const tagged = fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join(''));

describe('memory in a text', () => {
  test('is what its tags hold, with the tags', () => {
    expect(found('a <mcp-memory>b\nc</mcp-memory> d @memory[e] @recall(f g) @remember(h)!')).toEqual([
      '<mcp-memory>b\nc</mcp-memory>',
      '@memory[e]',
      '@recall(f g)',
      '@remember(h)',
    ]);
    expect(found('<mcp-memory source="x">y</mcp-memory>')).toHaveLength(1);
  });

  test('is not what only looks like it', () => {
    for (const text of [
      '',
      'none',
      'me@memory[x]',
      '@memory x]',
      '@memory[]',
      '@recall()',
      '@recall(open',
      '<mcp-memory>open',
      'closed</mcp-memory>',
      '<mcp-memory-x>a</mcp-memory-x>',
      '@Memory[x]',
    ])
      expect(found(text)).toEqual([]);
  });

  test('is one where tags are within tags, and begins at the one that is closed', () => {
    const nested = '<mcp-memory>a<mcp-memory>@memory[b]</mcp-memory>c</mcp-memory>';
    expect(found(`${nested}d`)).toEqual([nested]);
    expect(found('<mcp-memory>a<mcp-memory>b</mcp-memory>')).toEqual(['<mcp-memory>b</mcp-memory>']);
  });

  test('is what a slow reading finds', () => {
    fc.assert(
      fc.property(tagged, (text) => {
        expect(found(text)).toEqual(reference(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('is found in a megabyte of anything', () => {
    for (const piece of [
      '@memory[',
      '<mcp-memory>',
      '</mcp-memory>',
      '<mcp-memory ',
      '@',
      '@recall(@memory[',
      '<',
    ])
      expect(memorySpans(piece.repeat(1_000_000 / piece.length))).toEqual([]);
    const open = '@memory['.repeat(125_000);
    expect(memorySpans(`${open}]`)).toEqual([{ start: 0, end: open.length + 1 }]);
    expect(memorySpans('<mcp-memory>'.repeat(40_000) + '</mcp-memory>'.repeat(40_000))).toHaveLength(1);
  });

  test('is counted by its spans in texts, system texts and results, and in nothing else', () => {
    const content = 'a @recall(b) c @memory[d]';
    for (const kind of ['text', 'system', 'tool_result'] as const)
      expect(memoryPlan({ kind, content })).toEqual({
        texts: ['@recall(b)', '@memory[d]'],
        add: 0,
        exact: true,
      });
    for (const kind of ['tool_schema', 'tool_call', 'reasoning', 'image', 'other'] as const)
      expect(memoryPlan({ kind, content }).texts).toEqual([]);
    expect(memoryPlan({ kind: 'text', content: '@recall(x) '.repeat(5000) })).toMatchObject({
      texts: ['@recall(x)'.repeat(5000)],
      exact: false,
    });
  });
});
