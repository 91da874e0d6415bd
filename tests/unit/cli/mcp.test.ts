import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.close());

describe('mcp', () => {
  it('serves only what there is', async () => {
    expect(await world.run('mcp', 'files')).toBe(2);
    expect(world.err.text).toBe('There is no MCP server files here; there is json-query.\n');
    expect(world.out.text).toBe('');
  });

  it('wants to know which', async () => {
    expect(await world.run('mcp')).toBe(2);
    expect(world.err.text).toMatch(/server/);
  });

  it('allows folders only', async () => {
    const file = path.join(world.cwd, 'a.json');
    writeFileSync(file, '1');
    for (const name of ['a.json', 'gone', 'a.json/below']) {
      world.err.text = '';
      expect(await world.run('mcp', 'json-query', '--allow', '.', '--allow', name)).toBe(2);
      const folder = path.join(world.cwd, name);
      expect(world.err.text).toBe(
        `${folder} is no folder; --allow names the folders whose files may be read.\n`,
      );
    }
    expect(world.out.text).toBe('');
  });

  it('refuses in French, too', async () => {
    world.env = { ...world.env, LANG: 'fr' };
    expect(await world.run('mcp', 'json-query', '--allow', 'gone')).toBe(2);
    expect(world.err.text).toMatch(/n'est pas un dossier ; --allow nomme/);
  });
});
