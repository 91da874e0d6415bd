import path from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../packages.ts';
import { pick } from '../pick.ts';
import { type Check, complaints, verdictOf } from './outcome.ts';
import { differencesOf, excusesOf, failuresOf, passedIn, type Sheet, tableOf } from './report.ts';
import { endRuns, installSuite, type Scenario, type Suite } from './suite.ts';
import { startTargets, type Target } from './targets.ts';
import { FLOOR, SPECS, type Spec, SUITES } from './versions.ts';

const { values: options } = parseArgs({
  options: {
    dir: { type: 'string' },
    suite: { type: 'string' },
    spec: { type: 'string' },
    only: { type: 'string' },
    reference: { type: 'string' },
  },
});

const folder = path.resolve(options.dir ?? cacheFolder('kimi-proxy-conformance'));
const suites = pick(SUITES, options.suite, '--suite');
const specs = pick(SPECS, options.spec, '--spec');
const parts = pick(['reference', 'gateway', 'client'] as const, options.only, '--only');

/** The ways in which the program is a client. */
const WAYS = [
  { name: 'own', title: "the program's client" },
  { name: 'gateway', title: 'the gateway as a client' },
] as const;
type Way = (typeof WAYS)[number];

/** Why a scenario is not for the program as a client; null where it is. */
function whyNot({ name, specs: its }: Scenario, way: Way): string | null {
  if (name.startsWith('auth/')) return 'OAuth: the program sends the headers that it is configured with';
  if (its.every((spec) => spec === 'extension')) return 'an extension of the protocol';
  if (!its.some((spec) => SPECS.includes(spec as Spec)))
    return `only in ${its.join(', ')}, which the MCP library does not speak`;
  if (way.name === 'own' && name.startsWith('elicitation'))
    return 'nobody is there to be asked; the gateway asks its client';
  return null;
}

async function serverSheets(suite: Suite, targets: readonly Target[]): Promise<Sheet[]> {
  const all = await suite.scenarios('server');
  const sheets: Sheet[] = [];
  for (const spec of specs) {
    const scenarios = all.filter((one) => one.specs.includes(spec)).map((one) => one.name);
    if (scenarios.length === 0) continue;
    const columns = [];
    for (const { title, url } of targets)
      columns.push({ title, checks: await suite.againstServer(url, spec) });
    const floor = FLOOR[suite.version] ?? {};
    sheets.push({ title: `suite ${suite.version}, protocol ${spec}`, scenarios, columns, floor });
  }
  return sheets;
}

const secondTries: string[] = [];

/** A scenario that fails is run once more: some measure times, which a busy machine stretches. */
async function twiceAtMost(suite: Suite, command: string, name: string, spec: Spec): Promise<Check[]> {
  const first = await suite.againstClient(command, name, spec);
  if (verdictOf(first) !== 'failed') return first;
  secondTries.push(`suite ${suite.version}, protocol ${spec}, ${name}, "${command}": ${complaints(first)}`);
  return suite.againstClient(command, name, spec);
}

async function clientSheets(suite: Suite): Promise<Sheet[]> {
  const all = await suite.scenarios('client');
  const sheets: Sheet[] = [];
  for (const way of WAYS) {
    const command = `node --import tsx tests/support/conformance/run-client.ts ${way.name}`;
    for (const spec of specs) {
      const ours = all.filter((one) => one.specs.includes(spec) && whyNot(one, way) === null);
      const scenarios = ours.map((one) => one.name);
      if (scenarios.length === 0) continue;
      const checks = new Map();
      for (const name of scenarios) checks.set(name, await twiceAtMost(suite, command, name, spec));
      const title = `suite ${suite.version}, protocol ${spec}, against clients`;
      sheets.push({ title, scenarios, columns: [{ title: way.title, checks }], floor: {} });
    }
  }
  return sheets;
}

/** A line for each reason, with the scenarios for clients that are left out for it. */
async function leftOut(suite: Suite): Promise<string[]> {
  const byReason = new Map<string, string[]>();
  for (const one of await suite.scenarios('client'))
    for (const way of WAYS) {
      const reason = whyNot(one, way);
      if (reason === null) continue;
      const key = `suite ${suite.version}, ${way.title}, ${reason}`;
      byReason.set(key, [...(byReason.get(key) ?? []), one.name]);
    }
  return [...byReason].map(([why, names]) => `${why}: ${names.join(', ')}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void endRuns().finally(() => process.exit(1)));

const sheets: Sheet[] = [];
const notRun: string[] = [];
const servers = parts.includes('reference') || parts.includes('gateway');
const targets = servers ? await startTargets(parts.includes('gateway'), options.reference) : null;
try {
  for (const version of suites) {
    const suite = await installSuite(folder, version);
    if (targets) sheets.push(...(await serverSheets(suite, targets.list)));
    if (parts.includes('client')) {
      sheets.push(...(await clientSheets(suite)));
      notRun.push(...(await leftOut(suite)));
    }
  }
} finally {
  await targets?.close();
}

function list(title: string, lines: readonly string[]): void {
  if (lines.length > 0) console.log(`${title}\n${lines.map((line) => `- ${line}`).join('\n')}\n`);
}

for (const sheet of sheets) console.log(`${tableOf(sheet)}\n`);
const failures = sheets.flatMap(failuresOf);
const passed = sheets.reduce((sum, sheet) => sum + passedIn(sheet), 0);
list('Scenarios for clients that are left out:', notRun);
list('Where the gateway differs from the reference server:', sheets.flatMap(differencesOf));
list('Run a second time:', secondTries);
list('Not held against the program:', sheets.flatMap(excusesOf));
list('Failed:', failures);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length > 0 || passed === 0 ? 1 : 0);
