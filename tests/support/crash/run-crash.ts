import { temporaryFolder } from '../program.ts';
import { type CrashReport, crash } from './index.ts';

function number(value: string | undefined, name: string): number {
  const parsed = Number(value);
  if (value === undefined || !Number.isSafeInteger(parsed) || parsed < 0)
    throw new Error(`${name}: a whole number is wanted, not ${value}`);
  return parsed;
}

function line(report: CrashReport): string {
  const {
    kills,
    killsWhileStarting,
    killsWhileEnding,
    exchanges,
    checked,
    ended,
    interrupted,
    calls,
    checkedCalls,
    problems,
  } = report;
  return (
    `${kills} kills (${killsWhileStarting} while starting, ${killsWhileEnding} while ending), ` +
    `${exchanges} exchanges, ${checked} checked (${ended} had ended), ${interrupted} interrupted, ` +
    `${calls} MCP calls, ${checkedCalls} checked, ${problems.length} problems`
  );
}

const [count = '1000', seedText] = process.argv.slice(2);
const kills = number(count, 'how many kills');
const seed = seedText === undefined ? Math.floor(Math.random() * 2 ** 32) : number(seedText, 'the seed');
console.log(`${kills} kills, seed ${seed}`);
let told = 0;
const report = await crash({
  kills,
  seed,
  dataDir: `${temporaryFolder()}/data`,
  onKill(progress) {
    for (const problem of progress.problems.slice(told)) console.log(problem);
    told = progress.problems.length;
    if (progress.kills % 20 < 2) console.log(line(progress));
  },
});
for (const problem of report.problems.slice(told)) console.log(problem);
console.log(line(report));
process.exit(report.problems.length === 0 ? 0 : 1);
