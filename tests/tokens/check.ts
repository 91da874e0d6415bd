import { readFileSync } from 'node:fs';
import { loadTokenizer, type Tokenizer, type Vocabulary } from '../../src/tokens/index.ts';
import { CORPORA, MORE_CORPORA } from '../support/corpora.ts';
import { addedTokenizer, ORACLES, type OracleEntry } from '../support/oracles.ts';
import { createStrangeTexts } from '../support/strange-texts.ts';

const CORPUS_BYTES = 800_000;
/** `tiktoken` takes long for long pieces and ends on very long ones. */
const CHUNK_UNITS = 10_000;
const BATCH = 1000;
const SHOWN = 20;

/** As a JavaScript string, in ASCII. */
function escaped(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** In parts that end where a surrogate pair does. */
function chunksOf(text: string): string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + CHUNK_UNITS);
    if (end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1))) end--;
    chunks.push(text.slice(at, end));
    at = end;
  }
  return chunks;
}

async function tokenizerFor(vocabulary: Vocabulary, { addedFrom }: OracleEntry): Promise<Tokenizer> {
  if (addedFrom === undefined) return loadTokenizer(vocabulary);
  const file = addedFrom();
  if (file === null)
    throw new Error(`the package of ${vocabulary} is not there: set KIMI_PROXY_VOCABULARIES`);
  return addedTokenizer(vocabulary, readFileSync(file));
}

/** Compares ids and counts with the oracle's; says what differs. Resolves to the number of texts that differ. */
export async function check(vocabulary: Vocabulary, strings: number, seed: number): Promise<number> {
  const entry = ORACLES[vocabulary];
  if (entry === undefined) throw new Error(`there is no oracle for ${vocabulary}`);
  const tokenizer = await tokenizerFor(vocabulary, entry);
  const oracle = entry.create();
  let differences = 0;

  async function compare(texts: string[]): Promise<number> {
    const expected = await oracle(texts);
    let found = 0;
    for (const [i, text] of texts.entries()) {
      const ids = expected[i] ?? [];
      const ours = tokenizer.encode(text);
      if (ours.join() === ids.join() && tokenizer.count(text) === ids.length) continue;
      found++;
      differences++;
      if (differences <= SHOWN)
        console.log(
          `${vocabulary}: ${escaped(text)}\n  ours, ${tokenizer.count(text)}: ${ours.join(' ')}\n  its own: ${ids.join(' ')}`,
        );
    }
    return found;
  }

  for (const corpus of [...CORPORA, ...MORE_CORPORA]) {
    const found = await compare(chunksOf(corpus.text(CORPUS_BYTES)));
    if (found > 0) console.log(`${vocabulary}: ${corpus.title}: ${found} parts differ`);
  }
  if (differences === 0)
    console.log(`${vocabulary}: ${CORPORA.length + MORE_CORPORA.length} corpora of 800 KB, 0 differences`);

  const start = performance.now();
  const inCorpora = differences;
  const next = createStrangeTexts(seed);
  for (let done = 0; done < strings; done += BATCH)
    await compare(Array.from({ length: Math.min(BATCH, strings - done) }, () => next().toWellFormed()));
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(`${vocabulary}: ${strings} strings, ${differences - inCorpora} differences, ${seconds} s`);
  return differences;
}
