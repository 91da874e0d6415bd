import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stream as open } from '../../support/http.ts';
import { readEvents } from '../../support/sse.ts';
import { answer, LIES, type Lie, startUpstream, type Upstream } from '../../support/upstream/index.ts';

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

const PATHS = [
  '/v1/chat/completions',
  '/v1/messages',
  '/v1/responses',
  '/v1beta/models/m:streamGenerateContent?alt=sse',
];
const ask = (path: string) => open(new URL(path, upstream.url).href, { body: { model: 'm', stream: true } });
const SCRIPT = { parts: [{ type: 'text' as const, pieces: ['a', 'b'] }] };

async function told(path: string, lies: Record<number, Lie> = {}): Promise<string[]> {
  upstream.next(answer(SCRIPT, { lies }));
  const live = await ask(path);
  await live.ended;
  return readEvents(live.text()).events.map((event) => event.data);
}

describe('lies', () => {
  it.each(PATHS.flatMap((path) => LIES.map((lie) => [lie, path] as const)))(
    '%s changes one event of %s and leaves the others',
    async (lie, path) => {
      const truth = await told(path);
      const lied = await told(path, { 1: lie });
      expect(lied).not.toEqual(truth);
      expect(lied[0]).toBe(truth[0]);
      expect(lied.at(-1)).toBe(truth.at(-1));
      const more = { missing: -1, unknown: 1, twice: 1, restart: 1 } as Partial<Record<Lie, number>>;
      expect(lied).toHaveLength(truth.length + (more[lie] ?? 0));
    },
  );

  it('give wrong types to all but the names of kinds', async () => {
    const [, start] = await told('/v1/messages', { 1: 'wrong-types' });
    expect(JSON.parse(start ?? '')).toEqual({
      type: 'content_block_start',
      index: '0',
      content_block: { type: 'text', text: 17 },
    });
  });
});

describe('breaking off', () => {
  it.each(PATHS)('cuts %s before an event', async (path) => {
    const truth = await told(path);
    upstream.next(answer(SCRIPT, { cutAt: 2 }));
    const live = await ask(path);
    expect(await live.ended).toEqual({ broken: true });
    expect(readEvents(live.text()).events.map((event) => event.data)).toEqual(truth.slice(0, 2));
  });

  it('stands still before an event until its gate opens', async () => {
    const gate = upstream.gate();
    upstream.next(answer(SCRIPT, { gates: { 1: gate } }));
    const live = await ask('/v1/messages');
    await gate.reached;
    await live.sees(/message_start/);
    expect(live.text()).not.toContain('content_block_start');
    gate.open();
    await live.ended;
    expect(live.text()).toContain('message_stop');
  });

  it('cuts a JSON list so that it is none', async () => {
    upstream.next(answer(SCRIPT, { cutAt: 1 }));
    const live = await ask('/v1beta/models/m:streamGenerateContent');
    await live.ended;
    expect(live.text()).toMatch(/^\[\{.*\}$/s);
  });
});

describe('flooding', () => {
  it.each([
    [false, 0],
    [true, 1],
  ])('in the middle of a stream, as one line: %s', async (line, more) => {
    const truth = await told('/v1/messages');
    upstream.next(answer(SCRIPT, { flood: { at: 1, bytes: 300_000, line } }));
    const live = await ask('/v1/messages');
    await live.ended;
    expect(live.text().length).toBeGreaterThan(300_000);
    expect(readEvents(live.text()).events).toHaveLength(truth.length + more);
  });
});
