import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const FOLDER = 'tests/unit/protocols/openai-chat';

it('each row of the page has a test', () => {
  const page = readFileSync('docs/protocols/openai-chat.md', 'utf8');
  const rows = [...page.matchAll(/^\| ([a-z][a-z0-9-]*) \|/gm)].map((row) => row[1] as string);
  const tests = readdirSync(FOLDER)
    .filter((name) => name.startsWith('table'))
    .map((name) => readFileSync(`${FOLDER}/${name}`, 'utf8'))
    .join('\n');
  const titles = new Set(
    [...tests.matchAll(/(?:it\('|^ {4}\[')([a-z0-9-]+)(?::|',)/gm)].map((title) => title[1]),
  );
  expect(rows.filter((id) => id !== 'id' && !titles.has(id))).toEqual([]);
  expect(rows.length).toBeGreaterThan(50);
});
