import { describe, expect, test } from 'vitest';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import { sealText, unsealed } from '../../../../src/protocols/neutral/seals.ts';
import { call, content, OWN, own, part, readContent, result, says, text, tool, written } from './parts.ts';
import { read, readBlocks, user, write } from './support.ts';

describe('reasoning', () => {
  const signed = { type: 'thinking', thinking: 'hm', signature: 'c2ln' };
  const seal = { protocol: OWN, kind: 'signature' as const, value: 'c2ln' };
  const foreign = { protocol: 'gemini' as const, kind: 'signature' as const, value: 'abc' };
  const thinks = (more: Fields): Part => ({ type: 'reasoning', text: 'hm', ...more }) as Part;
  const turn = (reasoning: Part) => [user('a'), says('assistant', reasoning, part('b')), user('c')];
  const thinking = (reasoning: Fields, model?: string, more: Fields = {}) => {
    const { body, notes } = write({ reasoning, ...more } as never, model);
    return [body.thinking, (body.output_config as Fields | undefined)?.effort, notes] as const;
  };

  test('reasoning-text: goes to providers that do not verify it', () => {
    expect(readBlocks('assistant', { type: 'thinking', thinking: 'hm', signature: '' })).toEqual([
      thinks({}),
    ]);
    expect(readContent({ type: 'thinking', thinking: 'hm' })).toEqual([thinks({})]);
    expect(content(...turn(thinks({})))[1]).toEqual([{ ...signed, signature: '' }, text('b')]);
    const { messages, notes } = write({ messages: turn(thinks({})) });
    expect(messages[1]?.content).toEqual([text('b')]);
    expect(notes).toContain('not signed by Anthropic');
    expect(written([thinks({})]).message.content).toEqual([{ ...signed, signature: '' }]);
    const gateway = write({ messages: turn(thinks({})) }, 'anthropic/claude-opus-4.5', {
      isAnthropic: false,
    });
    expect(gateway.messages[1]?.content).toEqual([text('b')]);
  });

  test('reasoning-seal-own: comes and goes as it is', () => {
    expect(readBlocks('assistant', signed)).toEqual([thinks({ seal })]);
    expect(readContent(signed)).toEqual([thinks({ seal })]);
    expect(write({ messages: turn(thinks({ seal })) }).messages[1]?.content).toEqual([signed, text('b')]);
    expect(written([thinks({ seal })]).message.content).toEqual([signed]);
    const redacted = { type: 'redacted_thinking', data: 'cmVk' };
    const parts = readContent(redacted) ?? [];
    expect(written(parts).message.content).toEqual([redacted]);
    expect(write({ messages: turn(parts[0] as Part) }).messages[1]?.content).toEqual([redacted, text('b')]);
    expect(
      write({ messages: [user('a'), says('assistant', part('b'), thinks({ seal })), user('c')] }).messages[1]
        ?.content,
    ).toEqual([text('b')]);
  });

  test('reasoning-seal-foreign: is kept by the client in the slot of the signature', () => {
    const { message } = written([
      thinks({ seal: foreign }),
      thinks({ text: '', seal: { ...foreign, kind: 'encrypted', id: 'rs_1' } }),
    ]);
    const blocks = message.content as { signature: string }[];
    expect(blocks.map(({ signature }) => unsealed(signature))).toEqual([
      foreign,
      { ...foreign, kind: 'encrypted', id: 'rs_1' },
    ]);
    expect(readBlocks('assistant', ...blocks)).toEqual([
      thinks({ seal: foreign }),
      thinks({ text: '', seal: { ...foreign, kind: 'encrypted', id: 'rs_1' } }),
    ]);
    expect(readBlocks('assistant', { type: 'redacted_thinking', data: sealText(foreign) })).toMatchObject([
      { seal: foreign },
    ]);
    expect(write({ messages: turn(thinks({ seal: foreign })) }).messages[1]?.content).toEqual([text('b')]);
    expect(content(...turn(thinks({ seal: foreign })))[1]).toEqual([{ ...signed, signature: '' }, text('b')]);
  });

  test('reasoning-request: is read', () => {
    const asked = (body: Fields) => read(body).request.reasoning;
    expect(asked({ thinking: { type: 'enabled', budget_tokens: 2048, display: 'omitted' } })).toEqual({
      enabled: true,
      budget: 2048,
      summary: 'none',
    });
    expect(
      asked({ thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'xhigh' } }),
    ).toEqual({ enabled: true, summary: 'auto', effort: 'xhigh' });
    expect(asked({ thinking: { type: 'disabled' } })).toEqual({ enabled: false });
    expect(asked({})).toBeUndefined();
    expect(() => asked({ thinking: { type: 'novel' } })).toThrow('thinking.type');
  });

  test('reasoning-request: is asked for as the model takes it', () => {
    expect(thinking({ effort: 'medium' })).toEqual([{ type: 'enabled', budget_tokens: 8192 }, undefined, '']);
    expect(thinking({ effort: 'medium' }, 'claude-opus-4-5')).toEqual([
      { type: 'enabled', budget_tokens: 8192 },
      'medium',
      '',
    ]);
    expect(thinking({ effort: 'minimal', summary: 'auto' }, 'claude-opus-4-8')).toEqual([
      { type: 'adaptive', display: 'summarized' },
      'low',
      expect.stringContaining('effort minimal'),
    ]);
    expect(thinking({ effort: 'xhigh' }, 'claude-opus-4-6')).toEqual([
      { type: 'adaptive' },
      'high',
      expect.stringContaining('sent as high'),
    ]);
    expect(thinking({ budget: 9000 }, 'claude-opus-4-6')).toEqual([
      { type: 'enabled', budget_tokens: 9000 },
      undefined,
      '',
    ]);
    expect(thinking({ budget: 9000 }, 'claude-sonnet-5')).toEqual([
      { type: 'adaptive' },
      'high',
      expect.stringContaining('thinking budget'),
    ]);
    expect(thinking({ effort: 'high' }, 'claude-3-5-haiku-20241022')).toEqual([
      undefined,
      undefined,
      expect.stringContaining('does not think'),
    ]);
    expect(thinking({})).toEqual([undefined, undefined, '']);
    expect(thinking({ effort: 'low' }, 'claude-opus-4-8', own({}))).toEqual([undefined, 'low', '']);
  });

  test('reasoning-request: is kept within max_tokens', () => {
    const bound = (budget: number, maxTokens: number) =>
      thinking({ budget }, undefined, { sampling: { maxTokens } });
    expect(bound(5000, 10_000)[0]).toEqual({ type: 'enabled', budget_tokens: 5000 });
    expect(bound(10_000, 10_000)[0]).toEqual({ type: 'enabled', budget_tokens: 8000 });
    expect(bound(10, 10_000)).toEqual([
      { type: 'enabled', budget_tokens: 1024 },
      undefined,
      expect.stringContaining('sent as 1024'),
    ]);
    expect(bound(5000, 1025)[0]).toEqual({ type: 'enabled', budget_tokens: 1024 });
    expect(bound(5000, 1024)).toEqual([undefined, undefined, expect.stringContaining('max_tokens is 1024')]);
  });

  test('reasoning-request: no thinking is what the model takes for it', () => {
    expect(thinking({ enabled: false })[0]).toEqual({ type: 'disabled' });
    expect(thinking({ enabled: false, effort: 'max' }, 'claude-opus-5').slice(0, 2)).toEqual([
      { type: 'disabled' },
      'high',
    ]);
    expect(thinking({ enabled: false }, 'claude-sonnet-5-5')[0]).toEqual({ type: 'between_tools' });
    expect(thinking({ enabled: false }, 'claude-opus-5-5')).toEqual([
      undefined,
      'low',
      expect.stringContaining('cannot be kept from thinking'),
    ]);
    expect(thinking({ enabled: false }, 'claude-3-haiku-20240307')[0]).toBeUndefined();
  });

  test('reasoning-request: is left out where the calls that are answered came without it', () => {
    const messages = [user('a'), says('assistant', call('c1')), says('tool', result('c1', part('r')))];
    expect(thinking({ enabled: true }, undefined, { messages })).toEqual([
      undefined,
      undefined,
      expect.stringContaining('came without theirs'),
    ]);
    expect(thinking({ budget: 2000 }, 'claude-sonnet-4-6', { messages })[0]).toEqual({ type: 'adaptive' });
    const kept = [
      user('a'),
      says('assistant', thinks({ seal }), call('c1')),
      says('tool', result('c1', part('r'))),
    ];
    expect(thinking({ enabled: true }, undefined, { messages: kept })[0]).toMatchObject({ type: 'enabled' });
    expect(
      thinking({ enabled: true }, undefined, {
        messages: [...messages, says('assistant', part('b')), user('c')],
      })[0],
    ).toMatchObject({ type: 'enabled' });
    const elsewhere = write({ reasoning: { enabled: true }, messages }, 'kimi-k3', { isAnthropic: false });
    expect(elsewhere.body.thinking).toMatchObject({ type: 'enabled' });
  });

  test('reasoning-request: is left out where a tool is forced', () => {
    const forced = { tools: [tool('f')], toolChoice: { mode: 'required' } };
    expect(thinking({ enabled: true }, undefined, forced)).toEqual([
      { type: 'disabled' },
      undefined,
      expect.stringContaining('a tool is forced'),
    ]);
    expect(thinking({}, 'claude-sonnet-5', forced)[0]).toEqual({ type: 'disabled' });
    expect(thinking({}, undefined, forced)[0]).toBeUndefined();
  });
});
