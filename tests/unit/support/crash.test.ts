import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Seen } from '../../support/crash/clients.ts';
import { createRandom } from '../../support/crash/index.ts';
import { watchStandstill } from '../../support/crash/standstill.ts';
import { verifyAll, verifyFile, verifyKill } from '../../support/crash/verify.ts';
import { temporaryFolder } from '../../support/program.ts';

interface Row {
  id: string;
  status: string;
  session_id: number | null;
}

/** A program after its start, as far as the checks ask it. */
let server: Server;
let url: string;
let rows: Row[];
let sessions: { id: number; name: string; exchanges: number }[];

beforeEach(async () => {
  rows = [];
  sessions = [{ id: 1, name: 'crash-1', exchanges: 0 }];
  server = createServer((request, response) => {
    const at = new URL(request.url ?? '/', 'http://x');
    const one = /^\/api\/exchanges\/(.+)$/.exec(at.pathname)?.[1];
    const newest = [...rows].sort((a, b) => (a.id < b.id ? 1 : -1));
    const after = at.searchParams.get('after');
    const page = newest.filter(({ id }) => after === null || id < after).slice(0, 2);
    const more = page.length === 2 ? (page.at(-1)?.id ?? null) : null;
    if (at.pathname === '/api/sessions') response.end(JSON.stringify(sessions));
    else if (one === undefined) response.end(JSON.stringify({ items: page, next: more }));
    else response.end(JSON.stringify(rows.find(({ id }) => id === one)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const KILLED_AT = 10_000;
const seen = (id: string, times: Partial<Seen>): Seen => ({
  id,
  session: 'crash-1',
  headersAt: KILLED_AT - 500,
  endedAt: null,
  status: 'ok',
  ...times,
});
const killed = (list: Seen[], stoodStill: Record<string, number> = {}) => ({
  seen: list,
  at: KILLED_AT,
  stoodStill: new Map(Object.entries(stoodStill)),
});
const row = (id: string, status: string, session: number | null = 1): Row => ({
  id,
  status,
  session_id: session,
});

describe('after a kill', () => {
  it('what had ended long before is there, and what ran is interrupted: nothing is amiss', async () => {
    rows = [row('a', 'ok'), row('b', 'interrupted', null), row('c', 'interrupted'), row('d', 'error')];
    const findings = await verifyKill(
      url,
      killed([
        seen('a', { endedAt: KILLED_AT - 101 }),
        seen('b', {}),
        seen('c', { endedAt: KILLED_AT - 99 }),
        seen('d', { endedAt: KILLED_AT - 300, status: 'error' }),
        seen('e', { headersAt: KILLED_AT - 50, endedAt: KILLED_AT - 40 }),
      ]),
    );
    expect(findings).toEqual({
      checked: 4,
      ended: 2,
      interrupted: 2,
      present: ['a', 'b', 'c', 'd'],
      problems: [],
    });
  });

  it.each<[string, Row[], RegExp]>([
    ['is lost', [], /a is lost/],
    ['still runs', [row('a', 'running')], /a is running, not ok/],
    ['is told as interrupted', [row('a', 'interrupted')], /a is interrupted, not ok/],
    ['is told as failed', [row('a', 'error')], /a is error, not ok/],
    ['is in a session that is gone', [row('a', 'ok', 7)], /a is in session 7, not crash-1/],
  ])('what had ended long before, but %s, is a problem', async (_name, stored, problem) => {
    rows = [row('0', 'ok'), ...stored, row('b', 'ok'), row('c', 'ok')];
    const { problems } = await verifyKill(url, killed([seen('a', { endedAt: KILLED_AT - 101 })]));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it('what has no session yet is a problem only where that was to be expected', async () => {
    rows = [row('a', 'ok', null)];
    const at = (ms: number) => verifyKill(url, killed([seen('a', { endedAt: KILLED_AT - ms })]));
    expect((await at(300)).problems).toEqual([]);
    expect((await at(301)).problems[0]).toMatch(/a is in session null, not crash-1/);
  });

  it('what had begun long before and is not there is a problem, too', async () => {
    const { problems } = await verifyKill(url, killed([seen('a', {})]));
    expect(problems[0]).toMatch(/a is lost/);
  });
});

describe('a machine that stood still', () => {
  it('gives the program so much longer', async () => {
    const ended = killed([seen('a', { endedAt: KILLED_AT - 130 })], { a: 31 });
    rows = [row('a', 'interrupted')];
    expect((await verifyKill(url, ended)).problems).toEqual([]);
    const shorter = killed([seen('a', { endedAt: KILLED_AT - 130 })], { a: 29 });
    expect((await verifyKill(url, shorter)).problems).toHaveLength(1);
  });

  it('is noticed by whoever watches, and only while it lasted', () => {
    const watch = watchStandstill();
    const from = performance.now();
    const until = from + 60;
    while (performance.now() < until);
    const stood = watch.between(from, performance.now());
    watch.stop();
    expect(stood).toBeGreaterThanOrEqual(50);
    expect(watch.between(from + 20, from + 30)).toBeCloseTo(10);
    expect(watch.between(from - 1000, from - 500)).toBe(0);
  });
});

describe('at the end', () => {
  it('all is well where everything kept is there and sessions count what they hold', async () => {
    rows = [row('a', 'ok'), row('b', 'interrupted'), row('c', 'ok')];
    sessions = [{ id: 1, name: 'crash-1', exchanges: 3 }];
    expect(await verifyAll(url, new Set(['a', 'c']))).toEqual([]);
  });

  it('everything amiss is named', async () => {
    rows = [row('a', 'running')];
    sessions = [
      { id: 1, name: 'crash-1', exchanges: 2 },
      { id: 2, name: 'crash-1', exchanges: 0 },
    ];
    expect(await verifyAll(url, new Set(['a', 'gone']))).toEqual([
      'gone was there, and is lost',
      'a is running, though nothing runs',
      'session crash-1 says 2 exchanges and holds 1',
      'two sessions are called crash-1',
    ]);
  });

  it('the file is looked at by SQLite itself', () => {
    const file = `${temporaryFolder()}/one.db`;
    const database = new DatabaseSync(file);
    database.exec('create table a (id integer primary key); create table b (a integer references a (id))');
    expect(verifyFile(file)).toEqual([]);
    database.exec('pragma foreign_keys = off; insert into b values (7)');
    expect(verifyFile(file)[0]).toMatch(/a foreign key leads nowhere/);
    database.close();
  });
});

describe('chance', () => {
  it('is the same for the same seed', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 50 }, () => [random.next(), random.between(3, 5), random.percent(50)]);
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('reaches every number of a range, and none outside it', () => {
    const random = createRandom(7);
    const numbers = Array.from({ length: 500 }, () => random.between(3, 6));
    expect([...new Set(numbers)].sort()).toEqual([3, 4, 5, 6]);
    expect(Array.from({ length: 100 }, () => random.percent(0))).not.toContain(true);
    expect(Array.from({ length: 100 }, () => random.percent(100))).not.toContain(false);
  });
});
