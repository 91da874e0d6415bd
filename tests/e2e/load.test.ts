import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/http.ts';
import { type RunningProgram, startProgram } from '../support/program.ts';

const REQUESTS = 50;
const LIMIT_MS = 30_000;

let program: RunningProgram;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.stop());

const ask = (index: number, stream: boolean) =>
  send(`${program.url}/chat/completions`, {
    body: { model: 'test-model', messages: [{ role: 'user', content: `Test message ${index}` }], stream },
  });

describe('fifty requests at once', () => {
  it.each([
    ['whole answers', false],
    ['streams', true],
  ])('are answered, as %s, each with its own answer, within the limit', async (_name, stream) => {
    const started = performance.now();
    const settled = await Promise.allSettled(
      Array.from({ length: REQUESTS }, (_, index) => ask(index, stream)),
    );
    const duration = performance.now() - started;
    const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const good = answers.filter(({ status, broken }) => status === 200 && !broken);
    expect(good.length / REQUESTS).toBeGreaterThan(0.95);
    expect(duration).toBeLessThan(LIMIT_MS);
    const ids = new Set(good.map(({ headers }) => headers['x-kimi-proxy-exchange']));
    expect(ids.size).toBe(good.length);
  });

  it('are all recorded, in one session where they name one', async () => {
    await Promise.all(
      Array.from({ length: REQUESTS }, (_, index) =>
        send(`${program.url}/s/crowd/v1/chat/completions`, {
          body: { model: 'test-model', messages: [{ role: 'user', content: `Crowd ${index}` }] },
        }),
      ),
    );
    const sessions = JSON.parse((await send(`${program.url}/api/sessions`, { method: 'GET' })).text) as {
      id: number;
      name: string;
      exchanges: number;
    }[];
    const crowd = sessions.filter(({ name }) => name === 'crowd');
    expect(crowd).toMatchObject([{ exchanges: REQUESTS }]);
    const page = (
      await send(`${program.url}/api/sessions/${crowd[0]?.id}/exchanges?limit=100`, { method: 'GET' })
    ).json() as { items: { status: string; tokens: { context: number | null } }[] };
    expect(page.items).toHaveLength(REQUESTS);
    for (const { status, tokens } of page.items) {
      expect(status).toBe('ok');
      expect(tokens.context).toBeGreaterThan(0);
    }
  });
});
