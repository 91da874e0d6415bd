import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markProcess } from '../../../src/cli/process-mark.ts';
import { newId, unknownCost } from '../../../src/exchange/index.ts';
import { openStore, type StoredExchange } from '../../../src/storage/index.ts';
import { Screen, World } from './world.ts';

let world: World;
let server: Server | undefined;
beforeEach(() => {
  world = new World();
  mkdirSync(world.dataDir);
});
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  server = undefined;
  world.close();
});

const database = (): string => path.join(world.dataDir, 'kimi-proxy.db');

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  world.out = new Screen();
  world.err = new Screen();
  const code = await world.run(...argv);
  return { code, out: world.out.text, err: world.err.text };
}

const START = Date.parse('2026-01-02T03:04:05.678Z');

function exchange(sessionId: number, at: number, model: string): StoredExchange {
  return {
    id: newId(at),
    sessionId,
    agentId: null,
    kind: 'turn',
    startedAt: at,
    status: 'ok',
    httpStatus: 200,
    protocol: 'openai-chat',
    path: '/v1/chat/completions',
    clientName: null,
    clientVersion: null,
    model,
    provider: 'test',
    providerModel: model,
    route: null,
    streamed: false,
    tokens: {
      context: 5,
      window: null,
      context_use: null,
      input: 5,
      cache_read: null,
      cache_write: null,
      output: 7,
      reasoning: null,
      source: 'exact',
      error: null,
    },
    usage: null,
    cost: unknownCost(),
    timings: { first_byte_ms: 1, total_ms: 2, proxy_ms: 0.5, longest_silence_ms: null },
    attempts: [],
    warnings: [],
    error: null,
    tools: [],
    headReceived: null,
    headSent: null,
    memoryTokens: null,
    counted: null,
  };
}

/** A database with a session of two exchanges, and a newer, pinned one of one. */
async function fill(): Promise<void> {
  const store = await openStore({ dialect: 'sqlite', file: database() });
  const made = { identity: null, provider: null, model: null };
  const first = await store.createSession({ ...made, name: 'first', createdAt: START, pin: false });
  const second = await store.createSession({ ...made, name: 'second', createdAt: START + 1, pin: true });
  await store.write({
    exchanges: [
      exchange(first.id, START, '=cmd'),
      exchange(first.id, START + 10, 'other'),
      exchange(second.id, START + 20, 'third'),
    ],
    nodes: [],
    blocks: [],
    counts: [],
    bodies: [],
    mcpCalls: [],
  });
  await store.close();
}

describe('export of a program that does not run', () => {
  it('writes the current session as CSV, with formulas defused', async () => {
    await fill();
    const current = await run('export', 'csv');
    expect(current).toMatchObject({ code: 0, err: '' });
    const lines = current.out.split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^id,session_id,/);
    expect(lines[1]).toMatch(/,third,/);
    const named = await run('export', 'csv', '--session', '1');
    expect(named.out.split('\r\n')[1]).toMatch(/,'=cmd,/);
    expect(named.out.split('\r\n')).toHaveLength(4);
  });

  it('writes a session as JSON', async () => {
    await fill();
    const { code, out } = await run('export', 'json', '--session', '1');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      session: { id: 1, name: 'first' },
      exchanges: [
        { model: '=cmd', started_at: '2026-01-02T03:04:05.678Z' },
        { model: 'other', tokens: { output: 7 } },
      ],
    });
  });

  it('writes a file for this user alone, in the place of one that is there, and leaves nothing else', async () => {
    await fill();
    const file = path.join(world.cwd, 'out.csv');
    writeFileSync(file, 'old');
    expect(await run('export', 'csv', '--output', 'out.csv')).toEqual({
      code: 0,
      out: '',
      err: `Written to ${file}.\n`,
    });
    expect(readFileSync(file, 'utf8')).toMatch(/^id,/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(world.cwd)).toEqual(['out.csv']);
  });

  it('says so where the file cannot be written', async () => {
    await fill();
    expect(await run('export', 'csv', '--output', 'none/out.csv')).toMatchObject({
      code: 1,
      err: `${world.cwd}/none/out.csv cannot be written (a folder of the path does not exist).\n`,
    });
  });

  it('leaves the database as it is', async () => {
    await fill();
    const before = readFileSync(database());
    await run('export', 'csv');
    expect(readFileSync(database()).equals(before)).toBe(true);
  });

  it('says so where there is no database, no session, no such session, or something else in its place', async () => {
    expect(await run('export', 'csv')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('There is no database'),
    });
    expect(existsSync(database())).toBe(false);
    await (await openStore({ dialect: 'sqlite', file: database() })).close();
    expect((await run('export', 'csv')).err).toBe('There is no session to export yet.\n');
    expect((await run('export', 'json', '--session', '7')).err).toBe('There is no session 7.\n');
    writeFileSync(
      database(),
      'this is no database at all, but it is long enough to be looked at'.repeat(100),
    );
    const broken = await run('export', 'csv');
    expect(broken.code).toBe(1);
    expect(broken.err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('export of a running program', () => {
  /** Something in this process that looks like the running program. */
  async function serve(
    answer: (url: string, token: string | undefined) => { status: number; body: string; cut?: boolean },
  ): Promise<void> {
    const listening = createServer((request, response) => {
      const token = request.headers['x-kimi-proxy-token'];
      const { status, body, cut } = answer(request.url ?? '', typeof token === 'string' ? token : undefined);
      response.writeHead(status, { 'content-type': 'text/csv' });
      response.write(body);
      if (cut) setImmediate(() => response.destroy());
      else response.end();
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    announce(`http://127.0.0.1:${(listening.address() as AddressInfo).port}`);
  }

  function announce(url: string): void {
    const record = { ...markProcess(), url, token: '0123456789abcdef', version: '1', startedAt: 'then' };
    writeFileSync(path.join(world.dataDir, 'kimi-proxy.lock'), JSON.stringify(record));
  }

  it('asks its API, with its token', async () => {
    world.configure('auth_token = "open-sesame"');
    const asked: string[] = [];
    await serve((url, token) => {
      asked.push(`${url} ${token}`);
      return { status: 200, body: 'a,b\r\n' };
    });
    expect(await run('export', 'csv')).toEqual({ code: 0, out: 'a,b\r\n', err: '' });
    await run('export', 'json', '--session', '3');
    expect(asked).toEqual(['/api/export/csv open-sesame', '/api/export/json?session_id=3 open-sesame']);
  });

  it('says what it answered where it refuses', async () => {
    await serve((url) =>
      url.includes('session_id=1')
        ? { status: 404, body: '{}' }
        : { status: 401, body: JSON.stringify({ error: { code: 'unauthorized', message: 'No token.' } }) },
    );
    expect((await run('export', 'csv', '--session', '1')).err).toBe('There is no session 1.\n');
    expect((await run('export', 'csv')).err).toBe(
      'The running program refused the export (401): No token.\n',
    );
  });

  it('says so where there is no session yet', async () => {
    await serve(() => ({ status: 404, body: 'not even json' }));
    expect((await run('export', 'csv')).err).toBe('There is no session to export yet.\n');
  });

  it('says so where nothing answers', async () => {
    announce('http://127.0.0.1:1');
    expect(await run('export', 'csv')).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not answer on'),
    });
  });

  it('leaves no half a file where the program ends in the middle', async () => {
    await serve(() => ({ status: 200, body: 'a,b\r\n', cut: true }));
    const { code, err } = await run('export', 'csv', '--output', 'out.csv');
    expect(code).toBe(1);
    expect(err).toMatch(/^The export ended in the middle/);
    expect(readdirSync(world.cwd)).toEqual([]);
    expect((await run('export', 'csv')).code).toBe(1);
  });
});
