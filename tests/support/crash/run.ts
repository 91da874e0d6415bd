import { readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type RunningProgram, run, startProgram, temporaryFolder } from '../program.ts';
import { startClients } from './clients.ts';
import { MCP_CLIENTS, mcpConfiguration, startMcpClients } from './mcp-clients.ts';
import { createRandom, type Random } from './random.ts';
import { watchStandstill } from './standstill.ts';
import { type Killed, verifyAll, verifyFile, verifyKill } from './verify.ts';
import { type KilledCall, verifyCalls, verifyKeptCalls, verifyNoServers } from './verify-mcp.ts';

export interface CrashOptions {
  kills: number;
  seed: number;
  /** Kept from one start to the next. */
  dataDir: string;
  clients?: number;
  /** Told after each kill. */
  onKill?(progress: CrashReport): void;
}

export interface CrashReport {
  kills: number;
  /** Of these, while the program was starting or ending. */
  killsWhileStarting: number;
  killsWhileEnding: number;
  /** Exchanges that clients saw begin. */
  exchanges: number;
  /** Of these, those that had to be there after a kill, and those of them whose answer had ended. */
  checked: number;
  ended: number;
  interrupted: number;
  /** Calls of MCP tools that clients saw answered, and those of them that had to be there. */
  calls: number;
  checkedCalls: number;
  problems: string[];
}

/** From the first requests to the kill (ms). */
const SHORTEST_LIFE_MS = 20;
const LONGEST_LIFE_MS = 1200;
/** From the start of the process to a kill while it starts (ms). */
const LONGEST_START_MS = 700;
/** From SIGTERM to SIGKILL (ms). */
const LONGEST_END_MS = 60;

/** Of 100 lives, and of 100 of these. */
const LIVES_WITH_MCP = 35;
const ENDS_BEFORE_MCP = 25;

async function kill(program: {
  signal(name: NodeJS.Signals): void;
  stop(): Promise<unknown>;
}): Promise<void> {
  program.signal('SIGKILL');
  await program.stop();
}

/** Kills the program while it starts. */
async function killWhileStarting(dataDir: string, config: string, random: Random): Promise<void> {
  const starting = run({ dataDir, config, env: { KIMI_PROXY_PORT: '0' } });
  await wait(random.between(1, LONGEST_START_MS));
  await kill(starting);
}

interface Life {
  /** Different for each start. */
  number: number;
  clients: number;
  /** That MCP tools may read. */
  folder: string;
  random: Random;
  whileEnding: boolean;
}

/**
 * Puts the program under load and kills it at some moment. In the first life and some others MCP clients are there first, and some
 * of these end while the servers start.
 */
async function killUnderLoad(
  program: RunningProgram,
  { number, clients, folder, random, whileEnding }: Life,
): Promise<Killed & { calls: KilledCall[] }> {
  const standstill = watchStandstill();
  const isFirst = number === 0;
  const mcp =
    isFirst || random.percent(LIVES_WITH_MCP) ? startMcpClients(program.url, folder, number, random) : null;
  const early = mcp !== null && !isFirst && random.percent(ENDS_BEFORE_MCP);
  if (mcp !== null && !early) await Promise.race([mcp.begun, mcp.stopped]);
  // With MCP or without, as many are there in all: what is written in time depends on the load.
  const others = mcp === null ? clients : Math.max(1, clients - MCP_CLIENTS);
  const load = startClients(program.url, early ? 0 : others, random);
  await Promise.race([
    wait(random.between(SHORTEST_LIFE_MS, LONGEST_LIFE_MS)),
    // No clients have stopped at once.
    ...(early ? [] : [load.stopped]),
    ...(mcp === null ? [] : [mcp.stopped]),
  ]);
  load.expectEnd();
  mcp?.expectEnd();
  if (whileEnding) {
    program.signal('SIGTERM');
    await wait(random.between(0, LONGEST_END_MS));
  }
  const at = performance.now();
  const stoodStill = new Map(
    load.seen.map(({ id, headersAt, endedAt }) => [id, standstill.between(endedAt ?? headersAt, at)]),
  );
  const calls = (mcp?.seen ?? []).map((call) => ({
    ...call,
    stoodStill: standstill.between(call.endedAt, at),
  }));
  await kill(program);
  await Promise.all([load.stopped, mcp?.stopped]);
  standstill.stop();
  return { seen: load.seen, at, stoodStill, calls };
}

/**
 * Starts the built program, puts it under load and kills it with SIGKILL, over and over on one data folder, and
 * looks after each start whether what was promised is there. Rejects where a start fails.
 */
export async function crash(options: CrashOptions): Promise<CrashReport> {
  const { kills, seed, dataDir, clients = 5 } = options;
  const random = createRandom(seed);
  const kept = new Set<string>();
  const keptCalls = new Set<string>();
  const folder = realpathSync(temporaryFolder());
  const config = mcpConfiguration(folder);
  const report: CrashReport = {
    kills: 0,
    killsWhileStarting: 0,
    killsWhileEnding: 0,
    exchanges: 0,
    checked: 0,
    ended: 0,
    interrupted: 0,
    calls: 0,
    checkedCalls: 0,
    problems: [],
  };
  let program = await startProgram({ dataDir, config });
  while (report.kills < kills) {
    const whileEnding = random.percent(10);
    const killed = await killUnderLoad(program, {
      number: report.kills,
      clients,
      folder,
      random,
      whileEnding,
    });
    report.kills += 1;
    if (whileEnding) report.killsWhileEnding += 1;
    const outlived = await verifyNoServers(folder);
    if (report.kills < kills && random.percent(15)) {
      await killWhileStarting(dataDir, config, random);
      report.kills += 1;
      report.killsWhileStarting += 1;
    }
    program = await startProgram({ dataDir, config });
    const { checked, ended, interrupted, problems, present } = await verifyKill(program.url, killed);
    for (const id of present) kept.add(id);
    const calls = await verifyCalls(program.url, killed.calls, killed.at);
    for (const id of calls.present) keptCalls.add(id);
    report.calls += killed.calls.length;
    report.checkedCalls += calls.checked;
    report.exchanges += killed.seen.length;
    report.checked += checked;
    report.ended += ended;
    report.interrupted += interrupted;
    const all = [...outlived, ...problems, ...calls.problems];
    report.problems.push(...all.map((problem) => `kill ${report.kills}: ${problem}`));
    options.onKill?.(report);
  }
  report.problems.push(...(await verifyAll(program.url, kept)));
  report.problems.push(...(await verifyKeptCalls(program.url, keptCalls)));
  const { code } = await program.stop();
  if (code !== 0) report.problems.push(`the last program ended with ${code}`);
  report.problems.push(...(await verifyNoServers(folder)));
  report.problems.push(...verifyFile(path.join(dataDir, 'kimi-proxy.db')));
  const aside = readdirSync(dataDir).filter((name) => name.includes('.corrupt-'));
  report.problems.push(...aside.map((name) => `a database was set aside as ${name}`));
  return report;
}
