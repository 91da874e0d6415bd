import { expect, it } from 'vitest';
import { createToolList } from '../../../../src/mcp/servers/tool-list.ts';

/** A list whose readings end by hand: with names, or null for a failure. */
function listByHand() {
  const readings: ((names: string[] | null) => void)[] = [];
  const list = createToolList(
    () =>
      new Promise((resolve, reject) => {
        readings.push((names) =>
          names === null ? reject(new Error('no')) : resolve(names.map((name) => ({ name }))),
        );
      }),
  );
  const get = async () => (await list.get()).map((tool) => tool.name);
  /** The reading is there once those before it have ended. */
  const end = async (at: number, names: string[] | null) => {
    await expect.poll(() => readings.length).toBe(at + 1);
    readings[at]?.(names);
  };
  return { list, readings, get, end };
}

it('is read once for all who ask, and kept until it changes', async () => {
  const { list, readings, get, end } = listByHand();
  expect(list.known).toBeNull();
  const both = [get(), get()];
  await end(0, ['a']);
  expect(await Promise.all(both)).toEqual([['a'], ['a']]);
  expect(await get()).toEqual(['a']);
  expect(readings).toHaveLength(1);
  list.change();
  expect(list.known).toEqual([{ name: 'a' }]);
  const again = get();
  await end(1, ['b']);
  expect(await again).toEqual(['b']);
});

it('is read again for who asks after a change that came while it was read, once for all of them', async () => {
  const { list, readings, get, end } = listByHand();
  const early = get();
  await expect.poll(() => readings.length).toBe(1);
  list.change();
  list.change();
  const late = [get(), get(), get()];
  await end(0, ['old']);
  expect(await early).toEqual(['old']);
  await end(1, ['new']);
  expect(await Promise.all(late)).toEqual([['new'], ['new'], ['new']]);
  expect(await get()).toEqual(['new']);
  expect(readings).toHaveLength(2);
});

it('is not kept where it changed while it was read, though nobody else asked', async () => {
  const { list, readings, get, end } = listByHand();
  const early = get();
  await expect.poll(() => readings.length).toBe(1);
  list.change();
  await end(0, ['old']);
  await early;
  expect(list.changed).toBe(true);
  const late = get();
  await end(1, ['new']);
  expect(await late).toEqual(['new']);
});

it('fails for who asked, and is read again for who asks then', async () => {
  const { list, get, end } = listByHand();
  const first = get();
  await end(0, null);
  await expect(first).rejects.toThrow('no');
  expect(list.reading).toBe(false);
  const failing = get();
  list.change();
  const waiting = get();
  await end(1, null);
  await expect(failing).rejects.toThrow('no');
  await end(2, ['a']);
  expect(await waiting).toEqual(['a']);
});
