import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonList } from '../../../src/streaming/index.ts';

const END = '{"error":{}}';

/** Feeds text in pieces of this size; gives what was passed on, what was held at the end, and what would end it. */
function pass(text: string, size = 3): { passed: string; held: string; close: string | null } {
  const list = new JsonList();
  const bytes = Buffer.from(text);
  let passed = '';
  for (let at = 0; at < bytes.length; at += size)
    passed += list.data(bytes.subarray(at, at + size))?.toString() ?? '';
  const close = list.close(END);
  return { passed, held: list.end()?.toString() ?? '', close };
}

describe('a stream that is one JSON list', () => {
  const LIST = '[{"a":"]} \\" , ["},\r\n{"b":[{"c":1}]}\n,\r\n{"d":"é"}\n]';

  it('passes every byte on, however it is cut', () => {
    for (let size = 1; size <= LIST.length; size++) {
      const { passed, held } = pass(LIST, size);
      expect(passed + held).toBe(LIST);
    }
  });

  it('is a list that ends with an error, wherever it is cut', () => {
    for (let cut = 0; cut < LIST.length; cut++) {
      const { passed, close } = pass(LIST.slice(0, cut));
      expect(close, `cut at ${cut}`).not.toBeNull();
      const items = JSON.parse(passed + close) as unknown[];
      expect(items.at(-1)).toEqual(JSON.parse(END));
      expect((JSON.parse(LIST) as unknown[]).slice(0, items.length - 1)).toEqual(items.slice(0, -1));
    }
  });

  it('gives an item as soon as it is whole', () => {
    const list = new JsonList();
    expect(list.data(Buffer.from('[{"a":1}'))?.toString()).toBe('[{"a":1}');
    expect(list.data(Buffer.from(',{"b"'))).toBeNull();
    expect(list.data(Buffer.from(':2}'))?.toString()).toBe(',{"b":2}');
    expect(list.data(Buffer.from(']'))?.toString()).toBe(']');
    expect(list.close(END)).toBeNull();
  });

  it('passes on what is no list of objects, and does not end it', () => {
    for (const text of ['{"error":1}', '[1,2', 'oops', '  "x"']) {
      const { passed, held, close } = pass(text, 1);
      expect(passed + held).toBe(text);
      expect(close).toBeNull();
    }
  });

  it('does not hold an item that is too long, nor end within it', () => {
    const list = new JsonList();
    expect(list.data(Buffer.from(`[{"a":"${'x'.repeat(9_000_000)}`))?.length).toBeGreaterThan(9_000_000);
    expect(list.close(END)).toBeNull();
    list.data(Buffer.from('"}'));
    expect(list.close(END)).toBe(`,\r\n${END}]`);
  });

  it('reads an item that comes byte by byte in time that grows with its length', () => {
    const list = new JsonList();
    const item = Buffer.from(`[{"a":"${'x'.repeat(300_000)}"}`);
    let passed = 0;
    for (let at = 0; at < item.length; at++) passed += list.data(item.subarray(at, at + 1))?.length ?? 0;
    expect(passed).toBe(item.length);
  });

  it('ends any list of objects well, wherever it is cut', () => {
    const items = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 });
    fc.assert(
      fc.property(items, fc.nat(), fc.integer({ min: 1, max: 9 }), (values, at, size) => {
        const text = JSON.stringify(values);
        const cut = Buffer.from(text)
          .subarray(0, at % Buffer.byteLength(text))
          .toString('latin1');
        const list = new JsonList();
        const bytes = Buffer.from(cut, 'latin1');
        let passed = '';
        for (let from = 0; from < bytes.length; from += size)
          passed += list.data(bytes.subarray(from, from + size))?.toString() ?? '';
        const read = JSON.parse(passed + list.close(END)) as unknown[];
        expect(read.slice(0, -1)).toEqual(JSON.parse(text).slice(0, read.length - 1));
      }),
    );
  });
});
