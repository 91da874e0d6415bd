import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder, nodeFolder } from '../packages.ts';
import { pick } from '../pick.ts';
import { end, endsWithin } from '../processes.ts';
import { Red, runCase, type Scene } from './cases.ts';
import { installTool } from './install.ts';
import { keepLogs, markOf } from './logs.ts';
import { type Stage, setStage } from './stage.ts';
import { cellName, isRed, reasonsOf, tableOf, totalOf, withNeeded } from './table.ts';
import type { Tool } from './tool.ts';
import { TOOLS } from './tools.ts';
import { CASES, type Case, type Cell, PROVIDER_TYPES, type ProviderType } from './types.ts';

const { values: options } = parseArgs({
  options: {
    dir: { type: 'string' },
    only: { type: 'string' },
    types: { type: 'string' },
    cases: { type: 'string' },
    timeout: { type: 'string', default: '90' },
    logs: { type: 'string' },
    json: { type: 'string' },
    mcp: { type: 'string' },
  },
});

const folder = path.resolve(options.dir ?? cacheFolder('kimi-proxy-certify'));
const limitMs = Number(options.timeout) * 1000;
if (!(limitMs > 0)) throw new Error(`--timeout: a number of seconds is wanted, not "${options.timeout}"`);
const names = TOOLS.map((tool) => tool.name);
const tools = pick(names, options.only, '--only').map(
  (name) => TOOLS.find((one) => one.name === name) as Tool,
);
const types = pick(PROVIDER_TYPES, options.types, '--types');
const cases = withNeeded(pick(CASES, options.cases, '--cases'));
const logs = path.resolve(options.logs ?? mkdtempSync(path.join(tmpdir(), 'certify-logs-')));
const cells: Cell[] = [];

async function setUp(stage: Stage): Promise<void> {
  for (const line of stage.tool.setUp?.(stage.place) ?? []) {
    const child = stage.run(line);
    if (!(await endsWithin(child, limitMs))) await end(child);
  }
}

async function certify(stage: Stage, type: ProviderType, name: Case): Promise<void> {
  const scene: Scene = { output: '', note: null };
  const since = markOf(stage);
  const began = performance.now();
  const cell: Cell = {
    tool: stage.tool.name,
    type,
    case: name,
    why: null,
    isTheirs: false,
    note: null,
    ms: 0,
    logs: null,
  };
  try {
    await runCase(stage, name, limitMs, scene);
    cell.note = scene.note;
  } catch (error) {
    cell.why = error instanceof Red ? error.message : `the certification failed: ${error}`;
    cell.isTheirs = error instanceof Red && error.isTheirs;
    cell.logs = path.join(logs, `${cell.tool}-${type}-${name}`);
    await keepLogs(cell.logs, stage, since, cell.why, scene.output);
  }
  cell.ms = Math.round(performance.now() - began);
  cells.push(cell);
  console.log(`${cellName(cell)}: ${cell.why ?? cell.note ?? 'ok'} (${(cell.ms / 1000).toFixed(1)} s)`);
}

const nodes = await nodeFolder(folder);
for (const tool of tools) {
  const installed = await installTool(folder, tool);
  for (const type of types) {
    const stage = await setStage(tool, type, installed, nodes, options.mcp ?? null);
    try {
      await setUp(stage);
      for (const name of cases) await certify(stage, type, name);
    } finally {
      await stage.close();
    }
  }
}

if (options.json) writeFileSync(options.json, `${JSON.stringify(cells, null, 2)}\n`);
console.log(`\n${tableOf(cells)}\n\n${reasonsOf(cells)}\n\n${totalOf(cells)}`);
if (cells.some((cell) => cell.why !== null)) console.log(`What was said in those cells is in ${logs}`);
process.exit(cells.some(isRed) ? 1 : 0);
