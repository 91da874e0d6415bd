import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BUILT_IN, loadTokenizer, type Tokenizer, type Vocabulary } from '../src/tokens/index.ts';
import { CORPORA } from '../tests/support/corpora.ts';
import { ORACLES } from '../tests/support/oracles.ts';
import { median } from './statistics.ts';

const CORPUS_BYTES = 800_000;
/** `tiktoken` takes the square of a piece's length, and the oracles' own limit is on it: texts are cut for all alike. */
const CHUNK_UNITS = 20_000;
const ONE_CHARACTER = ['a', ' ', '1', 'é', '漢', '😀', '\n', '\u0301'];
const WARM_UPS = 3;

/** CPU time of this process in ms: other programs on the machine do not count. */
async function cpuMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function chunksOf(text: string): string[] {
  return text.match(new RegExp(`[\\s\\S]{1,${CHUNK_UNITS}}`, 'gu')) ?? [];
}

const megabytes = (ms: number): string => (CORPUS_BYTES / 1000 / ms).toFixed(1);
const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: string[][]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

interface Subject {
  vocabulary: Vocabulary;
  tokenizer: Tokenizer;
  oracle: (texts: string[]) => Promise<number[][]>;
}

async function throughput({ vocabulary, tokenizer, oracle }: Subject, rounds: number): Promise<string[]> {
  const cells: string[] = [vocabulary];
  for (const corpus of CORPORA) {
    const texts = chunksOf(corpus.text(CORPUS_BYTES));
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = -WARM_UPS; round < rounds; round++) {
      const mine = await cpuMs(() => texts.map((text) => tokenizer.count(text)));
      const other = round < 0 && round > -WARM_UPS ? 0 : await cpuMs(() => oracle(texts));
      if (round < 0) continue;
      ours.push(mine);
      theirs.push(other);
    }
    const ratio = median(ours.map((ms, i) => (theirs[i] ?? Number.NaN) / ms));
    cells.push(`${megabytes(median(ours))} / ${megabytes(median(theirs))} (${ratio.toFixed(1)})`);
  }
  return cells;
}

async function oneCharacter({ vocabulary, tokenizer }: Subject, rounds: number): Promise<string[]> {
  const cells: string[] = [vocabulary];
  for (const part of ONE_CHARACTER) {
    const text = part.repeat(Math.floor(1_000_000 / Buffer.byteLength(part)));
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await cpuMs(() => tokenizer.count(text)));
    cells.push(median(times).toFixed(0));
  }
  return cells;
}

function loading(vocabulary: Vocabulary): string[] {
  const script = fileURLToPath(new URL('./tokens-load.ts', import.meta.url));
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', script, vocabulary], {
    encoding: 'utf8',
  });
  const { loadMs, bytes } = JSON.parse(stdout) as { loadMs: number; bytes: number };
  return [vocabulary, loadMs.toFixed(0), (bytes / 1e6).toFixed(1)];
}

/** Counting by each vocabulary beside its oracle in the same run, interleaved; what takes longest; what loading takes. */
export async function tokenReport({ rounds, root }: { rounds: number; root: string }): Promise<string> {
  if (!existsSync(`${root}/dist/vocabularies`))
    throw new Error('dist/vocabularies is not there: run `npm run build`');
  const subjects: Subject[] = [];
  for (const vocabulary of BUILT_IN) {
    const oracle = ORACLES[vocabulary];
    if (oracle === undefined) continue;
    subjects.push({ vocabulary, tokenizer: await loadTokenizer(vocabulary), oracle: oracle.create() });
  }
  const speed: string[][] = [];
  const longest: string[][] = [];
  for (const subject of subjects) {
    process.stderr.write(`tokens: ${subject.vocabulary}\n`);
    speed.push(await throughput(subject, rounds));
    longest.push(await oneCharacter(subject, rounds));
  }
  const titles = CORPORA.map(({ title }) => title);
  const characters = ONE_CHARACTER.map((part) => `\`${JSON.stringify(part).slice(1, -1)}\``);
  return [
    '## Tokens',
    `MB/s of CPU time, ours / the oracle (ratio): \`tiktoken\` (wasm) for cl100k_base, o200k_base and mistral_tekken, \`tokenizers\` for the others. 800 KB in texts of ${CHUNK_UNITS / 1000} KB, median of ${rounds} interleaved rounds.`,
    table(['vocabulary', ...titles], speed),
    '1 MB of one character, ms of CPU time:',
    table(['vocabulary', ...characters], longest),
    'Loading, in a process of its own:',
    table(
      ['vocabulary', 'ms', 'MB of memory'],
      subjects.map(({ vocabulary }) => loading(vocabulary)),
    ),
  ].join('\n\n');
}
