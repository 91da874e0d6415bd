import { describe, expect, it } from 'vitest';
import { mergeRows } from '../../../web/src/data/merge-rows.ts';
import { row } from './rows.ts';

const all = (): boolean => true;
const ids = (rows: { id: string }[]): string[] => rows.map(({ id }) => id);

describe('the list', () => {
  it('has what was read, and above it what came since', () => {
    expect(ids(mergeRows([row('b'), row('a')], [row('c')], all))).toEqual(['c', 'b', 'a']);
  });

  it('takes the live row of what was read: it is the newer one', () => {
    const [merged] = mergeRows([row('a', { status: 'running' })], [row('a')], all);
    expect(merged?.status).toBe('ok');
  });

  it('has what runs in front', () => {
    const live = [row('a', { status: 'running' }), row('c')];
    expect(ids(mergeRows([row('b'), row('a')], live, all))).toEqual(['a', 'c', 'b']);
  });

  it('leaves out live rows that do not match, and those older than what was read', () => {
    const live = [row('c', { model: 'other' }), row('d'), row('0')];
    expect(ids(mergeRows([row('b'), row('a')], live, ({ model }) => model === 'test-model'))).toEqual([
      'd',
      'b',
      'a',
    ]);
  });
});
