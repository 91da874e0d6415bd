import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runToEnd, startProgram, temporaryFolder } from '../support/program.ts';

it('connects a tool to the running program, tries it as the tool would, and takes it back', async () => {
  const token = 'a-token-of-the-program';
  const config = `auth_token = "${token}"\n`;
  const program = await startProgram({ config });
  const home = temporaryFolder();
  const file = path.join(home, '.config', 'opencode', 'opencode.json');
  const mine = '{\n  // mine\n  "theme": "dark"\n}\n';
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, mine);
  const connect = (...args: string[]) =>
    runToEnd({ args: ['connect', ...args], dataDir: program.dataDir, config, env: { HOME: home } });
  try {
    const written = await connect('opencode', '--write', '--session', 'from a tool');
    expect(written).toMatchObject({ code: 0, stderr: '' });
    const { provider } = JSON.parse(readFileSync(file, 'utf8').replace(/^ *\/\/.*$/m, ''));
    expect(provider['kimi-proxy'].options).toEqual({
      baseURL: `${program.url}/s/from%20a%20tool/v1`,
      apiKey: token,
    });

    const checked = await connect('opencode', '--check', '--session', 'from a tool');
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout).toContain(`${file} points there.`);
    expect(checked.stdout).toMatch(/It works: the answer came in \d+ ms: "This is test-model/);
    const exchange = /exchange (\S+)/.exec(checked.stdout)?.[1];
    const headers = { 'x-kimi-proxy-token': token };
    const seen = await fetch(`${program.url}/api/exchanges/${exchange}`, { headers });
    expect(await seen.json()).toMatchObject({ model: 'test-model', streamed: true, status: 'ok' });
    const sessions = await fetch(`${program.url}/api/sessions`, { headers });
    expect(await sessions.json()).toMatchObject([{ name: 'from a tool' }]);

    const refused = await connect('opencode', '--check', '--model', 'no/such-model');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/Refused with 404 model_not_found: /);

    expect((await connect('opencode', '--undo')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(mine);
    expect(existsSync(`${file}.kimi-proxy-backup`)).toBe(false);
    for (const { stdout } of [written, checked, refused]) expect(stdout).not.toContain(token);
  } finally {
    await program.stop();
  }
  expect((await connect('opencode', '--check', '--url', program.url)).stdout).toContain('Nothing answers at');
});
