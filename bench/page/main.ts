import { parseArgs } from 'node:util';
import { startBrowser } from './browser.ts';
import { type List, measureList } from './list.ts';
import { type Live, measureLive } from './live.ts';
import { type Load, measureLoad } from './load.ts';
import { startSubject } from './program.ts';
import { fillDatabase } from './rows.ts';

const USAGE = 'npm run bench:page -- [--rows 100000] [--minutes 10] [--only load|list|live]';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    minutes: { type: 'string', default: '10' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const kb = (bytes: number): string => `${(bytes / 1000).toFixed(0)} KB`;
const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const three = ({ p50, p95, most }: List['frames']): string => `${ms(p50)} · ${ms(p95)} · ${ms(most)}`;

function loadRows(load: Load): string[][] {
  return [
    ['first load: everything (compressed)', kb(load.bytes), '≤ 200 KB'],
    ['  of it scripts, styles', `${kb(load.scripts)}, ${kb(load.styles)}`, ''],
    ['first contentful paint', ms(load.painted), ''],
    ['interactive: rows are there, keys work', ms(load.interactive), '< 1 s'],
    ['  an answer of the API in the same browser (floor)', ms(load.floor), ''],
  ];
}

function listRows(list: List): string[][] {
  return [
    ['frames while scrolling, p50 · p95 · most', three(list.frames), ''],
    ['  an empty page scrolled (floor)', three(list.floor), ''],
    ['rows read by scrolling; nodes on the page then', `${list.rows}; ${list.nodes}`, ''],
    ['a filter that finds 20: key to rows', ms(list.rare), ''],
    ['a filter that finds nothing', ms(list.nothing), ''],
  ];
}

function liveRows(live: Live): string[][] {
  const heap = `${live.heap[0]?.toFixed(1)} → ${live.heap.at(-1)?.toFixed(1)} MB`;
  return [
    [
      'events a second, for so many minutes',
      `${live.eventsASecond.toFixed(0)}, ${live.minutes} min`,
      '50, 10 min',
    ],
    ['main thread busy', percent(live.busy), 'mostly free'],
    ['  while nothing happens (floor)', percent(live.idle), ''],
    ['heap after the first and the last minute', heap, 'flat'],
    ['nodes after the first and the last minute', `${live.nodes[0]} → ${live.nodes.at(-1)}`, 'flat'],
  ];
}

async function run(): Promise<void> {
  const rows = Number(options.rows);
  const minutes = Number(options.minutes);
  const wanted = (part: string): boolean => options.only === undefined || options.only === part;
  say(`filling a database with ${rows} exchanges`);
  const subject = await startSubject(process.cwd(), (file) => fillDatabase(file, rows));
  const browser = await startBrowser();
  try {
    const table: string[][] = [];
    if (wanted('load')) table.push(...loadRows(await measureLoad(browser, subject.url)));
    if (wanted('list')) table.push(...listRows(await measureList(browser, subject.url)));
    if (wanted('live')) table.push(...liveRows(await measureLive(browser, subject.url, minutes, say)));
    console.log(`# The page, with ${rows} exchanges recorded\n\n| What | Measured | Budget |\n|---|---|---|`);
    for (const cells of table) console.log(`| ${cells.join(' | ')} |`);
  } finally {
    await browser.close();
    await subject.stop();
  }
}

if (options.help) console.log(USAGE);
else await run();
