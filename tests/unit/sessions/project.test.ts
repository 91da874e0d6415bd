import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, placeBlocks } from '../../../src/context/index.ts';
import { MAX_PROJECT_BYTES, projectOf, projectOfHeader, projectPath } from '../../../src/sessions/project.ts';
import { said, talk } from './bed.ts';

const find = (...blocks: Block[]) => projectOf(placeBlocks(blocks));
const inSystem = (text: string) => find(said('system', text, -1), ...talk('Hello'));

describe('the path of a project', () => {
  it.each([
    ['/home/me/parser', '/home/me/parser'],
    ['  /home/me/parser/ ', '/home/me/parser'],
    ['/', '/'],
    ['~', '~'],
    ['~/src/x', '~/src/x'],
    ['C:\\Users\\me\\Mein Projekt', 'C:\\Users\\me\\Mein Projekt'],
    ['c:/Users/me/x/', 'c:/Users/me/x'],
    ['D:\\', 'D:\\'],
    ['\\\\server\\share\\x', '\\\\server\\share\\x'],
    ['/srv/été/日本語 🌲', '/srv/été/日本語 🌲'],
    ['/home/me/..hidden', '/home/me/..hidden'],
  ])('is %j as %j', (text, path) => {
    expect(projectPath(text)).toBe(path);
  });

  it.each([
    ['', 'nothing'],
    ['src/x', 'relative'],
    ['./x', 'relative'],
    ['~me/x', 'of somebody else'],
    ['C:x', 'relative on its drive'],
    ['https://example.com/x', 'an address'],
    ['/home/me/../you', 'with steps back'],
    ['C:\\x\\..\\y', 'with steps back'],
    ['/x\n/y', 'of two lines'],
    ['/x\u0000', 'with a control character'],
    ['/x\u202ey', 'that turns the direction of text'],
    ['/x\ud800', 'with half a character'],
    ['/<script>alert(1)</script>', 'with angle brackets'],
    [`/${'x'.repeat(MAX_PROJECT_BYTES)}`, 'too long'],
    [`/${'é'.repeat(MAX_PROJECT_BYTES / 2)}`, 'too long in bytes'],
  ])('is not %j: %s', (text) => {
    expect(projectPath(text)).toBeNull();
  });

  it('stays itself, and short and printable, whatever the text', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((n) => String.fromCharCode(n)) }),
      fc.string().map((rest) => `/${rest}`),
    );
    fc.assert(
      fc.property(text, (any) => {
        const path = projectPath(any);
        if (path === null) return;
        expect(projectPath(path)).toBe(path);
        expect(Buffer.byteLength(path)).toBeLessThanOrEqual(MAX_PROJECT_BYTES);
        expect(path).not.toMatch(/[\n\r<>\0]/);
      }),
    );
  });
});

describe('the folder of a conversation', () => {
  it('is found where the client names it', () => {
    expect(inSystem('Be brief.\n<env>\nWorking directory: /a/b\nPlatform: linux\n</env>')).toBe('/a/b');
    expect(inSystem('You are an agent.\n\nPrimary working directory: C:\\a b\\c\n')).toBe('C:\\a b\\c');
  });

  it('is the first that is a path: a sentence about folders is none', () => {
    expect(inSystem('Working directory: the one that you are in\n\nWorking directory: /a')).toBeNull();
    expect(
      find(said('system', 'Working directory: unknown', -1), said('user', 'Working directory: /a')),
    ).toBe('/a');
  });

  it('is not what a person writes of one in a sentence', () => {
    expect(find(...talk('What does “working directory: /a” mean?'))).toBeNull();
  });

  it('is not looked for in what the model or its tools say, nor in later questions', () => {
    const line = 'Working directory: /a';
    expect(find(...talk('Hello', line, line))).toBeNull();
    expect(find(said('tool', line, 0, { kind: 'tool_result' }))).toBeNull();
    expect(find(said('tools', line, -1, { kind: 'tool_schema', tool: 't' }))).toBeNull();
  });

  it('is found in a system text behind answers, where a compaction has put it', () => {
    expect(find(...talk('Summary', 'Good'), said('system', 'Working directory: /a', 2))).toBe('/a');
  });

  it('is not looked for past 64 KB', () => {
    const line = '\nWorking directory: /a\n';
    expect(inSystem('x'.repeat(60_000) + line)).toBe('/a');
    expect(inSystem('x'.repeat(70_000) + line)).toBeNull();
    expect(find(said('system', 'x'.repeat(70_000), -1), said('user', line))).toBeNull();
  });

  it.each([
    ['blanks', ' '.repeat(1_000_000)],
    ['line ends', '\n'.repeat(1_000_000)],
    ['beginnings', 'Working directory: '.repeat(50_000)],
    ['beginnings of lines', 'Working directory:\n'.repeat(50_000)],
    ['tags', '<environment_context>  <cwd>'.repeat(40_000)],
    ['long paths', `Working directory: /${'x'.repeat(1_000_000)}`],
    ['list marks', '- - 1. 1. \t'.repeat(100_000)],
  ])('is looked for in a megabyte of %s and not found', (_, text) => {
    expect(inSystem(text)).toBeNull();
  });
});

describe('the header of a project', () => {
  const header = (value: string) => projectOfHeader({ 'x-kimi-proxy-project': value });

  it('takes a path, or a name', () => {
    expect(header('/a/b/')).toBe('/a/b');
    expect(header('Billing')).toBe('Billing');
    expect(header(Buffer.from('Été').toString('latin1'))).toBe('Été');
    expect(projectOfHeader({})).toBeNull();
    expect(header('  ')).toBeNull();
  });

  it.each([['x'.repeat(201)], [`/${'x'.repeat(500)}`], ['a\u0007b'], ['a\u202eb']])(
    'refuses %j by its name',
    (value) => {
      expect(() => header(value)).toThrow(
        expect.objectContaining({
          code: 'invalid_request',
          message: 'x-kimi-proxy-project: is no name for a project',
          details: { field: 'x-kimi-proxy-project' },
        }),
      );
    },
  );
});
