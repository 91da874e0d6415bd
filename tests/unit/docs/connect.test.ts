import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEntries, TOOLS } from '../../../src/connect/index.ts';
import { ToolWorld } from '../cli/connect-support.ts';
import { anchors, blocks, readText, rows } from './pages.ts';

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

  it('has the headings that are linked to', () => {
    const target = {
      base: 'http://127.0.0.1:8000',
      key: 'k',
      isToken: false,
      model: 'auto',
      modelFrom: 'auto',
      window: null,
      passesOn: [],
    } as const;
    const place = { env: {}, home: world.home, cwd: world.cwd };
    for (const { docs } of connectEntries(target, place, false)) {
      const [file, heading] = docs.split('#');
      expect(file).toBe('docs/connect.md');
      expect(anchors(page), docs).toContain(heading);
    }
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
