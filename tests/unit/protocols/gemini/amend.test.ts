import { describe, expect, it } from 'vitest';
import { matchLlm, parseRequest } from '../../../../src/protocols/index.ts';
import { applyEdits } from '../../../../src/protocols/json/edit.ts';

const call = (id: string) => ({ functionCall: { id, name: 'read', args: { p: 1 } } });
const result = (id: string | undefined, output = 'hello, "functionResponse" [ ] }') => ({
  functionResponse: { ...(id === undefined ? {} : { id }), name: 'read', response: { output } },
});

/** What goes up of a body in Gemini's own protocol, and what was said of it. */
function amended(body: string): { sent: unknown; text: string; notes: string[] } {
  const match = matchLlm('POST', '/v1beta/models/m:generateContent');
  if (match?.target.type !== 'operation') throw new Error('no operation');
  const bytes = Buffer.from(body);
  const request = parseRequest(bytes, match.target.operation, 'm');
  const found = match.protocol.amend?.(request, {} as never, () => null) ?? null;
  const text = applyEdits(bytes, found?.edits ?? []).toString();
  return { text, sent: JSON.parse(text), notes: (found?.notes ?? []).map(({ code }) => code) };
}

const contents = (...parts: object[]) => ({
  contents: [
    { role: 'user', parts: [{ text: 'a' }] },
    { role: 'model', parts: [call('1'), call('2')] },
    { parts, role: 'user' },
    { role: 'model', parts: [{ text: 'done' }] },
  ],
  generationConfig: { topK: 3 },
});

describe('a call’s result that stands there twice', () => {
  it.each([0, 2])('goes up once, and every other byte as it came (indented by %i)', (indent) => {
    const twice = contents(result('1'), result('1'), result('2'), { text: 'and' }, result('2'), result('1'));
    const { text, notes } = amended(JSON.stringify(twice, null, indent));
    expect(text).toBe(JSON.stringify(contents(result('1'), result('2'), { text: 'and' }), null, indent));
    expect(notes).toEqual(['result_left_out']);
  });

  it('is read in snake case, too', () => {
    const part = { function_response: { id: '1', name: 'read', response: {} } };
    expect(amended(JSON.stringify(contents(part, part))).sent).toEqual(contents(part));
  });

  it.each([
    ['results of two calls', contents(result('1'), result('2'))],
    ['two results of one call that differ', contents(result('1', 'a'), result('1', 'b'))],
    ['results that name no call', contents(result(undefined), result(undefined))],
    ['a result that speaks of others', contents({ text: '"functionResponse" "functionResponse"' })],
    [
      'the same result in two contents',
      { contents: [contents(result('1')).contents, contents(result('1')).contents].flat() },
    ],
    ['parts that are no list', { contents: [{ parts: { a: result('1'), b: result('1') } }] }],
  ])('is not found in %s', (_what, body) => {
    const text = JSON.stringify(body);
    expect(amended(text)).toMatchObject({ text, notes: [] });
  });

  it('is looked for in any bytes without a fault', () => {
    const text = JSON.stringify(contents(result('1'), result('1')));
    for (let cut = text.length - 40; cut > 20; cut -= 7) {
      const broken = `${text.slice(0, cut)}"functionResponse""functionResponse"]}`;
      expect(() => {
        try {
          amended(broken);
        } catch (error) {
          if (!(error instanceof SyntaxError) && (error as { code?: string }).code !== 'bad_json')
            throw error;
        }
      }).not.toThrow();
    }
  });
});
