import { describe, expect, test } from 'vitest';
import { type Block, placeBlocks } from '../../../src/context/index.ts';
import { Anchors } from '../../../src/pipeline/anchors.ts';

const route = { provider: 'kimi', model: 'k2', vocabulary: 'o200k_base', protocol: 'openai-chat' };

function talk(...texts: string[]) {
  const blocks = texts.map(
    (content, message): Block => ({
      kind: 'text',
      role: 'user',
      tool: null,
      content,
      envelope: null,
      message,
    }),
  );
  return placeBlocks(blocks);
}

function set(anchors: Anchors, of: ReturnType<typeof talk>, said: number): void {
  anchors.set(route, of.head ?? '', { counted: 10, said, guesses: 0 });
}

describe('the context that one goes on', () => {
  test('is the longest that the provider has counted', () => {
    const anchors = new Anchors();
    set(anchors, talk('a'), 1);
    set(anchors, talk('a', 'b', 'c'), 3);
    set(anchors, talk('a', 'b', 'x', 'y'), 4);
    expect(anchors.find(route, talk('a', 'b', 'c', 'd').blocks)).toMatchObject({ said: 3, depth: 3 });
    expect(anchors.find(route, talk('a', 'b', 'c').blocks)).toMatchObject({ said: 3, depth: 3 });
    expect(anchors.find(route, talk('a', 'b').blocks)).toMatchObject({ said: 1, depth: 1 });
    expect(anchors.find(route, talk('b').blocks)).toBeNull();
    expect(anchors.find(route, [])).toBeNull();
  });

  test('is of the same route', () => {
    const anchors = new Anchors();
    set(anchors, talk('a'), 1);
    for (const other of [{ provider: 'x' }, { model: 'x' }, { vocabulary: 'x' }, { protocol: 'x' }])
      expect(anchors.find({ ...route, ...other }, talk('a', 'b').blocks)).toBeNull();
  });

  test('is forgotten after some hundred others', () => {
    const anchors = new Anchors();
    set(anchors, talk('first'), 1);
    for (let n = 0; n < 1000; n++) set(anchors, talk(`n ${n}`), n);
    expect(anchors.find(route, talk('first').blocks)).toBeNull();
    expect(anchors.find(route, talk('n 999').blocks)).toMatchObject({ said: 999 });
  });

  test('is looked up in the store until that has found nothing several times in a row', () => {
    const anchors = new Anchors();
    for (let n = 0; n < 7; n++) anchors.lookedUp(route, false);
    anchors.lookedUp(route, true);
    for (let n = 0; n < 8; n++) {
      expect(anchors.mayBeStored(route)).toBe(true);
      anchors.lookedUp(route, false);
    }
    expect(anchors.mayBeStored(route)).toBe(false);
    expect(anchors.mayBeStored({ ...route, model: 'k3' })).toBe(true);
  });
});
