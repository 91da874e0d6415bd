import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it } from 'vitest';
import { type Check, complaints, differences, verdictOf } from '../../support/conformance/outcome.ts';
import { serveReference } from '../../support/conformance/reference/http.ts';
import {
  differencesOf,
  excusesOf,
  failuresOf,
  passedIn,
  type Sheet,
  tableOf,
} from '../../support/conformance/report.ts';
import { configuration, startTargets } from '../../support/conformance/targets.ts';

const check = (id: string, status: Check['status'], errorMessage?: string): Check => ({
  id,
  status,
  ...(errorMessage === undefined ? {} : { errorMessage }),
});
const good = [check('a', 'SUCCESS'), check('told', 'INFO')];
const bad = [check('a', 'SUCCESS'), check('a', 'FAILURE', 'it broke')];
const warned = [check('a', 'SUCCESS'), check('b', 'WARNING')];

describe('a scenario', () => {
  it('passes with a success and nothing bad', () => {
    expect(verdictOf(good)).toBe('passed');
    expect(verdictOf(bad)).toBe('failed');
    expect(verdictOf(warned)).toBe('failed');
    expect(verdictOf([check('a', 'INFO'), check('b', 'SKIPPED')])).toBe('idle');
    expect(verdictOf([])).toBe('missing');
    expect(verdictOf(undefined)).toBe('missing');
  });

  it('is not held against who fails it as the floor does, and no further', () => {
    expect(verdictOf(bad, bad)).toBe('floor');
    expect(verdictOf(bad, good)).toBe('failed');
    expect(verdictOf([...bad, ...warned], bad)).toBe('failed');
    expect(verdictOf(good, bad)).toBe('passed');
    expect(verdictOf([], bad)).toBe('missing');
  });

  it('differs in the worst of each requirement, and not in what is only told', () => {
    expect(differences(good, [check('a', 'SUCCESS')])).toEqual([]);
    expect(differences(good, bad)).toEqual([
      { id: 'a', from: 'SUCCESS', to: 'FAILURE', message: 'it broke' },
    ]);
    expect(differences(warned, good)).toEqual([{ id: 'b', from: 'WARNING', to: 'absent', message: null }]);
  });

  it('says what is bad in it', () => {
    expect(complaints([...bad, ...warned])).toBe('a: it broke; b: WARNING');
    expect(complaints(undefined)).toBe('it has not been run');
  });
});

describe('the report', () => {
  const sheet: Sheet = {
    title: 'suite 1',
    scenarios: ['ping', 'polling', 'tools', 'roots'],
    columns: [
      {
        title: 'reference',
        checks: new Map([
          ['ping', good],
          ['polling', bad],
          ['tools', good],
          ['roots', [check('a', 'INFO')]],
        ]),
      },
      {
        title: 'gateway',
        checks: new Map([
          ['ping', bad],
          ['polling', bad],
          ['roots', [check('a', 'INFO')]],
        ]),
      },
    ],
    floor: { polling: 'it is confused' },
  };

  it('is a table of scenarios and sides', () => {
    expect(tableOf(sheet).split('\n')).toEqual([
      'suite 1',
      '',
      '| scenario | reference | gateway |',
      '|---|---|---|',
      '| ping | ok | **failed** |',
      "| polling | the suite's own | the suite's own |",
      '| tools | ok | **not run** |',
      '| roots | nothing to see | nothing to see |',
    ]);
  });

  it('counts what passed, and names what failed, is excused, and differs', () => {
    expect(passedIn(sheet)).toBe(2);
    expect(failuresOf(sheet)).toEqual([
      'suite 1, gateway, ping: a: it broke',
      'suite 1, gateway, tools: it has not been run',
    ]);
    expect(excusesOf(sheet)).toEqual([
      'suite 1, reference, polling: it is confused',
      'suite 1, gateway, polling: it is confused',
    ]);
    expect(differencesOf(sheet)).toEqual([
      'suite 1, gateway, ping, a: SUCCESS → FAILURE (it broke)',
      'suite 1, gateway, tools, a: SUCCESS → absent',
    ]);
  });

  it('does not excuse the reference server where nothing says why', () => {
    const bare = { ...sheet, floor: {} };
    expect(failuresOf(bare)[0]).toBe('suite 1, reference, polling: a: it broke');
    expect(tableOf(bare)).toContain('| polling | **failed** | as the first |');
    expect(excusesOf(bare)).toEqual(['suite 1, gateway, polling: as the first does']);
  });
});

describe('the reference server', () => {
  it('ends a session for good, and refuses pages from elsewhere', async () => {
    const { url, close } = await serveReference();
    try {
      const transport = new StreamableHTTPClientTransport(new URL(url));
      const client = new Client({ name: 'test', version: '1' });
      await client.connect(transport);
      const session = transport.sessionId ?? '';
      const { content } = await client.callTool({ name: 'test_simple_text' });
      expect(content).toEqual([{ type: 'text', text: 'This is a simple text response for testing.' }]);
      await transport.terminateSession();
      await client.close();
      const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
      const body = '{"jsonrpc":"2.0","id":9,"method":"tools/list"}';
      const asked = (more: Record<string, string>) =>
        fetch(url, { method: 'POST', headers: { ...headers, ...more }, body }).then((one) => one.status);
      expect(await asked({ 'mcp-session-id': session })).toBe(404);
      expect(await asked({ origin: 'http://evil.example' })).toBe(403);
    } finally {
      await close();
    }
  });
});

describe('a reference server elsewhere', () => {
  it('is the one that is run against, and goes on running', async () => {
    const { url, close } = await serveReference();
    try {
      const targets = await startTargets(false, url);
      expect(targets.list).toEqual([{ title: 'reference server', url }]);
      await targets.close();
      expect((await fetch(url)).status).toBe(406);
    } finally {
      await close();
    }
  });

  it('is known to the program by its address only', () => {
    expect(configuration('http://x/mcp', false)).toBe('[mcp.servers.by_url]\nurl = "http://x/mcp"');
    expect(configuration('http://x/mcp', true)).toContain('[mcp.servers.by_command]');
  });

  it.each(['', 'here', 'localhost:3000', 'file:///etc/hosts'])('is not at "%s"', async (url) => {
    await expect(startTargets(false, url)).rejects.toThrow('is no address');
  });

  it('is to be started first', async () => {
    const { url, close } = await serveReference();
    await close();
    await expect(startTargets(false, url)).rejects.toThrow(`nobody answers at ${url}`);
  });
});
