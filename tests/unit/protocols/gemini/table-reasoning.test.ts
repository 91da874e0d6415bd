import { describe, expect, it } from 'vitest';
import type { Part } from '../../../../src/protocols/neutral/parts.ts';
import { sealText } from '../../../../src/protocols/neutral/seals.ts';
import {
  answer,
  ask,
  assistant,
  call,
  collected,
  config,
  contentsOf,
  OLD,
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

describe('reasoning', () => {
  const own = { protocol: 'gemini', kind: 'signature', value: 'AbC-_w==' } as const;
  const foreign = { protocol: 'openai-responses', kind: 'encrypted', value: 'xyz', id: 'rs_1' } as const;
  const signature = { protocol: 'anthropic-messages', kind: 'signature', value: 'sig' } as const;

  it('reasoning-text: thoughts are reasoning, and Gemini’s own go back to it', () => {
    const wire = { text: 'hmm', thought: true };
    const [part] = readParts(wire);
    expect(part).toMatchObject({ type: 'reasoning', text: 'hmm', summary: true });
    expect(partsOf(assistant(part as Part))).toEqual([wire]);
    const { body, said } = write(
      ask({ messages: [user(text('q')), assistant({ type: 'reasoning', text: 'other' }, text('a'))] }),
    );
    expect(body.contents).toMatchObject([{}, { parts: [{ text: 'a' }] }]);
    expect(said).toEqual(['reasoning of earlier turns was left out: Gemini takes back none but its own']);
    expect(collected(piece([wire]), piece([{ text: 'so' }], { finishReason: 'STOP' })).parts).toEqual([
      { type: 'reasoning', summary: true, text: 'hmm' },
      text('so'),
    ]);
  });

  it('reasoning-text: is told to a client that asked for thoughts, and to no other', () => {
    const given = answer({ parts: [{ type: 'reasoning', text: 'hmm' }, text('so')] });
    expect(written(given).candidates[0]?.content.parts).toEqual([
      { text: 'hmm', thought: true },
      { text: 'so' },
    ]);
    for (const request of [ask(), ask({ reasoning: { summary: 'none' } })])
      expect(written(given, { request }).candidates[0]?.content.parts).toEqual([{ text: 'so' }]);
  });

  it('reasoning-seal-own: stays on exactly the part that it came on', () => {
    const wire = [
      { text: 'hmm', thought: true, thoughtSignature: 'AAAA' },
      { text: 'a' },
      { text: 'b', thoughtSignature: 'BBBB' },
      { functionCall: { id: 'c', name: 'read', args: {} }, thoughtSignature: 'CCCC' },
      { functionCall: { id: 'd', name: 'read', args: {} } },
      { text: '', thoughtSignature: 'DDDD' },
    ];
    const done = tool(result('c', ''), result('d', ''));
    expect(contentsOf([user(text('q')), assistant(...readParts(...wire)), done])[1]?.parts).toEqual(wire);
    const fromProvider = collected(piece(wire, { finishReason: 'STOP' }));
    expect(contentsOf([user(text('q')), assistant(...fromProvider.parts), done])[1]?.parts).toEqual(wire);
    expect(written(fromProvider).candidates[0]?.content.parts).toEqual(wire);
  });

  it('reasoning-seal-own: one that is no base64 is left out, since it would refuse the request', () => {
    for (const value of ['with spaces', 'abcde', 'abc…', '=']) {
      const [part] = partsOf(assistant({ type: 'text', text: 'a', seal: { ...own, value } }));
      expect(part).toEqual({ text: 'a' });
    }
  });

  it('reasoning-seal-foreign: the first call of a step gets the documented stand-in from Gemini 3 on', () => {
    const messages = [
      user(text('q')),
      assistant({ type: 'reasoning', text: 't', seal: signature }, call('a'), call('b')),
      tool(result('a', ''), result('b', '')),
    ];
    for (const model of [
      'gemini-3-pro-preview',
      'models/gemini-3.8-flash',
      'gemini-4-argon',
      'gemini-flash-latest',
    ]) {
      expect(contentsOf(messages, model)[1]?.parts).toMatchObject([
        { functionCall: { id: 'a' }, thoughtSignature: 'skip_thought_signature_validator' },
        { functionCall: { id: 'b' } },
      ]);
      expect(contentsOf(messages, model)[1]?.parts[1]).not.toHaveProperty('thoughtSignature');
    }
    expect(JSON.stringify(contentsOf(messages, 'gemini-2.5-pro'))).not.toContain('Signature');
    const signed = [
      user(text('q')),
      assistant(call('a', { seal: own }), call('b')),
      tool(result('a', ''), result('b', '')),
    ];
    expect(JSON.stringify(contentsOf(signed))).not.toContain('skip_');
    expect(
      readParts({
        functionCall: { id: 'a', name: 'read', args: { p: 1 } },
        thoughtSignature: 'skip_thought_signature_validator',
      }),
    ).toEqual([call('a')]);
  });

  it('reasoning-seal-foreign: encrypted reasoning rides on the next call, where Gemini’s clients keep it', () => {
    const given = answer({ parts: [{ type: 'reasoning', text: '', seal: foreign }, call('c')] });
    const { parts } = written(given).candidates[0]?.content ?? { parts: [] };
    expect(parts).toEqual([
      { functionCall: { id: 'c', name: 'read', args: { p: 1 } }, thoughtSignature: sealText(foreign) },
    ]);
    expect(readParts(...parts)).toEqual(given.parts);
  });

  it('reasoning-seal-foreign: with its summary, it is that reasoning’s again', () => {
    const given = answer({ parts: [{ type: 'reasoning', text: 'sum', seal: foreign }, call('c')] });
    expect(readParts(...(written(given).candidates[0]?.content.parts ?? []))).toEqual(given.parts);
  });

  it('reasoning-seal-foreign: without a call it is a thought at the end, and read where it was', () => {
    const given = answer({ parts: [{ type: 'reasoning', text: '', seal: foreign }, text('a')] });
    const { parts } = written(given).candidates[0]?.content ?? { parts: [] };
    expect(parts).toEqual([{ text: 'a' }, { text: '', thought: true, thoughtSignature: sealText(foreign) }]);
    expect(readParts({ text: 'a', thoughtSignature: sealText(foreign) })).toEqual(given.parts);
    expect(readParts(...parts)).toEqual(given.parts);
  });

  it('reasoning-seal-foreign: a signature goes with the text that it is over, or not at all', () => {
    const given = answer({ parts: [{ type: 'reasoning', text: 'think', seal: signature }, text('a')] });
    const { parts } = written(given).candidates[0]?.content ?? { parts: [] };
    expect(readParts(...parts)).toEqual(given.parts);
    expect(JSON.stringify(written(given, { request: ask() }))).not.toContain('thought');
  });

  it.each([
    [{ thinkingBudget: 0 }, { enabled: false, summary: 'none' }],
    [
      { thinkingBudget: -1, includeThoughts: true },
      { enabled: true, summary: 'auto' },
    ],
    [{ thinkingBudget: 2048 }, { budget: 2048, summary: 'none' }],
    [
      { thinkingLevel: 'HIGH', includeThoughts: true },
      { effort: 'high', summary: 'auto' },
    ],
    [{ thinking_level: 'low' }, { effort: 'low', summary: 'none' }],
    [{ thinkingLevel: 'XHIGH' }, { effort: 'xhigh', summary: 'none' }],
  ])('reasoning-request: %j is read as %j', (thinkingConfig, reasoning) => {
    expect(read({ generationConfig: { thinkingConfig } }).request.reasoning).toEqual(reasoning);
  });

  it.each([
    ['gemini-3-flash', { effort: 'minimal' }, { thinkingLevel: 'MINIMAL' }],
    ['gemini-3-pro-preview', { effort: 'minimal' }, { thinkingLevel: 'LOW' }],
    ['gemini-3-pro-preview', { effort: 'medium' }, { thinkingLevel: 'HIGH' }],
    ['gemini-3.1-pro-preview', { effort: 'medium' }, { thinkingLevel: 'MEDIUM' }],
    ['gemini-3-flash', { effort: 'max', summary: 'auto' }, { includeThoughts: true, thinkingLevel: 'HIGH' }],
    ['gemini-3-flash', { budget: 1000 }, { thinkingLevel: 'LOW' }],
    ['gemini-3.1-flash-lite', { effort: 'minimal' }, { thinkingLevel: 'MINIMAL' }],
    ['gemini-3.6-flash', { effort: 'minimal' }, { thinkingLevel: 'MINIMAL' }],
    ['models/gemini-3.7-flash', { effort: 'minimal' }, { thinkingLevel: 'LOW' }],
    ['gemini-3.8-flash', { enabled: false }, { thinkingLevel: 'LOW' }],
    ['gemini-3.8-flash', { effort: 'medium' }, { thinkingLevel: 'MEDIUM' }],
    ['gemini-flash-latest', { effort: 'minimal' }, { thinkingLevel: 'LOW' }],
    ['gemini-flash-lite-latest', { effort: 'minimal' }, { thinkingLevel: 'MINIMAL' }],
    ['gemini-pro-latest', { effort: 'medium' }, { thinkingLevel: 'MEDIUM' }],
    ['gemini-4-argon', { effort: 'minimal' }, { thinkingLevel: 'LOW' }],
    ['gemini-4-carbon', { effort: 'xhigh' }, { thinkingLevel: 'HIGH' }],
    ['gemini-4-neon', { effort: 'xhigh' }, { thinkingLevel: 'XHIGH' }],
    ['gemini-4-hydrogen', { effort: 'max' }, { thinkingLevel: 'XHIGH' }],
    ['gemini-3-flash', { budget: 32_000 }, { thinkingLevel: 'HIGH' }],
    ['gemini-3-flash', { enabled: false }, { thinkingLevel: 'MINIMAL' }],
    ['gemini-3-flash', { enabled: true }, { includeThoughts: true }],
    ['gemini-2.5-flash', { enabled: false }, { thinkingBudget: 0 }],
    ['gemini-2.5-flash', { enabled: true, summary: 'none' }, { thinkingBudget: -1 }],
    ['gemini-2.5-flash', { effort: 'medium' }, { thinkingBudget: 8192 }],
    ['gemini-2.5-flash', { budget: 100_000 }, { thinkingBudget: 24_576 }],
    ['gemini-2.5-flash-lite', { budget: 100 }, { thinkingBudget: 512 }],
    ['gemini-2.5-pro', { enabled: false }, { thinkingBudget: 128 }],
    ['gemini-2.5-pro', { effort: 'xhigh' }, { thinkingBudget: 32_768 }],
    ['gemini-2.5-flash-image', { effort: 'high' }, undefined],
    [OLD, { effort: 'high' }, undefined],
    ['gemma-3-27b-it', { effort: 'high' }, undefined],
  ] as const)('reasoning-request: for %s, %j is %j', (model, reasoning, thinkingConfig) => {
    const sent = config(ask({ reasoning }), model);
    expect(sent.config).toEqual(thinkingConfig === undefined ? undefined : { thinkingConfig });
    if (thinkingConfig === undefined) expect(sent.said).toHaveLength(1);
  });
});
