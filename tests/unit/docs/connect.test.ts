import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOOLS } from '../../../src/cli/connect/tools.ts';
import { ToolWorld } from '../cli/connect-support.ts';
import { blocks, readText, rows } from './pages.ts';

const page = readText('docs/connect.md');
let world: ToolWorld;
beforeAll(() => {
  world = new ToolWorld();
});
afterAll(() => world.close());

/** The time at which something was written. */
const timeless = (text: string): string => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME');

describe('docs/connect.md', () => {
  it('names every tool', () => {
    const named = rows(page).map(([first]) => /^\[(\w+)\]/.exec(first ?? '')?.[1]);
    expect(named.filter((name) => name !== undefined)).toEqual(TOOLS.map((tool) => tool.id));
  });

  it.each(TOOLS.map((tool) => tool.id))('shows by hand what --write writes: %s', async (id) => {
    const tool = TOOLS.find((one) => one.id === id);
    const files = tool?.files({ env: {}, home: world.home, cwd: world.cwd }) ?? [];
    if (files.length > 0) await world.connect(id, '--model', 'kimi/kimi-for-coding', '--write');
    for (const file of files) {
      const written = timeless(world.read(file.slice(world.home.length + 1)));
      expect(blocks(page).map(timeless)).toContain(written);
    }
  });
});
