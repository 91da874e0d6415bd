import { createContextStore, GrowthReader, type PlacedContext, placeBlocks } from '../src/context/index.ts';
import { countContext } from '../src/pipeline/count-context.ts';
import type { PipelineDeps } from '../src/pipeline/deps.ts';
import { type LlmMatch, matchLlm, parseRequest } from '../src/protocols/index.ts';
import { createTokenCounter, planBlock, type TokenCounter, type Vocabulary } from '../src/tokens/index.ts';
import { agentConversation } from './agent-conversation.ts';
import {
  type Conversation,
  freshMessages,
  growing,
  type Parts,
  type RequestForm,
  type Script,
} from './bodies.ts';
import { startContender } from './contenders.ts';
import { fixedRate } from './load.ts';
import { ANSWER_BYTES, startMock } from './mock.ts';
import { median } from './statistics.ts';

export interface ConversationOptions {
  root: string;
  pinned: boolean;
  rounds: number;
}

const TURNS = 200;
/** Characters of the last turn: some 200,000 tokens. */
const SIZE = 740_000;
/** Three conversations: the middle one of their ratios is told. */
const SEEDS = [1, 3, 5];
const VOCABULARIES: Vocabulary[] = ['o200k_base', 'qwen3', 'mistral_v3'];
/** Bodies kept for comparison (bytes), as in the program. */
const COMPARED_BYTES = 24 * 1024 * 1024;

/** Where the time of counting went, in ms. */
interface Spent {
  /** From asking for a context's tokens to having them, over all turns. */
  whole: number;
  /** Tokenizing in the caller's thread. */
  here: number;
  /** Waiting for the worker thread. */
  there: number;
}

/** The counter, with a watch on what it does where. */
function watched(counter: TokenCounter, spent: Spent): TokenCounter {
  return {
    ...counter,
    countNow(texts, vocabulary) {
      const start = performance.now();
      const counts = counter.countNow(texts, vocabulary);
      spent.here += performance.now() - start;
      return counts;
    },
    async count(texts, vocabulary) {
      const start = performance.now();
      const counts = await counter.count(texts, vocabulary);
      spent.there += performance.now() - start;
      return counts;
    },
  };
}

function chat(): Extract<LlmMatch['target'], { type: 'operation' }> {
  const target = matchLlm('POST', '/v1/chat/completions')?.target;
  if (target?.type !== 'operation') throw new Error('chat completions are not served');
  return target;
}

/** Counts each request of a conversation as the pipeline does, with nothing of it known before. */
async function count(
  counter: TokenCounter,
  vocabulary: Vocabulary,
  bodies: Iterable<Buffer>,
): Promise<{ spent: Spent; tokens: number }> {
  const spent: Spent = { whole: 0, here: 0, there: 0 };
  const counting = watched(counter, spent);
  const context = createContextStore<Vocabulary>({
    plan: planBlock,
    count: (texts, each) => counting.count(texts, each),
    countNow: (texts, each) => counting.countNow(texts, each),
    lookupCounts: async () => [],
  });
  const growth = new GrowthReader(COMPARED_BYTES);
  const { operation } = chat();
  const read = (bytes: Buffer): PlacedContext => {
    const request = parseRequest(bytes, operation);
    const members = request.scanned?.members ?? new Map();
    const options = { known: (head: string) => context.knows(head), envelope: true };
    if (operation.growing === null) return placeBlocks(operation.blocks(JSON.parse(bytes.toString())));
    const grown = growth.read({ bytes, members }, operation.growing, options);
    const parsed = (): unknown => JSON.parse(bytes.toString());
    return (grown ?? growth.learn({ bytes, members }, operation.growing, parsed(), options)).placed;
  };
  const deps = { context, counter: counting } as unknown as PipelineDeps;
  const contexts: PlacedContext[] = [];
  for (const bytes of bodies) {
    const placed = read(bytes);
    context.track(placed, 'full');
    contexts.push(placed);
  }
  let tokens = 0;
  // Apart from the reading, whose garbage would otherwise be collected in between.
  const start = performance.now();
  for (const placed of contexts) {
    const counted = await countContext(deps, placed, { vocabulary, exact: true, template: 'openai' }, true);
    tokens = counted.tokens;
  }
  return { spent: { ...spent, whole: performance.now() - start }, tokens };
}

/** One conversation counted turn by turn, and its last turn from nothing; each by a counter that has counted another one before, as in a running program. */
async function both(
  vocabulary: Vocabulary,
  root: string,
  seed: number,
): Promise<{ grown: Spent; last: Spent; tokens: number }> {
  const shape = { turns: TURNS, size: SIZE, seed };
  const other = { ...shape, seed: seed + 1 };
  const counters = [createTokenCounter(), createTokenCounter()] as const;
  for (const counter of counters) {
    await counter.warm(vocabulary);
    await count(counter, vocabulary, agentConversation(root, { ...other, turns: 1 }));
    await count(counter, vocabulary, agentConversation(root, { ...other, turns: 40, size: SIZE / 5 }));
  }
  let lastBody: Buffer = Buffer.alloc(0);
  function* bodies(): Generator<Buffer> {
    for (const body of agentConversation(root, shape)) {
      lastBody = body;
      yield body;
    }
  }
  const [one, two] = counters;
  const whole = await count(one, vocabulary, bodies());
  const anew = await count(two, vocabulary, [lastBody]);
  for (const counter of counters) await counter.close();
  if (whole.tokens !== anew.tokens)
    throw new Error(`${vocabulary}: ${whole.tokens} tokens turn by turn, ${anew.tokens} at once`);
  return { grown: whole.spent, last: anew.spent, tokens: whole.tokens };
}

/** The run that was disturbed least: what a machine does besides only adds. */
function least(runs: Spent[]): Spent {
  return runs.reduce((best, run) => (run.whole < best.whole ? run : best));
}

/** What conversations cost over all their turns, against their last turns counted from nothing. */
async function costs(vocabulary: Vocabulary, { root, rounds }: ConversationOptions): Promise<string> {
  const found: { grown: Spent; last: Spent; tokens: number; ratio: number }[] = [];
  for (const seed of SEEDS) {
    const grown: Spent[] = [];
    const last: Spent[] = [];
    let tokens = 0;
    for (let round = 0; round < rounds; round++) {
      const run = await both(vocabulary, root, seed);
      grown.push(run.grown);
      last.push(run.last);
      tokens = run.tokens;
    }
    const [all, one] = [least(grown), least(last)];
    found.push({ grown: all, last: one, tokens, ratio: all.whole / one.whole });
  }
  found.sort((a, b) => a.ratio - b.ratio);
  const middle = found[Math.floor(found.length / 2)];
  if (middle === undefined) throw new Error('no conversation was counted');
  const { grown, last, tokens, ratio } = middle;
  const ms = (time: number): string => time.toFixed(1);
  return `| ${vocabulary} | ${tokens} | ${ms(grown.whole)} | ${ms(grown.here)} / ${ms(grown.there)} | ${ms(last.whole)} | ${ratio.toFixed(2)} | ${ratio < 1.2 ? 'yes' : 'no'} |`;
}

/** Each request twice: the first time it has to be counted, the second time all of it is known. */
function twice(script: Script): Conversation {
  const conversation = script();
  let sent = 0;
  let parts: Parts = [];
  return {
    next() {
      if (sent++ % 2 === 0) parts = conversation.next();
      return parts;
    },
  };
}

/** Requests a second: what is put off until after the answer is over before the next one. */
const RATE = 20;
const LATENCY_REQUESTS = 60;
/** Characters that a turn adds. */
const GROWTH = 3500;

/**
 * The time before the first byte of requests that have to be counted, and of the same ones again, which are known. The
 * difference is what counting adds at the most, for the first time they are also hashed and stored.
 */
async function latencies({ root, pinned, rounds }: ConversationOptions): Promise<string[]> {
  const mock = await startMock();
  const expected = { status: 200, bytes: ANSWER_BYTES.streamWithUsage, tail: 'data: [DONE]\n\n' };
  const rows: string[] = [];
  try {
    const proxy = await startContender('proxy', { root, upstreamPort: mock.port, pinned });
    const count = LATENCY_REQUESTS * rounds;
    const form = (session: string): RequestForm => ({
      answer: 'stream-with-usage',
      session,
      model: 'mock/m',
    });
    const scripts: [string, Script][] = [
      ['1 KB', freshMessages(form('bench-twice-1k'), 1024, 800)],
      ['720 KB, growing', growing(form('bench-twice-720k'), 720_000, GROWTH, 2 * count + 40)],
    ];
    for (const [title, script] of scripts) {
      const load = { port: proxy.port, expected, conversations: [twice(script)] };
      await fixedRate(load, 40, RATE);
      const samples = await fixedRate(load, 2 * count, RATE);
      const middle = (first: boolean): number =>
        median(samples.filter((_, i) => (i % 2 === 0) === first).map((sample) => sample.firstByte));
      const [counted, known] = [middle(true), middle(false)];
      rows.push(
        `| ${title} | ${counted.toFixed(2)} | ${known.toFixed(2)} | ${(counted - known).toFixed(2)} |`,
      );
    }
    await proxy.stop();
  } finally {
    mock.close();
  }
  return rows;
}

/**
 * What counting a conversation costs that is sent again with every turn, and what it adds before a request is forwarded.
 * Runs in this process but for the last table, which is of the built program.
 */
export async function conversationReport(options: ConversationOptions): Promise<string> {
  const rows: string[] = [];
  for (const vocabulary of VOCABULARIES) rows.push(await costs(vocabulary, options));
  return [
    '## Counting a conversation of an agent',
    '',
    `${TURNS} turns. All turns against the last one counted from nothing, as the pipeline counts; in ms, with how long this thread tokenized and waited for the worker. Of ${SEEDS.length} conversations the one with the middle ratio, of ${options.rounds} runs of each the fastest.`,
    '',
    '| vocabulary | tokens of the last turn | all turns | tokenizing here / waiting | last turn from nothing | × | under 1.2× |',
    '|---|---:|---:|---:|---:|---:|---|',
    ...rows,
    '',
    '## Before the first byte, counted or known',
    '',
    `Medians in ms, ${RATE} requests a second, one at a time.`,
    '',
    '| request | has to be counted | is known | difference |',
    '|---|---:|---:|---:|',
    ...(await latencies(options)),
  ].join('\n');
}
