import { describe, expect, it } from 'vitest';
import { budgetOf, closestEffort, effortOf } from '../../../../src/protocols/anthropic-messages/effort.ts';
import { traitsOf } from '../../../../src/protocols/anthropic-messages/models.ts';

describe('what a model takes', () => {
  it.each([
    ['claude-3-opus-20240229', 4096],
    ['claude-3-5-sonnet-20241022', 8192],
    ['claude-3-7-sonnet-20250219', 64_000],
    ['claude-opus-4-20250514', 32_000],
    ['claude-opus-4@20250514', 32_000],
    ['claude-opus-4-1', 32_000],
    ['claude-sonnet-4-20250514', 64_000],
    ['claude-haiku-4-5-20251001', 64_000],
    ['claude-opus-4-5-20251101', 64_000],
    ['us.anthropic.claude-sonnet-4-6-v1:0', 128_000],
    ['anthropic/claude-opus-4.7', 128_000],
    ['claude-haiku-5-5', 128_000],
    ['claude-fable-5', 128_000],
    ['claude-mythos-preview', 128_000],
    ['claude-sonnet-latest', 128_000],
    ['kimi-k3', null],
    ['claude', null],
    ['', null],
  ])('%s answers with at most %s tokens', (model, most) => {
    expect(traitsOf(model).maxOutput).toBe(most);
  });

  it.each([
    ['claude-3-5-haiku', 'none', 'any', true],
    ['claude-3-7-sonnet-20250219', 'budget', 'any', true],
    ['claude-sonnet-4-5', 'budget', 'one', true],
    ['claude-opus-4-6', 'either', 'one', false],
    ['claude-opus-4-7', 'adaptive', 'none', false],
    ['claude-sonnet-5', 'adaptive', 'none', false],
    ['claude-fable-5-1', 'adaptive', 'none', false],
    ['deepseek-chat', 'budget', 'any', true],
  ])('%s: thinking %s, sampling %s, prefill %s', (model, thinking, sampling, prefill) => {
    expect(traitsOf(model)).toMatchObject({ thinking, sampling, prefill });
  });

  it.each([
    ['claude-opus-4-8', 'disabled', true, true],
    ['claude-opus-5', 'disabled', true, true],
    ['claude-opus-5-5', null, false, true],
    ['claude-sonnet-5', 'disabled', true, false],
    ['claude-sonnet-5-5', 'between_tools', false, true],
    ['claude-haiku-5-5', 'disabled', true, true],
    ['claude-fable-5', null, true, true],
    ['claude-fable-5-1', null, false, true],
    ['claude-mythos-preview', null, true, false],
  ])(
    '%s: kept from thinking by %s, forced %s, system between messages %s',
    (model, thinkingOff, forcedTools, midSystem) => {
      expect(traitsOf(model)).toMatchObject({ thinkingOff, forcedTools, midSystem });
    },
  );
});

describe('effort', () => {
  it('and budget stand for each other', () => {
    for (const effort of ['low', 'medium', 'high', 'xhigh'] as const)
      expect(effortOf(budgetOf(effort))).toBe(effort);
    expect([1, 1025, 8193, 24_577, 1e9].map(effortOf)).toEqual(['low', 'medium', 'high', 'xhigh', 'xhigh']);
  });

  it('is the closest that a model has', () => {
    expect(closestEffort('minimal', ['low', 'high'])).toBe('low');
    expect(closestEffort('max', ['low', 'medium', 'high'])).toBe('high');
    expect(closestEffort('xhigh', ['low', 'medium', 'high', 'max'])).toBe('high');
    expect(closestEffort('medium', [])).toBeNull();
  });
});
