import { describe, expect, it } from 'vitest';
import { Tap } from '../../../src/streaming/index.ts';

function tapped(limit: number, ...texts: string[]): Tap {
  const tap = new Tap(limit);
  for (const text of texts) tap.push(Buffer.from(text));
  return tap;
}

describe('keeping what passes', () => {
  it('keeps everything under the limit', () => {
    const tap = tapped(100, 'ab', 'cd', 'ef');
    expect(tap.all().toString()).toBe('abcdef');
    expect(tap.bytes).toBe(6);
    expect(tap.complete).toBe(true);
  });

  it('keeps the beginning and the newest bytes over it', () => {
    const tap = tapped(8, 'aa', 'bb', 'cc', 'dd', 'ee', 'ff');
    expect(tap.all().toString()).toBe('aabbeeff');
    expect(tap.complete).toBe(false);
    expect(tap.bytes).toBe(12);
  });

  it('keeps a single chunk larger than the limit rather than nothing', () => {
    const tap = tapped(4, 'aaaaaaaaaa');
    expect(tap.all().toString()).toBe('aaaaaaaaaa');
  });

  it('lets go of everything, and still knows how much it was', () => {
    const tap = tapped(8, 'aa', 'bb', 'cc');
    tap.clear();
    expect(tap.all().toString()).toBe('');
    expect(tap.bytes).toBe(6);
  });

  it('gives the last bytes in whole chunks', () => {
    expect(tapped(8, 'ab', 'cd', 'ef').tail(3).toString()).toBe('cdef');
    expect(tapped(8, 'aa', 'bb', 'cc', 'dd').tail(6).toString()).toBe('bbccdd');
    expect(tapped(8).tail(6).toString()).toBe('');
  });

  it('gives what passed since a position, or null where it is gone', () => {
    const tap = tapped(8, 'aa', 'bb');
    expect(tap.from(1)?.toString()).toBe('abb');
    for (const text of ['cc', 'dd', 'ee']) tap.push(Buffer.from(text));
    expect(tap.from(8)?.toString()).toBe('ee');
    expect(tap.from(4)).toBeNull();
  });

  it('puts small chunks together, so that a stream of single bytes costs what it holds', () => {
    const tap = new Tap(4 * 1024 * 1024);
    const bytes = Buffer.from('x'.repeat(1024));
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 300_000; i++) tap.push(bytes.subarray(i % 1024, (i % 1024) + 1));
    expect(tap.complete).toBe(true);
    expect(tap.all()).toHaveLength(300_000);
    // Each by itself costs 100 bytes and more, and is 30 MB together.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
  });

  it('stays in order where a small chunk would still fit in front of a large one', () => {
    const tap = tapped(8, 'aaa', 'bb', 'c', 'd');
    expect(tap.all().toString()).toBe('aaabbcd');
  });
});
