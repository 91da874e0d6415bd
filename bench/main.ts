import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { CONTENDERS, type Contender, startContender } from './contenders.ts';
import { conversationReport } from './conversation.ts';
import { deltaReport } from './deltas.ts';
import { Bench, type Measurement } from './measure.ts';
import { startMock } from './mock.ts';
import { settle } from './process.ts';
import { aims, report } from './report.ts';
import { scenarios } from './scenarios.ts';
import { tokenReport } from './tokens.ts';

const USAGE = `npm run bench -- [--quick] [--rounds N] [--only TEXT] [--contenders ${CONTENDERS.join(',')}] [--json FILE]`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
    contenders: { type: 'string' },
    json: { type: 'string' },
    root: { type: 'string', default: process.cwd() },
    pinned: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function run(): Promise<void> {
  const { root, pinned } = options;
  const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));
  const loads = scenarios({ effort: options.quick ? 0.3 : 1, rounds }).filter(
    (scenario) => !options.only || scenario.id.includes(options.only),
  );
  if (options.only === 'tokens') {
    console.log(await tokenReport({ root, rounds }));
    return;
  }
  const names = (options.contenders ?? 'direct,floor,proxy').split(',');
  if (names.some((name) => name.startsWith('proxy')) && !existsSync(`${root}/dist/main.js`))
    throw new Error('dist/main.js is not there: run `npm run build`, or name --contenders direct,floor');
  const upstream = await startMock();
  const contenders: (Contender & { idleRss: number | null })[] = [];
  const measurements: Measurement[] = [];
  let failure: unknown = null;
  try {
    for (const name of names) {
      const contender = await startContender(name, { root, upstreamPort: upstream.port, pinned });
      if (contender.subject) await settle(contender.subject);
      contenders.push({ ...contender, idleRss: contender.subject?.rss() ?? null });
    }
    const bench = new Bench();
    for (const scenario of loads) {
      for (const contender of contenders) await bench.warmUp(contender, scenario);
      for (let round = 0; round < rounds; round++) {
        const turn = [
          ...contenders.slice(round % contenders.length),
          ...contenders.slice(0, round % contenders.length),
        ];
        for (const contender of turn) {
          say(`${scenario.id}, round ${round + 1} of ${rounds}: ${contender.title}`);
          measurements.push(await bench.measure(contender, scenario, round));
        }
      }
    }
  } catch (error) {
    failure = error;
  }
  for (const contender of contenders) await contender.stop();
  upstream.close();
  const result = { contenders, scenarios: loads, measurements };
  const place = pinned ? 'the contender alone on core 0, load and upstream on core 1' : 'not pinned to cores';
  console.log(
    `# Benchmark\n\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}; ${place}. ` +
      `Medians of ${rounds} interleaved round${rounds === 1 ? '' : 's'}.\n\n${report(result)}`,
  );
  if (failure) throw failure;
  if (!options.only || 'deltas'.includes(options.only))
    console.log(`\n${await deltaReport({ root, pinned })}`);
  if (!options.only || 'conversation'.includes(options.only))
    console.log(`\n${await conversationReport({ root, pinned, rounds })}`);
  if (!options.only) console.log(`\n${await tokenReport({ root, rounds })}`);
  if (!options.json) return;
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? null, cores: cpus().length, pinned };
  const listed = contenders.map(({ id, title, idleRss }) => ({ id, title, idleRss }));
  const json = { machine, rounds, contenders: listed, measurements, aims: aims(result) };
  await writeFile(options.json, `${JSON.stringify(json, null, 2)}\n`);
}

if (options.help) console.log(USAGE);
else
  run().catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
