import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import type {
  AlertEvent,
  MetricEvent,
  SequencedEvent,
  SessionView,
  Timeline,
} from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import { type RawAnswer, send } from '../../support/http.ts';
import { type InProcess, providers } from '../../support/in-process.ts';
import { json, type Upstream } from '../../support/upstream/index.ts';

const { upstreamOf, proxyOf } = testBed();

/** A provider whose model takes 1000 tokens. */
function configOf(upstream: Upstream, more = ''): string {
  return `${more}\n${providers({ up: upstream.url }, { up: 'models = [{ id = "m", max_context_size = 1000 }]' })}`;
}

/** A conversation of one agent of one session, which fills the window as the upstream says. */
function talker(upstream: Upstream, headers: Record<string, string>, system = 'Be brief.') {
  const messages = [{ role: 'system', content: system }];
  return async (proxy: InProcess, tokens: number): Promise<RawAnswer> => {
    messages.push({ role: 'user', content: `Question ${messages.length}` });
    const usage = { prompt_tokens: tokens, completion_tokens: 1 };
    upstream.next(json(200, { choices: [{ message: { role: 'assistant', content: 'Yes.' } }], usage }));
    const answer = await send(`${proxy.url}/v1/chat/completions`, {
      body: { model: 'up/m', messages },
      headers,
    });
    messages.push({ role: 'assistant', content: 'Yes.' });
    await proxy.program.idle();
    return answer;
  };
}

/** Live events from now on; `settled` sees to it that what has happened is here. */
async function watch(proxy: InProcess) {
  const ws = new WebSocket(`${proxy.url.replace('http', 'ws')}/ws`);
  onTestFinished(() => ws.terminate());
  const events: SequencedEvent[] = [];
  const waiting: (() => void)[] = [];
  ws.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.type === 'init' || message.type === 'config') waiting.splice(0).forEach((go) => void go());
    else events.push(message);
  });
  await new Promise<void>((resolve) => waiting.push(resolve));
  return {
    async settled() {
      // Events come in turn: this one comes behind all others.
      const here = new Promise<void>((resolve) => waiting.push(resolve));
      proxy.program.reloadRefused?.('nothing has changed', []);
      await here;
      return {
        alerts: events.filter((event): event is AlertEvent & SequencedEvent => event.type === 'alert'),
        metrics: events.filter((event): event is MetricEvent & SequencedEvent => event.type === 'metric'),
      };
    },
  };
}

const thresholdsOf = (alerts: AlertEvent[]) => alerts.map(({ threshold }) => threshold);

describe('a conversation that fills its window', () => {
  it('alerts once a crossing, with the agent and the turns that are left, however it trembles', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(configOf(upstream));
    const live = await watch(proxy);
    const ask = talker(upstream, { 'x-session-id': 's' });
    for (const tokens of [500, 600, 680, 710, 690, 720, 860, 870, 960, 970]) await ask(proxy, tokens);
    const { alerts, metrics } = await live.settled();
    expect(alerts.map(({ level, threshold, context }) => [level, threshold, context])).toEqual([
      ['notice', 0.7, 710],
      ['warning', 0.85, 860],
      ['critical', 0.95, 960],
    ]);
    const { turns, agents, forecast } = await proxy.get<Timeline>('/api/sessions/1/timeline');
    expect(alerts[0]).toMatchObject({
      code: 'context_threshold',
      session_id: 1,
      agent_id: agents[0]?.id,
      exchange_id: turns[3]?.exchange_id,
      model: 'up/m',
      window: 1000,
      turns_left: 4,
    });
    expect(turns.map(({ growth }) => growth)).toEqual([null, 100, 80, 30, -20, 30, 140, 10, 90, 10]);
    expect(metrics.at(-1)?.data.forecast).toEqual({
      turns_left: forecast.turns_left?.mid,
      seconds_left: forecast.seconds_left,
      growth_per_turn: forecast.growth_per_turn,
      growth_range: forecast.growth_range,
    });
    const { items } = await proxy.get<{ items: AlertEvent[] }>('/api/alerts?session_id=1');
    expect(items.reverse()).toMatchObject(alerts.map(({ type, seq, at, ...alert }) => alert));
  });

  it('crosses again after a compaction, and goes by changed thresholds at once', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(configOf(upstream));
    const live = await watch(proxy);
    const ask = talker(upstream, { 'x-session-id': 's' });
    for (const tokens of [720, 300, 720]) await ask(proxy, tokens);
    proxy.reload(configOf(upstream, 'thresholds = [0.5, 0.8]'));
    for (const tokens of [730, 810]) await ask(proxy, tokens);
    expect(thresholdsOf((await live.settled()).alerts)).toEqual([0.7, 0.7, 0.8]);
    const { turns } = await proxy.get<Timeline>('/api/sessions/1/timeline');
    expect(turns.map(({ compacted }) => compacted)).toEqual([false, true, false, false, false]);
  });

  it('has each agent’s window for itself', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(configOf(upstream));
    const live = await watch(proxy);
    const claude = { 'x-claude-code-session-id': 'c' };
    const main = talker(upstream, claude);
    const helper = talker(upstream, { ...claude, 'x-claude-code-agent-id': 'h' }, 'You help.');
    await main(proxy, 720);
    await helper(proxy, 720);
    await main(proxy, 730);
    await helper(proxy, 860);
    const { alerts } = await live.settled();
    const { agents, turns } = await proxy.get<Timeline>('/api/sessions/1/timeline');
    const [first, second] = agents;
    expect(agents).toMatchObject([
      { main: true, parent: null, turns: 2, context: 730 },
      { main: false, parent: first?.id, turns: 2, context: 860, key: 'agent:h' },
    ]);
    expect(alerts.map((alert) => [alert.agent_id, alert.threshold])).toEqual([
      [first?.id, 0.7],
      [second?.id, 0.7],
      [second?.id, 0.85],
    ]);
    expect(turns.map(({ growth }) => growth)).toEqual([null, null, 10, 140]);
  });

  it('is known again after a start: what was told is not told again, and the forecast goes on', async () => {
    const upstream = await upstreamOf();
    const dataDir = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-gauge-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const ask = talker(upstream, { 'x-session-id': 's' });
    const before = await proxyOf(configOf(upstream), { dataDir });
    for (const tokens of [500, 600, 720, 800]) await ask(before, tokens);
    await before.program.abort();
    const after = await proxyOf(configOf(upstream), { dataDir });
    const live = await watch(after);
    await ask(after, 820);
    const { alerts, metrics } = await live.settled();
    expect(alerts).toEqual([]);
    expect(metrics.at(-1)?.data.forecast?.turns_left).toBeGreaterThanOrEqual(1);
    await ask(after, 900);
    expect(thresholdsOf((await live.settled()).alerts)).toEqual([0.85]);
    const { turns } = await after.get<Timeline>('/api/sessions/1/timeline');
    expect(turns.map(({ growth }) => growth)).toEqual([null, 100, 120, 80, 20, 80]);
  });
});

describe('a session’s project', () => {
  const projects = async (proxy: InProcess) =>
    (await proxy.get<SessionView[]>('/api/sessions')).map(({ project }) => project).reverse();

  it('is the folder that its agent names first', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(configOf(upstream));
    const claude = { 'x-claude-code-session-id': 'c' };
    const helper = { ...claude, 'x-claude-code-agent-id': 'h' };
    await talker(upstream, helper, 'Working directory: /worktrees/h')(proxy, 10);
    await talker(upstream, claude, '<env>\nWorking directory: /home/me/parser\n</env>')(proxy, 10);
    await talker(upstream, claude, '<env>\nWorking directory: /elsewhere\n</env>')(proxy, 10);
    await talker(upstream, { 'x-session-id': 'plain' })(proxy, 10);
    expect(await projects(proxy)).toEqual(['/home/me/parser', null]);
    const { totals } = await proxy.get<{ totals: unknown[] }>('/api/stats?by=project');
    expect(totals).toMatchObject([
      { key: '/home/me/parser', exchanges: 3 },
      { key: null, exchanges: 1 },
    ]);
  });

  it('is what the header says, where it says anything; what cannot be one is refused, and nothing goes up', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(configOf(upstream));
    const named = { 'x-session-id': 's', 'x-kimi-proxy-project': 'Billing' };
    const system = 'Working directory: /home/me';
    await talker(upstream, { 'x-session-id': 's' }, system)(proxy, 10);
    expect(await projects(proxy)).toEqual(['/home/me']);
    await talker(upstream, named, system)(proxy, 10);
    await talker(upstream, { 'x-session-id': 's' }, system)(proxy, 10);
    expect(await projects(proxy)).toEqual(['Billing']);
    expect(upstream.requests.some(({ headers }) => 'x-kimi-proxy-project' in headers)).toBe(false);
    const count = upstream.requests.length;
    const refused = await send(`${proxy.url}/v1/chat/completions`, {
      body: { model: 'up/m', messages: [] },
      headers: { 'x-kimi-proxy-project': 'x'.repeat(501) },
    });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('x-kimi-proxy-project');
    expect(upstream.requests).toHaveLength(count);
  });

  it('is not looked for in what is not to be kept', async () => {
    const upstream = await upstreamOf();
    const proxy = await proxyOf(configOf(upstream, 'capture = "none"'));
    await talker(upstream, { 'x-session-id': 's' }, 'Working directory: /home/me')(proxy, 10);
    expect(await projects(proxy)).toEqual([null]);
  });
});
