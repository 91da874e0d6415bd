import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { get } from './get.ts';
import type { SeenCall } from './mcp-clients.ts';

/** How long before a kill a call must have been answered for it to be sure to be recorded (ms). */
const SAFE_MS = 100;
/** What the servers' processes have to see that their input has ended, and to end (ms). */
const LIMIT_MS = 10_000;

interface CallRow {
  id: string;
  server: string;
  client: { name: string | null };
  arguments: { bytes: number };
  session_id: number | null;
  outcome: string;
}

/** A call, and for how long (ms) this process could not run between its answer and the kill. */
export interface KilledCall extends SeenCall {
  stoodStill: number;
}

export interface McpFindings {
  /** Calls that had to be there. */
  checked: number;
  /** Ids that were found. */
  present: string[];
  problems: string[];
}

/** Calls, newest first, until a page has one that `isNew` does not take. */
async function callsWhile(url: string, isNew: (call: CallRow) => boolean): Promise<CallRow[]> {
  const rows: CallRow[] = [];
  let after: string | null = null;
  do {
    const at: string = `${url}/api/mcp/calls?limit=500${after === null ? '' : `&after=${after}`}`;
    const page: { items: CallRow[]; next: string | null } = await get(at);
    rows.push(...page.items.filter(isNew));
    after = page.items.every(isNew) ? page.next : null;
  } while (after !== null);
  return rows;
}

const keyOf = (client: string | null, bytes: number): string => `${client} ${bytes}`;

/** Looks, after the next start, for the calls that were answered before the program was killed. */
export async function verifyCalls(
  url: string,
  seen: readonly KilledCall[],
  killedAt: number,
): Promise<McpFindings> {
  const findings: McpFindings = { checked: 0, present: [], problems: [] };
  const clients = new Set(seen.map(({ client }) => client));
  if (clients.size === 0) return findings;
  const rows = new Map<string, CallRow>();
  for (const row of await callsWhile(url, ({ client }) => clients.has(client.name ?? ''))) {
    const key = keyOf(row.client.name, row.arguments.bytes);
    if (rows.has(key)) findings.problems.push(`the call ${key} is there twice`);
    rows.set(key, row);
  }
  const sessions = new Map(
    (await get<{ id: number; name: string }[]>(`${url}/api/sessions?limit=500`)).map((s) => [s.id, s.name]),
  );
  for (const call of seen) {
    const key = keyOf(call.client, call.argumentBytes);
    const row = rows.get(key);
    const stillMs = Math.ceil(call.stoodStill);
    const endedMs = Math.round(killedAt - call.endedAt);
    const times = `answered ${endedMs} ms before the kill, ${stillMs} ms stood still`;
    const mustBeThere = endedMs > SAFE_MS + stillMs;
    if (mustBeThere) findings.checked += 1;
    if (row === undefined) {
      if (mustBeThere) findings.problems.push(`the call ${key} is lost (${times})`);
      continue;
    }
    findings.present.push(row.id);
    const name = row.session_id === null ? null : sessions.get(row.session_id);
    if (row.outcome !== call.outcome || row.server !== call.server || name !== call.session)
      findings.problems.push(
        `the call ${key} is ${row.outcome} on ${row.server} in session ${name}, ` +
          `not ${call.outcome} on ${call.server} in ${call.session} (${times})`,
      );
  }
  return findings;
}

/** Looks whether calls that were ever found are still there. */
export async function verifyKeptCalls(url: string, kept: ReadonlySet<string>): Promise<string[]> {
  const ids = new Set((await callsWhile(url, () => true)).map(({ id }) => id));
  return [...kept].filter((id) => !ids.has(id)).map((id) => `the call ${id} was there, and is lost`);
}

/** Looks whether a process that has the folder in its command line outlives the program that started it. */
export async function verifyNoServers(folder: string): Promise<string[]> {
  const running = (): string[] =>
    execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(folder));
  const until = performance.now() + LIMIT_MS;
  let left = running();
  while (left.length > 0 && performance.now() < until) {
    await wait(20);
    left = running();
  }
  return left.map((line) => `an MCP server outlived the program: ${line.trim()}`);
}
