import { describe, expect, test } from 'vitest';
import {
  createCallRates,
  limitResult,
  needsConfirmation,
  refusalOfTool,
} from '../../../../src/mcp/policy/index.ts';
import { rulesOf } from './rules.ts';

const code = (given: Parameters<typeof rulesOf>[0], name: string, annotations?: unknown) =>
  refusalOfTool(rulesOf(given), { name, annotations })?.code ?? null;

describe('refusalOfTool', () => {
  test('deny goes before allow, case matters', () => {
    expect(code({}, 'any')).toBeNull();
    expect(code({ denyTools: ['del*'] }, 'delete')).toBe('tool_denied');
    expect(code({ denyTools: ['del*'] }, 'Delete')).toBeNull();
    expect(code({ allowTools: ['read_?'] }, 'read_a')).toBeNull();
    expect(code({ allowTools: ['read_?'] }, 'read_ab')).toBe('tool_denied');
    expect(code({ allowTools: [] }, 'read_a')).toBe('tool_denied');
    expect(code({ allowTools: ['*'], denyTools: ['x'] }, 'x')).toBe('tool_denied');
  });

  test('read-only keeps what is named or annotated', () => {
    expect(code({ readOnly: true }, 'get')).toBe('read_only');
    expect(code({ readOnly: true }, 'get', { readOnlyHint: true })).toBeNull();
    expect(code({ readOnly: true }, 'get', { readOnlyHint: 'true' })).toBe('read_only');
    expect(code({ readOnly: true }, 'get', Object.create({ readOnlyHint: true }))).toBe('read_only');
    expect(code({ readOnly: true, readTools: ['get*'] }, 'get_it')).toBeNull();
    expect(code({ readOnly: true, readTools: ['get*'], denyTools: ['*'] }, 'get_it')).toBe('tool_denied');
  });

  test('says the rule and the server', () => {
    expect(refusalOfTool(rulesOf({ denyTools: ['x'] }), { name: 'x' })?.reason).toMatch(
      /"x".*deny_tools.*"files"/,
    );
  });
});

test('needsConfirmation', () => {
  expect(needsConfirmation(rulesOf(), 'x')).toBe(false);
  expect(needsConfirmation(rulesOf({ confirm: ['*'] }), 'x')).toBe(true);
  expect(needsConfirmation(rulesOf({ confirm: ['write_*'] }), 'read_x')).toBe(false);
});

describe('createCallRates', () => {
  test('a sliding minute for each server', () => {
    let now = 1000;
    const rates = createCallRates({ now: () => 0, monotonic: () => now });
    const rules = rulesOf({ callsPerMinute: 2 });
    expect(rates.take(rules)).toBeNull();
    now += 30_000;
    expect(rates.take(rules)).toBeNull();
    expect(rates.take(rules)).toMatchObject({
      code: 'rate_limited',
      reason: expect.stringContaining('in 30 s'),
    });
    expect(rates.take(rulesOf({ name: 'other', callsPerMinute: 1 }))).toBeNull();
    expect(rates.take(rulesOf())).toBeNull();
    now += 30_000;
    expect(rates.take(rules)).toBeNull();
    expect(rates.take(rules)?.code).toBe('rate_limited');
    rates.forget('files');
    expect(rates.take(rules)).toBeNull();
  });
  test('none at all', () => {
    const rates = createCallRates({ now: () => 0, monotonic: () => 0 });
    expect(rates.take(rulesOf({ callsPerMinute: 0 }))?.reason).not.toContain('undefined');
  });
});

describe('limitResult', () => {
  const text = (value: string) => ({ content: [{ type: 'text', text: value }] });
  test('what fits stays as it is', () => {
    const result = text('short');
    const limited = limitResult(rulesOf(), result);
    expect(limited.result).toBe(result);
    expect(limited.refusal).toBeNull();
  });
  test('what does not is replaced by its beginning, within the limit', () => {
    for (const value of ['a'.repeat(9000), '\u0000"\n'.repeat(9000), '😀'.repeat(9000)]) {
      for (const max of [100, 600, 2000]) {
        const rules = rulesOf({ maxResultBytes: max });
        const { result, refusal } = limitResult(rules, text(value));
        expect(refusal?.code).toBe('result_too_large');
        expect(result).toMatchObject({
          isError: true,
          content: expect.arrayContaining([{ type: 'text', text: refusal?.reason }]),
        });
        if (max > 500) expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(max);
        expect(JSON.stringify(result)).not.toMatch(/\\ud83d"/);
        if (max === 2000)
          expect(JSON.stringify(result)).toContain(JSON.stringify(value.slice(0, 6)).slice(1, -1));
      }
    }
  });
  test('odd results', () => {
    const rules = rulesOf({ maxResultBytes: 700 });
    const odd = [{ content: 'x'.repeat(999) }, { content: [null, 1, 'a'.repeat(999), { text: 5 }] }];
    for (const result of odd) expect(limitResult(rules, result).refusal).not.toBeNull();
    const structured = { structuredContent: { rows: 'r'.repeat(5000) } };
    expect(JSON.stringify(limitResult(rules, structured).result)).toContain('rrrr');
  });
  test('a byte more than the limit is too many', () => {
    const result = text('é');
    const bytes = Buffer.byteLength(JSON.stringify(result));
    expect(limitResult(rulesOf({ maxResultBytes: bytes }), result).refusal).toBeNull();
    expect(limitResult(rulesOf({ maxResultBytes: bytes - 1 }), result).refusal).not.toBeNull();
  });
  test('its beginning is that of an embedded resource, too', () => {
    const result = { content: [{ type: 'resource', resource: { uri: 'a:b', text: 'in it '.repeat(900) } }] };
    const limited = limitResult(rulesOf({ maxResultBytes: 700 }), result);
    expect(JSON.stringify(limited.result)).toContain('It begins:\\nin it in it');
  });
});
