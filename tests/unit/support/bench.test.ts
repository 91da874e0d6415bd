import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Conversation, freshMessages, growing, type RequestForm } from '../../../bench/bodies.ts';
import { closedLoop, fixedRate } from '../../../bench/load.ts';
import type { Measurement } from '../../../bench/measure.ts';
import { ANSWER_BYTES, STREAM_CHUNKS, startMock } from '../../../bench/mock.ts';
import { aims, report } from '../../../bench/report.ts';
import { scenarios } from '../../../bench/scenarios.ts';
import { median, percentile } from '../../../bench/statistics.ts';
import { type Answer, AnswerReader } from '../../../bench/wire.ts';
import { readChatStream, splitEvery } from '../../support/sse.ts';

const form: RequestForm = { answer: 'json', session: 's-1', model: 'mock/m' };

function read(bytes: Buffer, size: number): { answers: Answer[]; firsts: number } {
  const answers: Answer[] = [];
  let firsts = 0;
  const reader = new AnswerReader({
    firstByte: () => {
      firsts += 1;
    },
    done: (answer) => answers.push(answer),
  });
  for (const piece of splitEvery(bytes, size)) reader.feed(piece);
  return { answers, firsts };
}

describe('reading answers off a connection', () => {
  const fixed = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
  const chunked =
    'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n';
  const empty = 'HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n';

  it('finds the same answers however the bytes are split', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (size) => {
        const { answers, firsts } = read(Buffer.from(fixed + chunked + empty + fixed), size);
        expect(answers.map(({ status, bytes }) => [status, bytes])).toEqual([
          [200, 5],
          [201, 5],
          [204, 0],
          [200, 5],
        ]);
        expect(firsts).toBe(3);
      }),
    );
  });

  it('keeps the end of the body', () => {
    expect(read(Buffer.from(fixed), 1000).answers[0]?.tail).toBe('hello');
  });

  it('refuses an answer without a length', () => {
    expect(() => read(Buffer.from('HTTP/1.1 200 OK\r\n\r\nx'), 1000)).toThrow('without length');
  });
});

describe('requests', () => {
  const bodyOf = (conversation: Conversation) => {
    const text = Buffer.concat(conversation.next()).toString();
    const at = text.indexOf('\r\n\r\n') + 4;
    expect(Number(/content-length: (\d+)/.exec(text)?.[1])).toBe(text.length - at);
    return text.slice(at);
  };

  it.each([1024, 32 * 1024])('of %i bytes have one new message each time', (size) => {
    const conversation = freshMessages(form, size, Math.min(size - 200, 3500))();
    const [first, second] = [bodyOf(conversation), bodyOf(conversation)];
    expect(Math.abs(first.length - size)).toBeLessThan(200);
    const [one, two] = [first, second].map((body) => JSON.parse(body).messages as { content: string }[]);
    expect(two?.slice(0, -1)).toEqual(one?.slice(0, -1));
    expect(two?.at(-1)).not.toEqual(one?.at(-1));
  });

  it('grow turn by turn: each begins with the one before', () => {
    const script = growing(form, 100_000, 3500, 3);
    const conversation = script();
    const [one, two, three, four] = [1, 2, 3, 4].map(() => bodyOf(conversation));
    expect(one?.length).toBeGreaterThanOrEqual(100_000);
    expect(two?.startsWith(one?.slice(0, -2) ?? '-')).toBe(true);
    const roles = JSON.parse(three ?? '').messages.map((it: { role: string }) => it.role);
    expect(roles.slice(-3)).toEqual(['user', 'assistant', 'user']);
    expect(four).toBe(three);
    expect(bodyOf(script())).toBe(one);
  });
});

describe('the load', () => {
  let mock: Awaited<ReturnType<typeof startMock>>;
  beforeEach(async () => {
    mock = await startMock();
  });
  afterEach(() => mock.close());

  const load = (answer: RequestForm['answer'], bytes: number) => ({
    port: mock.port,
    expected: { status: 200, bytes, tail: answer === 'json' ? '}}' : 'data: [DONE]\n\n' },
    conversations: [1, 2, 3].map(() => freshMessages({ ...form, answer }, 1024, 500)()),
  });

  it('gets whole answers and streams, with usage where it asks', async () => {
    expect(await closedLoop(load('json', ANSWER_BYTES.json), 20)).toBeGreaterThan(0);
    await closedLoop(load('stream', ANSWER_BYTES.stream), 20);
    await closedLoop(load('stream-with-usage', ANSWER_BYTES.streamWithUsage), 20);
  });

  it('fails where an answer is not the one that was expected', async () => {
    await expect(closedLoop(load('json', ANSWER_BYTES.json + 1), 5)).rejects.toThrow('A wrong answer');
    await expect(closedLoop(load('stream', ANSWER_BYTES.streamWithUsage), 5)).rejects.toThrow(
      'A wrong answer',
    );
  });

  it('at a fixed rate measures each request, the first byte before the last', async () => {
    const samples = await fixedRate(load('stream', ANSWER_BYTES.stream), 10, 200);
    expect(samples).toHaveLength(10);
    for (const { firstByte, total } of samples) expect(firstByte).toBeLessThanOrEqual(total);
  });

  it('at a fixed rate lets requests wait where all connections are busy, and counts the wait', async () => {
    const many = load('json', ANSWER_BYTES.json);
    const samples = await fixedRate(
      { ...many, conversations: many.conversations.slice(0, 1) },
      20,
      1_000_000,
    );
    expect(samples).toHaveLength(20);
    expect(samples.at(-1)?.total).toBeGreaterThan(samples[0]?.total ?? Number.POSITIVE_INFINITY);
  });

  it('at a fixed rate fails where an answer is not the one that was expected', async () => {
    await expect(fixedRate(load('json', 1), 5, 1000)).rejects.toThrow('A wrong answer');
  });

  it('comes from an upstream that speaks the protocol', async () => {
    const answer = await fetch(`http://127.0.0.1:${mock.port}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'x-bench': 'stream' },
      body: '{"stream":true,"stream_options":{"include_usage":true}}',
    });
    const { chunks, done } = readChatStream(await answer.text());
    expect(done).toBe(true);
    expect(chunks).toHaveLength(STREAM_CHUNKS + 1);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 321 } });
  });
});

describe('the report', () => {
  const loads = scenarios({ effort: 1, rounds: 1 });
  const nothing = { busy: null, firstByteP50: null, firstByteP99: null, totalP50: null, totalP99: null };
  const measured = (contender: string, cpu: number, round: number): Measurement[] =>
    loads.map(({ id, load }) => ({
      ...nothing,
      ...{ contender, scenario: id, round, perSecond: 100, cpuMain: cpu, cpuTotal: cpu * 2, rss: cpu * 100 },
      firstByteP50: load.kind === 'rate' ? cpu : null,
    }));
  const run = {
    contenders: ['direct', 'floor', 'proxy'].map((id) => ({
      id,
      title: id,
      idleRss: id === 'direct' ? null : 50,
    })),
    scenarios: loads,
    measurements: [0, 1, 2].flatMap((round) => [
      ...measured('direct', 1, round),
      ...measured('floor', 2, round),
      ...measured('proxy', round === 0 ? 99 : 3, round),
    ]),
  };

  it('holds medians against the floor, and latency less the direct call’s', () => {
    const byTitle = new Map(aims(run).map((aim) => [aim.title, aim.ratio]));
    expect(byTitle.get('CPU a request, 1 KB')).toBe(1.5);
    expect(byTitle.get('added p50 before the first byte: stream, 1 KB')).toBe(2);
  });

  it('says which aim holds, and which was not measured', () => {
    expect(report(run)).toContain('| CPU a request, 1 KB | ≤ 1.6× | 1.50× | yes |');
    expect(report(run)).toContain('| added p50 before the first byte: stream, 1 KB | ≤ 1.15× | 2.00× | no |');
    expect(report({ ...run, measurements: [] })).toContain(
      '| memory under load | ≤ 1.5× | –× | not measured |',
    );
  });

  it('interpolates percentiles', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(percentile([0, 10], 0.99)).toBeCloseTo(9.9);
    expect(median([])).toBeNaN();
  });
});
