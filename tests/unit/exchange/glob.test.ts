import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatcher } from '../../../src/exchange/index.ts';

/** The oracle: the same glob as a regular expression. */
function asRegExp(pattern: string): RegExp {
  const source = [...pattern].map((char) => {
    if (char === '*') return '[^]*';
    if (char === '?') return '[^]';
    return char.replace(/[\\^$.|+()[\]{}/-]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`);
}

describe('a glob', () => {
  it.each([
    ['claude-haiku-*', 'claude-haiku-4-5', true],
    ['claude-haiku-*', 'claude-haiku-', true],
    ['claude-haiku-*', 'claude-haiku', false],
    ['*', '', true],
    ['*/*', 'a/b/c', true],
    ['gpt-?', 'gpt-5', true],
    ['gpt-?', 'gpt-', false],
    ['gpt-?', 'gpt-55', false],
    ['*-mini', 'o4-mini', true],
    ['*-mini', 'o4-mini-x', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*ab*ab*', 'xabyab', true],
    ['*ab*ab*', 'xaby', false],
    ['a**b', 'a/b', true],
    ['?*?', 'a', false],
  ])('%s on %s: %s', (pattern, text, matches) => {
    expect(globMatcher(pattern)(text)).toBe(matches);
  });

  it.each(['gpt.5', 'a+b', '[ab]', '(a|b)', '{a,b}', 'a\\d', '^a$', '!a'])(
    '%s has no character of meaning',
    (pattern) => {
      expect(globMatcher(pattern)(pattern)).toBe(true);
      expect(globMatcher(pattern)('gpt-5')).toBe(false);
      expect(globMatcher(pattern)('a')).toBe(false);
    },
  );

  it('is case-sensitive', () => {
    expect(globMatcher('GPT-*')('gpt-5')).toBe(false);
  });

  it('matches what the same regular expression matches', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?', '.'), maxLength: 10 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '\n'), maxLength: 14 });
    fc.assert(
      fc.property(pattern, text, (glob, value) => {
        expect(globMatcher(glob)(value)).toBe(asRegExp(glob).test(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('matches every text made from it', () => {
    const part = fc.string({ maxLength: 8 }).map((value) => value.replace(/[*?]/g, ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part)), (parts) => {
        const pattern = parts.map(([fixed]) => `${fixed}*`).join('');
        const text = parts.map(([fixed, any]) => fixed + any).join('');
        expect(globMatcher(pattern)(text)).toBe(true);
      }),
    );
  });

  it('does not explode on many stars and a long text', () => {
    const matches = globMatcher(`${'a*'.repeat(60)}b`);
    expect(matches('a'.repeat(20_000))).toBe(false);
  });
});
