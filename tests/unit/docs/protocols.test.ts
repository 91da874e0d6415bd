import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../../src/contract/index.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const HEAD =
  '| id | what | read from a client | written to a provider | read from a provider | written to a client |';
const CELL = /^(?:kept|mapped|dropped|refused, 400|–)(?:$|[:,; ])/;

describe.each(PROTOCOLS)('the table of %s', (protocol) => {
  const page = readFileSync(path.join(root, 'docs', 'protocols', `${protocol}.md`), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => /^\| [a-z][a-z0-9-]* \|/.test(line) && !line.startsWith('| id |'))
    .map((line) => line.slice(2, -2).split(/(?<!\\) \| /));
  const folder = path.join(root, 'tests', 'unit', 'protocols', protocol);
  const tests = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');

  it('has its columns, and says in each cell what becomes of it', () => {
    expect(page).toContain(HEAD);
    expect(rows.length).toBeGreaterThan(40);
    for (const [id, , ...cells] of rows) {
      expect(cells.length, id).toBe(4);
      for (const cell of cells) expect(cell, id).toMatch(CELL);
    }
  });

  it.each(rows.map(([id = '']) => id))('has a test behind the row %s', (id) => {
    // As a title of its own, or as one of the titles of `it.each`.
    expect(new RegExp(`['"\`]${id}(?:['"\`]|: )`).test(tests)).toBe(true);
  });
});
