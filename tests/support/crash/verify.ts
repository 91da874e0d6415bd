import { DatabaseSync } from '@photostructure/sqlite';
import type { Seen } from './clients.ts';
import { get } from './get.ts';

/** How long before a kill an answer must have ended for its exchange to be sure (ms). */
const SAFE_MS = 100;
/** The same for its place in a session, which is found after the answer and written with the counts (ms). */
const SESSION_MS = 300;

/** A row as the list of exchanges tells it. */
interface Row {
  id: string;
  status: string;
  session_id: number | null;
}

interface SessionRow {
  id: number;
  name: string;
  exchanges: number;
}

/** A kill under load, as this side saw it. */
export interface Killed {
  seen: readonly Seen[];
  /** Monotonic ms. */
  at: number;
  /**
   * By id: for how long (ms) this process could not run between the last that was seen of the exchange and the
   * kill. The program beside it had no more of the machine than this process, and gets that time on top.
   */
  stoodStill: ReadonlyMap<string, number>;
}

/** What a check found: nothing in `problems` means that all is well. */
export interface Findings {
  /** Exchanges that had to be there, and were looked for. */
  checked: number;
  /** Of these, those that had to have ended. */
  ended: number;
  interrupted: number;
  /** Ids that were found. */
  present: string[];
  problems: string[];
}

/** Rows of the exchanges, newest first, until one is older than `oldest`. */
async function rowsSince(url: string, oldest: string): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  let after: string | null = null;
  do {
    const at: string = `${url}/api/exchanges?limit=500${after === null ? '' : `&after=${after}`}`;
    const page: { items: Row[]; next: string | null } = await get(at);
    for (const row of page.items) rows.set(row.id, row);
    after = page.next;
    if ((page.items.at(-1)?.id ?? '') < oldest) break;
  } while (after !== null);
  return rows;
}

/** Looks, after the next start, for what the clients had seen until the program was killed. */
export async function verifyKill(url: string, { seen, at, stoodStill }: Killed): Promise<Findings> {
  const findings: Findings = { checked: 0, ended: 0, interrupted: 0, present: [], problems: [] };
  const [oldest] = seen.map(({ id }) => id).sort();
  if (oldest === undefined) return findings;
  const rows = await rowsSince(url, oldest);
  const sessions = new Map(
    (await get<SessionRow[]>(`${url}/api/sessions?limit=500`)).map((s) => [s.id, s.name]),
  );
  for (const one of seen) {
    const row = rows.get(one.id);
    const headersMs = Math.round(at - one.headersAt);
    const endedMs = one.endedAt === null ? null : Math.round(at - one.endedAt);
    const stillMs = Math.ceil(stoodStill.get(one.id) ?? 0);
    const times = `headers ${headersMs} ms, end ${endedMs ?? 'never'} ms before the kill, ${stillMs} ms stood still`;
    const mustBeThere = headersMs > SAFE_MS + stillMs;
    const mustHaveEnded = endedMs !== null && endedMs > SAFE_MS + stillMs;
    if (mustBeThere) findings.checked += 1;
    if (mustHaveEnded) findings.ended += 1;
    if (row === undefined) {
      if (mustBeThere) findings.problems.push(`${one.id} is lost (${times})`);
      continue;
    }
    findings.present.push(one.id);
    if (row.status === 'interrupted') findings.interrupted += 1;
    const allowed = mustHaveEnded ? [one.status] : [one.status, 'interrupted'];
    if (!allowed.includes(row.status))
      findings.problems.push(`${one.id} is ${row.status}, not ${allowed.join(' or ')} (${times})`);
    const name = row.session_id === null ? null : sessions.get(row.session_id);
    const mayBeUnplaced = row.session_id === null && !(endedMs !== null && endedMs > SESSION_MS + stillMs);
    if (name !== one.session && !mayBeUnplaced)
      findings.problems.push(
        `${one.id} is in session ${name ?? row.session_id}, not ${one.session} (${times})`,
      );
  }
  const sample = seen.findLast((one) => rows.has(one.id));
  if (sample !== undefined) await get(`${url}/api/exchanges/${sample.id}`);
  return findings;
}

/** Looks at everything that was ever kept: the ids are still there, nothing runs, sessions count what they hold. */
export async function verifyAll(url: string, kept: ReadonlySet<string>): Promise<string[]> {
  const problems: string[] = [];
  const rows = await rowsSince(url, '');
  for (const id of kept) if (!rows.has(id)) problems.push(`${id} was there, and is lost`);
  const perSession = new Map<number | null, number>();
  for (const row of rows.values()) {
    if (row.status === 'running') problems.push(`${row.id} is running, though nothing runs`);
    perSession.set(row.session_id, (perSession.get(row.session_id) ?? 0) + 1);
  }
  const names = new Set<string>();
  for (const { id, name, exchanges } of await get<SessionRow[]>(`${url}/api/sessions?limit=500`)) {
    if (names.has(name)) problems.push(`two sessions are called ${name}`);
    names.add(name);
    const held = perSession.get(id) ?? 0;
    if (held !== exchanges) problems.push(`session ${name} says ${exchanges} exchanges and holds ${held}`);
  }
  return problems;
}

/** What SQLite itself says of the file, which no program has open. */
export function verifyFile(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const integrity = database.prepare('pragma integrity_check').all() as { integrity_check: string }[];
    const keys = database.prepare('pragma foreign_key_check').all();
    return [
      ...integrity.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
      ...keys.map((row) => `a foreign key leads nowhere: ${JSON.stringify(row)}`),
    ];
  } finally {
    database.close();
  }
}
