import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Composition } from '../../../src/contract/context.ts';
import { type Cell, cellsOf } from '../../../web/src/panels/sessions/session/cells.ts';
import { nest } from '../../../web/src/panels/sessions/session/nested.ts';
import { partChanges } from '../../../web/src/panels/sessions/session/part-changes.ts';
import { sharesOf } from '../../../web/src/panels/sessions/session/shares.ts';
import { sortedCells } from '../../../web/src/panels/sessions/session/sorted-cells.ts';
import { type Box, treemap } from '../../../web/src/panels/sessions/session/treemap-layout.ts';

type Part = Composition['parts'][number];
type Heavy = Composition['heaviest'][number];

const part = (name: Part['part'], tokens: number, blocks = 1): Part => ({
  part: name,
  tokens,
  share: null,
  blocks,
  newest: null,
  oldest: null,
  repeated: 0,
});

const block = (position: number, tokens: number, over: Partial<Heavy> = {}): Heavy => ({
  kind: 'tool_result',
  role: 'tool',
  tool: 'read_file',
  position,
  message: null,
  tokens,
  share: null,
  age: 0,
  repeats: 1,
  bytes: 1,
  hash: `h${position}`,
  node: `n${position}`,
  preview: null,
  ...over,
});

function composition(parts: Part[], heaviest: Heavy[]): Composition {
  const tokens = parts.reduce((sum, one) => sum + one.tokens, 0);
  return {
    exchange_id: 'e',
    tokens,
    counted: tokens,
    vocabulary: 'v',
    source: 'exact',
    estimated_blocks: 0,
    blocks: heaviest.length,
    turns: { before: 0, complete: true },
    parts,
    schemas: { tools: [], servers: [], never_called: { tools: 0, tokens: 0 }, complete: true },
    results: [],
    repeats: { blocks: 0, tokens: 0 },
    heaviest,
  };
}

const sumOf = (cells: readonly Pick<Cell, 'tokens'>[]): number =>
  cells.reduce((sum, { tokens }) => sum + tokens, 0);

describe('shares', () => {
  it('add up to all of it, and are off by less than a step each', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 50 }), (parts) => {
        const whole = parts.reduce((sum, one) => sum + one, 0);
        const shares = sharesOf(parts);
        const steps = shares.reduce((sum, share) => sum + Math.round(share * 1000), 0);
        expect(steps).toBe(whole === 0 ? 0 : 1000);
        for (const [at, share] of shares.entries())
          expect(Math.abs(share - (whole === 0 ? 0 : (parts[at] ?? 0) / whole))).toBeLessThan(0.001 + 1e-9);
      }),
    );
  });

  it('give what is left to the largest remainders', () => {
    expect(sharesOf([1, 1, 1], 100)).toEqual([0.34, 0.33, 0.33]);
    expect(sharesOf([1, 2, 4], 10)).toEqual([0.1, 0.3, 0.6]);
  });
});

describe('a treemap', () => {
  const area = ({ width, height }: Box): number => width * height;
  const overlap = (a: Box, b: Box): number =>
    Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
    Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

  it('fills its box with boxes as large as their sizes, none over another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 50, max: 1500 }),
        fc.integer({ min: 50, max: 600 }),
        (sizes, width, height) => {
          const whole = sizes.reduce((sum, size) => sum + size, 0);
          fc.pre(whole > 0);
          const boxes = treemap(sizes, { x: 3, y: 4, width, height });
          expect(boxes).toHaveLength(sizes.length);
          for (const [at, box] of boxes.entries()) {
            expect(area(box)).toBeCloseTo(((sizes[at] ?? 0) / whole) * width * height, 3);
            expect(box.x).toBeGreaterThanOrEqual(3 - 1e-6);
            expect(box.x + box.width).toBeLessThanOrEqual(3 + width + 1e-6);
            expect(box.y + box.height).toBeLessThanOrEqual(4 + height + 1e-6);
            for (const other of boxes.slice(at + 1)) expect(overlap(box, other)).toBeLessThan(1e-3);
          }
        },
      ),
    );
  });

  it('keeps the order: what comes last does not move what was there into another place', () => {
    const box = { x: 0, y: 0, width: 400, height: 200 };
    const boxes = treemap([50, 30, 20], box);
    expect(boxes[0]).toMatchObject({ x: 0, y: 0 });
    const places = boxes.map(({ x, y }) => x + y);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  it('is of squares rather than of slices', () => {
    const boxes = treemap([1, 1, 1, 1], { x: 0, y: 0, width: 100, height: 100 });
    expect(boxes.map(({ width, height }) => [width, height])).toEqual(Array(4).fill([50, 50]));
  });

  it('has nothing to show where there is no room, or nothing in it', () => {
    expect(treemap([1, 2], { x: 0, y: 0, width: 0, height: 10 }).map(area)).toEqual([0, 0]);
    expect(treemap([0, 0], { x: 0, y: 0, width: 10, height: 10 }).map(area)).toEqual([0, 0]);
  });

  it('nests blocks in their tool, and these in their kind', () => {
    const cells = cellsOf(
      composition(
        [part('system', 400), part('tool_result', 1600, 4)],
        [
          block(0, 400, { kind: 'system', role: 'system', tool: null }),
          block(1, 500),
          block(2, 300),
          block(3, 500, { tool: 'run' }),
          block(4, 300, { tool: 'run' }),
        ],
      ),
    );
    const { parts, groups, cells: placed } = nest(cells, 600, 400);
    expect(parts.map((one) => one.part)).toEqual(['system', 'tool_result']);
    expect(groups.map(({ group, tokens }) => [group, tokens])).toEqual([
      ['read_file', 800],
      ['run', 800],
    ]);
    expect(placed).toHaveLength(cells.length);
    for (const { cell, box } of placed) {
      const around = parts.find((one) => one.part === cell.part)?.box ?? box;
      expect(overlap(box, around)).toBeCloseTo(area(box), 3);
    }
  });
});

describe('what fills a context', () => {
  it('adds up to the whole, with what is too small in one cell a kind', () => {
    const cells = cellsOf(
      composition(
        [part('user', 2, 1), part('tool_result', 998, 14)],
        [block(3, 600), block(1, 300), block(2, 4)],
      ),
    );
    expect(
      cells.map(({ part: name, tokens, blocks, block: own }) => [name, tokens, blocks, own?.position]),
    ).toEqual([
      ['user', 2, 1, undefined],
      ['tool_result', 300, 1, 1],
      ['tool_result', 600, 1, 3],
      ['tool_result', 98, 12, undefined],
    ]);
    expect(sumOf(cells)).toBe(1000);
    expect(cells.reduce((sum, { share }) => sum + Math.round(share * 1000), 0)).toBe(1000);
  });

  it('still adds up where a part of a block is memory', () => {
    const cells = cellsOf(
      composition(
        [part('system', 300), part('memory', 700)],
        [block(0, 1000, { kind: 'system', role: 'system', tool: null })],
      ),
    );
    expect(cells.map(({ part: name, tokens }) => [name, tokens])).toEqual([
      ['system', 300],
      ['memory', 700],
    ]);
  });

  it('stands where it stood in the turn before', () => {
    const before = composition([part('tool_result', 900, 2)], [block(2, 500), block(1, 400)]);
    const after = composition([part('tool_result', 2900, 3)], [block(3, 2000), block(2, 500), block(1, 400)]);
    const keys = (told: Composition): string[] => cellsOf(told).map(({ key }) => key);
    expect(keys(after).slice(0, 2)).toEqual(keys(before));
  });

  it('is sorted by what was asked for', () => {
    const cells = cellsOf(
      composition(
        [part('tool_result', 900, 3)],
        [block(1, 500, { age: 9 }), block(2, 300, { age: 1, repeats: 4 }), block(3, 100, { age: 5 })],
      ),
    );
    const order = (sort: Parameters<typeof sortedCells>[1]) =>
      sortedCells(cells, sort).map((cell) => cell.block?.position);
    expect(order('tokens')).toEqual([1, 2, 3]);
    expect(order('times')).toEqual([2, 1, 3]);
    expect(order('newest')).toEqual([2, 3, 1]);
    expect(order('kind')).toEqual([1, 2, 3]);
  });

  it('differs from another turn by kind', () => {
    const before = [part('system', 100), part('user', 50)];
    const after = [part('system', 100), part('tool_result', 30), part('user', 20)];
    expect(partChanges(before, after)).toEqual([
      { part: 'user', tokens: -30 },
      { part: 'tool_result', tokens: 30 },
    ]);
  });
});
