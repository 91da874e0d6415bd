import { describe, expect, it } from 'vitest';
import { type McpServerConfig, mcpPresets } from '../../../../src/config/index.ts';
import { createWireOpener } from '../../../../src/mcp/servers/open-wire.ts';

/** What is said of the server where a `fetch` fails for that cause. */
async function said(source: McpServerConfig['source'], cause: Error): Promise<string> {
  const opener = createWireOpener({
    fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
    version: '1',
    builtIn: () => null,
    onErrorLine: () => {},
  });
  const preset = mcpPresets('/nowhere').find((one) => one.name === 'task_master') as McpServerConfig;
  return await opener.open({ ...preset, source }, new AbortController().signal).then(
    () => 'opened',
    (error: Error) => error.message,
  );
}

describe('a server at a url that cannot be spoken to', () => {
  it.each<[McpServerConfig['source'], string]>([
    ['preset', 'Start it there, or set start = true in [mcp.servers.task_master].'],
    ['config', 'Start it, or look at its url in [mcp.servers.task_master].'],
  ])('because nothing is there says what to do (%s)', async (source, remedy) => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(await said(source, refused)).toBe(
      `task_master cannot be reached: nothing answers at its url. ${remedy}`,
    );
  });

  it('says what fetch keeps in the cause', async () => {
    expect(await said('config', new Error('self-signed certificate'))).toBe(
      'task_master cannot be reached: self-signed certificate.',
    );
  });
});
