import { CASES, type Case, type Cell, type ProviderType } from './types.ts';

export const isRed = (cell: Cell): boolean => cell.why !== null && !cell.isTheirs;

/** A Markdown table: a row for each tool and provider type, a column for each case; what is not green has a number. */
export function tableOf(cells: readonly Cell[]): string {
  const cases = CASES.filter((name) => cells.some((cell) => cell.case === name));
  const rows = new Map<string, Map<Case, Cell>>();
  for (const cell of cells) {
    const key = `${cell.tool} | ${cell.type}`;
    const row = rows.get(key) ?? new Map<Case, Cell>();
    rows.set(key, row.set(cell.case, cell));
  }
  const explained = cells.filter((cell) => cell.why !== null);
  const mark = (cell: Cell | undefined) => {
    if (cell === undefined) return '';
    const number = explained.indexOf(cell) + 1;
    if (cell.why !== null) return cell.isTheirs ? `the tool's own ${number}` : `**red ${number}**`;
    return cell.note === null ? 'ok' : `ok (${cell.note})`;
  };
  return [
    `| tool | provider type | ${cases.join(' | ')} |`,
    `|---|---|${cases.map(() => '---|').join('')}`,
    ...[...rows].map(([key, row]) => `| ${key} | ${cases.map((name) => mark(row.get(name))).join(' | ')} |`),
  ].join('\n');
}

/** Why cells are not green, in the order of their numbers. */
export function reasonsOf(cells: readonly Cell[]): string {
  return cells
    .filter((cell) => cell.why !== null)
    .map((cell, at) => `${at + 1}. ${cell.tool}, ${cell.type}, ${cell.case}: ${cell.why}\n   ${cell.logs}`)
    .join('\n');
}

/** `3 of 40 cells are red`, and how many are not green by the tool's own doing. */
export function totalOf(cells: readonly Cell[]): string {
  const theirs = cells.filter((cell) => cell.isTheirs).length;
  const rest = theirs === 0 ? '' : `, ${theirs} are the tool's own doing`;
  return `${cells.filter(isRed).length} of ${cells.length} cells are red${rest}`;
}

/** Cases with those that they need before them: a session is told by the turns of the other cases. */
export function withNeeded(cases: readonly Case[]): Case[] {
  const needed = new Set(cases);
  if (needed.has('session')) for (const name of ['text', 'tool', 'again'] as const) needed.add(name);
  if (needed.has('again')) needed.add('tool');
  return CASES.filter((name) => needed.has(name));
}

export const cellName = (cell: { tool: string; type: ProviderType; case: Case }) =>
  `${cell.tool} · ${cell.type} · ${cell.case}`;
