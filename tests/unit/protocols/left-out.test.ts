import { expect, it } from 'vitest';
import type { ProtocolName } from '../../../src/contract/index.ts';
import { Notes } from '../../../src/protocols/neutral/notes.ts';
import { protocolNamed } from '../../../src/protocols/registry.ts';

/** What is said of a client's request that goes to a provider of another protocol. */
function said(protocol: ProtocolName, operation: string, body: Record<string, unknown>): string {
  const { conversion } = protocolNamed(protocol);
  const notes = new Notes();
  const source = { model: 'm', stream: false, operation, notes, toAnthropic: false };
  conversion.noteLeftOut?.(conversion.readRequest(body, source), notes);
  return notes.warnings.map(({ message }) => message).join('\n');
}

it('names fields of a chat that other protocols do not have', () => {
  const user = [{ role: 'user', content: 'a' }];
  const told = said('openai-chat', 'chat.completions', {
    model: 'm',
    messages: user,
    prediction: { type: 'content', content: 'x' },
    prompt_cache_retention: '24h',
    moderation: null,
    functions: [{ name: 'f' }],
  });
  expect(told).toContain('prediction');
  expect(told).toContain('prompt_cache_retention');
  expect(told).not.toMatch(/moderation|old_functions/);
  expect(said('openai-chat', 'chat.completions', { model: 'm', messages: user, temperature: 1 })).toBe('');
});

it('names fields of Anthropic’s tools that others do not have, each once', () => {
  const tool = (name: string) => ({ name, input_schema: { type: 'object' }, defer_loading: true });
  const told = said('anthropic-messages', 'messages', {
    model: 'm',
    max_tokens: 5,
    messages: [{ role: 'user', content: 'a' }],
    tools: [tool('a'), tool('b'), { ...tool('c'), input_examples: [{}], defer_loading: null }],
  });
  expect(told.match(/defer_loading/g)).toHaveLength(1);
  expect(told).toContain('input_examples');
});
