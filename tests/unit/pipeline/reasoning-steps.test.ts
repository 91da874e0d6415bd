import { describe, expect, it } from 'vitest';
import { ReasoningMemory } from '../../../src/pipeline/reasoning-memory.ts';
import { ReasoningSteps } from '../../../src/pipeline/reasoning-steps.ts';

describe('what is remembered of a streamed answer', () => {
  it('is its reasoning and who was called with it, and nothing of its text or arguments', () => {
    const steps = new ReasoningSteps();
    const seal = { protocol: 'gemini', kind: 'signature', value: 's' } as const;
    steps.take({ type: 'part_start', index: 0, part: { type: 'reasoning' } });
    steps.take({ type: 'delta', index: 0, text: 'I ' });
    steps.take({ type: 'part_start', index: 1, part: { type: 'tool_call', id: 'call', name: 'f' } });
    steps.take({ type: 'delta', index: 0, text: 'think' });
    steps.take({ type: 'delta', index: 1, text: '{"long":"arguments"}' });
    steps.take({ type: 'seal', index: 1, seal });
    steps.take({ type: 'part_start', index: 2, part: { type: 'text' } });
    steps.take({ type: 'delta', index: 2, text: 'words' });
    expect(steps.parts).toEqual([
      { type: 'reasoning', text: 'I think' },
      { type: 'tool_call', id: 'call', name: 'f', input: '', seal },
    ]);
  });

  it('holds no more of endless reasoning than the memory would take, which then takes none', () => {
    const steps = new ReasoningSteps();
    steps.take({ type: 'part_start', index: 0, part: { type: 'reasoning' } });
    for (let n = 0; n < 100; n++) steps.take({ type: 'delta', index: 0, text: 'x'.repeat(10_000) });
    steps.take({ type: 'part_start', index: 1, part: { type: 'tool_call', id: 'call', name: 'f' } });
    const [reasoning] = steps.parts;
    expect(reasoning).toMatchObject({ type: 'reasoning' });
    expect((reasoning as { text: string }).text.length).toBeLessThan(300_000);
    const memory = new ReasoningMemory();
    memory.remember(steps.parts);
    expect(memory.textOf('call')).toBeNull();
  });
});
