import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installPackage, nodeFolder } from '../packages.ts';
import { type Child, end, endsWithin, start } from '../processes.ts';
import { ROOT } from '../program.ts';
import type { Check } from './outcome.ts';
import type { Spec, SuiteVersion } from './versions.ts';

const PACKAGE = '@modelcontextprotocol/conformance';
/** The most that one run of the suite may take, all its scenarios together. */
const RUN_LIMIT_MS = 5 * 60_000;
/** The most that our client may take in one scenario. */
const CLIENT_LIMIT_MS = 30_000;

/** A scenario, with the versions of the protocol that it belongs to, or `extension`. */
export interface Scenario {
  name: string;
  specs: readonly string[];
}

/** An installed release of the suite. */
export interface Suite {
  readonly version: SuiteVersion;
  /** Its scenarios for one side, of every version of the protocol. */
  scenarios(side: 'server' | 'client'): Promise<Scenario[]>;
  /** Runs all scenarios of a version of the protocol against a server. */
  againstServer(url: string, spec: Spec): Promise<Map<string, Check[]>>;
  /** Runs one scenario against a client, which `command` starts in the repository's folder, with the server's URL. */
  againstClient(command: string, scenario: string, spec: Spec): Promise<Check[]>;
}

const running = new Set<Child>();

/** Ends what still runs. */
export async function endRuns(): Promise<void> {
  await Promise.all([...running].map(end));
}

interface Ran {
  /** Null: a signal or the limit ended it. */
  code: number | null;
  output: string;
}

async function runToEnd(line: readonly string[], nodes: string): Promise<Ran> {
  const env = {
    // Our own Node is what a client's command means by `node`.
    PATH: [path.dirname(process.execPath), nodes, process.env.PATH].join(path.delimiter),
    HOME: process.env.HOME ?? tmpdir(),
    NO_COLOR: '1',
  };
  const child = start(line, { cwd: ROOT, env });
  running.add(child);
  try {
    const ended = await endsWithin(child, RUN_LIMIT_MS);
    if (!ended) await end(child);
    return { code: ended ? await child.exited : null, output: child.output() };
  } finally {
    // A client that the suite gave up may still run.
    child.signal('SIGKILL');
    running.delete(child);
  }
}

/** The scenario in the name of a folder with results: `server-ping-2026-11-26T23-11-46-792Z`. */
const scenarioOf = (folder: string) =>
  folder.replace(/-\d{4}-\d{2}-\d{2}T[\d-]+Z$/, '').replace(/^server-/, '');

function resultsIn(folder: string): [string, Check[]][] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => path.basename(name) === 'checks.json')
    .map((name) => [
      path.dirname(name),
      JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Check[],
    ]);
}

/** Installs a release of the suite, and the Node that it needs, unless they are there. */
export async function installSuite(folder: string, version: SuiteVersion): Promise<Suite> {
  const nodes = await nodeFolder(folder);
  const place = path.join(folder, `suite-${version}`);
  await installPackage(place, PACKAGE, version);
  const program = path.join(place, 'node_modules', PACKAGE, 'dist', 'index.js');
  const run = (...args: string[]) => runToEnd([path.join(nodes, 'node'), program, ...args], nodes);

  async function withResults(...args: string[]): Promise<Ran & { results: [string, Check[]][] }> {
    const results = mkdtempSync(path.join(tmpdir(), 'conformance-'));
    try {
      const ran = await run(...args, '--output-dir', results);
      return { ...ran, results: resultsIn(results) };
    } finally {
      rmSync(results, { recursive: true, force: true });
    }
  }

  return {
    version,
    async scenarios(side) {
      const { code, output } = await run('list', `--${side}`);
      if (code !== 0) throw new Error(`the suite ${version} does not list its scenarios:\n${output}`);
      return [...output.matchAll(/^ {2}- (\S+) \[(.*)\]$/gm)].map(([, name = '', specs = '']) => ({
        name,
        specs: specs.split(','),
      }));
    },
    async againstServer(url, spec) {
      const args = ['server', '--url', url, '--suite', 'all', '--spec-version', spec];
      const { results } = await withResults(...args);
      return new Map(results.map(([name, checks]) => [scenarioOf(name), checks]));
    },
    async againstClient(command, scenario, spec) {
      const args = ['--scenario', scenario, '--spec-version', spec, '--timeout', String(CLIENT_LIMIT_MS)];
      const { code, output, results } = await withResults('client', '--command', command, ...args);
      const checks = results.flatMap(([, found]) => found);
      if (code === 0) return checks;
      return [...checks, { id: 'run', status: 'FAILURE', errorMessage: output.trim().slice(-500) }];
    },
  };
}
