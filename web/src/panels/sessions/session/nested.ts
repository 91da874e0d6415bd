import type { ContextPart } from '../../../../../src/contract/context.ts';
import type { Cell } from './cells.ts';
import { type Box, treemap } from './treemap-layout.ts';

/** Height of the line that names what a box is of, in px, and the least box that has one. */
const HEAD = 18;
const HEADED = { width: 56, height: 44 };
const GAP = 2;

export interface PartBox {
  part: ContextPart;
  tokens: number;
  box: Box;
  headed: boolean;
}

export interface GroupBox {
  part: ContextPart;
  group: string | null;
  tokens: number;
  box: Box;
  headed: boolean;
}

/** The three levels of a treemap: part, tool or role, block. */
export interface Nested {
  parts: PartBox[];
  groups: GroupBox[];
  cells: { cell: Cell; box: Box }[];
}

interface Bunch {
  tokens: number;
  cells: Cell[];
}

/** Cells by a key, bunches in the order of their first cell. */
function bunches<K>(cells: readonly Cell[], keyOf: (cell: Cell) => K): Map<K, Bunch> {
  const found = new Map<K, Bunch>();
  for (const cell of cells) {
    const bunch = found.get(keyOf(cell)) ?? { tokens: 0, cells: [] };
    bunch.tokens += cell.tokens;
    bunch.cells.push(cell);
    found.set(keyOf(cell), bunch);
  }
  return found;
}

function isHeaded({ width, height }: Box): boolean {
  return width >= HEADED.width && height >= HEADED.height;
}

function inside({ x, y, width, height }: Box, head: number): Box {
  return {
    x: x + GAP,
    y: y + head + (head > 0 ? 0 : GAP),
    width: Math.max(0, width - 2 * GAP),
    height: Math.max(0, height - head - (head > 0 ? GAP : 2 * GAP)),
  };
}

/** Lays out cells within `width` × `height` px. */
export function nest(cells: readonly Cell[], width: number, height: number): Nested {
  const nested: Nested = { parts: [], groups: [], cells: [] };
  const parts = [...bunches(cells, ({ part }) => part)];
  const partBoxes = treemap(
    parts.map(([, { tokens }]) => tokens),
    { x: 0, y: 0, width, height },
  );
  for (const [at, [part, bunch]] of parts.entries()) {
    const box = partBoxes[at];
    if (box === undefined) continue;
    const headed = isHeaded(box);
    nested.parts.push({ part, tokens: bunch.tokens, box, headed });
    const groups = [...bunches(bunch.cells, ({ group }) => group)];
    const room = inside(box, headed ? HEAD : 0);
    const groupBoxes = treemap(
      groups.map(([, { tokens }]) => tokens),
      room,
    );
    for (const [n, [group, { tokens, cells: own }]] of groups.entries()) {
      const groupBox = groupBoxes[n];
      if (groupBox === undefined) continue;
      // A group of one block is named by that block.
      const named = groups.length > 1 && own.length > 1 && group !== null && isHeaded(groupBox);
      if (named) nested.groups.push({ part, group, tokens, box: groupBox, headed: true });
      const boxes = treemap(
        own.map((cell) => cell.tokens),
        named ? inside(groupBox, HEAD) : groupBox,
      );
      for (const [i, cell] of own.entries()) {
        const cellBox = boxes[i];
        if (cellBox !== undefined) nested.cells.push({ cell, box: cellBox });
      }
    }
  }
  return nested;
}
