import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import type { Part, Seal } from '../../../../src/protocols/neutral/parts.ts';
import { sealText } from '../../../../src/protocols/neutral/seals.ts';
import {
  answerOf,
  assistant,
  call,
  deltasToClient,
  quirks,
  read,
  readMessages,
  result,
  text,
  toClient,
  toNeutral,
  user,
  write,
  writeMessages,
} from './support.ts';

describe('the table of chat completions: reasoning', () => {
  it('reasoning-text: is read from each field, and written to the provider’s own', () => {
    const reasoning: Part = { type: 'reasoning', text: 'hm' };
    for (const field of ['reasoning_content', 'reasoning'])
      expect(readMessages({ role: 'assistant', content: 'x', [field]: 'hm' })[0]?.parts).toEqual([
        reasoning,
        text('x'),
      ]);
    expect(answerOf({ content: 'x', reasoning: 'hm', reasoning_content: 'hm' }).parts).toEqual([
      reasoning,
      text('x'),
    ]);
    const mistral = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
      { type: 'text', text: 'x' },
    ];
    expect(answerOf({ content: mistral }).parts).toEqual([reasoning, text('x')]);
    const turn = [assistant(reasoning, text('x')), user(text('y'))];
    expect(writeMessages(turn)[0]).toEqual({ role: 'assistant', content: 'x', reasoning_content: 'hm' });
    expect(writeMessages(turn, quirks('ollama'))[0]).toEqual({
      role: 'assistant',
      content: 'x',
      reasoning: 'hm',
    });
    expect(writeMessages(turn, quirks('mistral'), 'magistral-medium')[0]?.content).toEqual(mistral);
    expect(writeMessages(turn, quirks('openai'))[0]).toEqual({ role: 'assistant', content: 'x' });
    expect(write({ messages: turn }, quirks('openai')).said[0]).toContain(
      'reasoning of earlier turns was left out',
    );
    expect(toClient({ parts: [reasoning, text('x')] }).message).toMatchObject({
      reasoning_content: 'hm',
      content: 'x',
    });
  });

  it('reasoning-seal-own: OpenRouter’s details go back as they came', () => {
    const details = [
      { type: 'reasoning.text', text: 'hm', signature: 'sig', format: 'anthropic-claude-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'secret', id: 'r1', format: 'openai-responses-v1', index: 1 },
    ];
    const { parts } = answerOf({ content: 'x', reasoning: 'hm', reasoning_details: details });
    expect(parts).toMatchObject([
      { type: 'reasoning', text: 'hm' },
      { type: 'reasoning', text: '' },
      { type: 'text' },
    ]);
    expect(writeMessages([assistant(...parts), user(text('y'))], quirks('openrouter'))[0]).toEqual({
      role: 'assistant',
      content: 'x',
      reasoning_details: details,
    });
    const { message } = toClient({ parts });
    const back = readMessages({ ...message, role: 'assistant' })[0]?.parts;
    expect(back).toEqual(parts);
  });

  it('reasoning-seal-foreign: comes back from the slots that clients keep, each on its own piece', () => {
    const seal: Seal = { protocol: 'anthropic-messages', kind: 'signature', value: 'S' };
    const gemini: Seal = { protocol: 'gemini', kind: 'signature', value: 'R0' };
    const parts: Part[] = [
      { type: 'reasoning', text: 'one' },
      { type: 'reasoning', text: 'two', seal },
      text('x'),
      call('a', { seal: gemini }),
      call('b', { seal: { ...seal, id: 'q' } }),
    ];
    const { message } = toClient({ parts });
    expect(message).toMatchObject({
      reasoning_content: 'onetwo',
      reasoning_details: [{ type: 'reasoning.encrypted', data: sealText(seal) }],
      tool_calls: [
        { extra_content: { google: { thought_signature: 'R0' } } },
        { extra_content: { google: { thought_signature: sealText({ ...seal, id: 'q' }) } } },
      ],
    });
    expect(readMessages({ ...message, role: 'assistant' })[0]?.parts).toEqual(parts);
    for (const delta of deltasToClient(eventsOf(toNeutral(parts))).flatMap(
      (one) => (one.tool_calls ?? []) as object[],
    ))
      expect(delta).toMatchObject({ function: { arguments: expect.any(String) } });
    const [sent] = writeMessages(
      [assistant(...parts), result('a'), result('b')],
      quirks('gemini'),
      'gemini-2.5-pro',
    );
    expect(sent?.tool_calls).toMatchObject([{ extra_content: { google: { thought_signature: 'R0' } } }, {}]);
    expect(((sent?.tool_calls ?? []) as object[])[1]).not.toHaveProperty('extra_content');
    expect(
      answerOf({
        tool_calls: [
          {
            id: 'a',
            function: { name: 'read', arguments: '{}' },
            extra_content: { google: { thought_signature: 'R0' } },
          },
        ],
      }).parts,
    ).toEqual([call('a', { seal: gemini })]);
  });

  it('reasoning-seal-foreign: a signature whose text the client has cut is left out, what is encrypted stays', () => {
    const signature: Seal = { protocol: 'anthropic-messages', kind: 'signature', value: 'S' };
    const encrypted: Seal = { protocol: 'openai-responses', kind: 'encrypted', value: 'E', id: 'rs_1' };
    const cutTo = (words: string, seal: Seal): Part[] | undefined => {
      const { message } = toClient({ parts: [{ type: 'reasoning', text: 'one two', seal }, text('x')] });
      return readMessages({ ...message, role: 'assistant', reasoning_content: words })[0]?.parts;
    };
    const left: Part = { type: 'reasoning', text: ' two' };
    expect(cutTo(' two', signature)).toEqual([left, text('x')]);
    expect(cutTo('', signature)).toEqual([text('x')]);
    expect(cutTo(' two', encrypted)).toEqual([
      { type: 'reasoning', text: '', seal: encrypted },
      left,
      text('x'),
    ]);
    expect(cutTo('one two', signature)).toEqual([{ ...left, text: 'one two', seal: signature }, text('x')]);
  });

  it('reasoning-request: every client’s form, and each provider’s', () => {
    expect(read({ reasoning_effort: 'high' }).reasoning).toEqual({ effort: 'high' });
    expect(read({ reasoning_effort: 'none' }).reasoning).toEqual({ enabled: false });
    expect(read({ reasoning: { max_tokens: 2000, exclude: true } }).reasoning).toEqual({
      budget: 2000,
      summary: 'none',
    });
    expect(read({ thinking: { type: 'disabled' } }).reasoning).toEqual({ enabled: false });
    expect(read({ enable_thinking: true, thinking_budget: 512 }).reasoning).toEqual({
      enabled: true,
      budget: 512,
    });
    const asked = (reasoning: object, to: string, model: string) => {
      const { body } = write({ reasoning }, quirks(to), model);
      const { reasoning_effort, reasoning: own, thinking, enable_thinking, thinking_budget } = body;
      return JSON.parse(
        JSON.stringify({ reasoning_effort, reasoning: own, thinking, enable_thinking, thinking_budget }),
      );
    };
    expect(asked({ effort: 'xhigh' }, 'openai', 'gpt-5')).toEqual({ reasoning_effort: 'high' });
    expect(asked({ enabled: true, budget: 30_000 }, 'openai', 'gpt-5')).toEqual({ reasoning_effort: 'high' });
    expect(asked({ enabled: true, budget: 30_000 }, 'openai', 'gpt-4o')).toEqual({});
    expect(asked({ enabled: false }, 'openai', 'gpt-5')).toEqual({ reasoning_effort: 'minimal' });
    expect(asked({ budget: 2000 }, 'openrouter', 'x')).toEqual({ reasoning: { max_tokens: 2000 } });
    expect(asked({ effort: 'low', summary: 'none' }, 'openrouter', 'x')).toEqual({
      reasoning: { effort: 'low', exclude: true },
    });
    expect(asked({ effort: 'max' }, 'deepseek', 'deepseek-chat')).toEqual({
      thinking: { type: 'enabled' },
      reasoning_effort: 'max',
    });
    expect(asked({ enabled: true, budget: 99_999 }, 'siliconflow', 'Qwen/Qwen3-32B')).toEqual({
      enable_thinking: true,
      thinking_budget: 32_768,
    });
    expect(asked({ effort: 'medium' }, 'kimi', 'kimi-k3')).toEqual({ reasoning_effort: 'high' });
    expect(asked({ effort: 'medium' }, 'kimi', 'kimi-k2.6')).toEqual({ thinking: { type: 'enabled' } });
    expect(asked({ effort: 'medium' }, 'anthropic', 'claude')).toEqual({});
  });
});
