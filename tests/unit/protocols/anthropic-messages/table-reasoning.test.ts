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
      { type: 'adaptive', display: 'summarized' },
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

  test('reasoning-display: is asked for where the model hides what it thinks', () => {
    const summarized = { type: 'adaptive', display: 'summarized' };
    for (const model of ['claude-sonnet-5', 'claude-opus-5-5', 'claude-fable-5-2', 'claude-haiku-5-5'])
      expect(thinking({}, model)[0]).toEqual(summarized);
    expect(thinking({ effort: 'high' }, 'claude-opus-4-7')[0]).toEqual(summarized);
    expect(thinking({ effort: 'high', summary: 'none' }, 'claude-opus-4-7')[0]).toEqual({
      type: 'adaptive',
      display: 'omitted',
    });
    expect(thinking({}, 'claude-opus-4-7')[0]).toBeUndefined();
    expect(thinking({ enabled: true }, 'claude-opus-4-6')[0]).toEqual({ type: 'adaptive' });
    expect(thinking({}, 'claude-sonnet-5', own({}))[0]).toBeUndefined();
    expect(thinking({ enabled: true }, 'claude-sonnet-5', own({}))[0]).toEqual({ type: 'adaptive' });
    const forced = { tools: [tool('f')], toolChoice: { mode: 'required' } };
    expect(thinking({}, 'claude-fable-5', forced)[0]).toBeUndefined();
  });

  test('reasoning-display: of Anthropic’s own client stays as it was asked for', () => {
    const asked = (given: Fields, model: string) =>
      write(
        { ...read({ thinking: given, messages: [{ role: 'user', content: 'hi' }] }, true).request },
        model,
      ).body.thinking;
    const old = { type: 'enabled', budget_tokens: 2048, display: 'omitted' };
    expect(asked(old, 'claude-sonnet-4-5')).toEqual(old);
    const updates = {
      type: 'adaptive',
      display: 'updates',
      block_binding: { prefix_mismatch_behavior: 'error' },
    };
    expect(asked(updates, 'claude-opus-5-5')).toEqual(updates);
    expect(asked({ type: 'disabled' }, 'claude-sonnet-5')).toEqual({ type: 'disabled' });
  });

  test('reasoning-bound: may be left out by Anthropic where what was before it has changed', () => {
    const messages = turn(thinks({ seal }));
    const bound = { block_binding: { prefix_mismatch_behavior: 'drop_block' } };
    for (const model of ['claude-opus-5-5', 'claude-haiku-5-5', 'claude-fable-5-1', 'claude-mythos-5-2']) {
      const { body, headers } = write({ messages }, model);
      expect(body.thinking).toEqual({ type: 'adaptive', display: 'summarized', ...bound });
      expect(headers['anthropic-beta']).toBe('thinking-binding-controls-2026-08-01');
    }
    expect(write({ messages, reasoning: { enabled: false } }, 'claude-opus-5-5').body.thinking).toEqual({
      type: 'adaptive',
      ...bound,
    });
    for (const [more, model, isAnthropic] of [
      [{ messages }, 'claude-opus-5', true],
      [{ messages }, 'claude-fable-5', true],
      [{ messages }, 'claude-opus-5-5', false],
      [{ messages: [user('a')] }, 'claude-opus-5-5', true],
      [{ messages, reasoning: { enabled: false } }, 'claude-sonnet-5-5', true],
      [{ messages, ...own({}) }, 'claude-opus-5-5', true],
    ] as const) {
      const { body, headers } = write(more as never, model, { isAnthropic });
      expect(JSON.stringify(body)).not.toContain('block_binding');
      expect(headers).not.toHaveProperty('anthropic-beta');
    }
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
