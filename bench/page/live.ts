import type { Browser } from 'playwright-core';
import { WebSocket } from 'ws';
import { countsOf, openPage } from './browser.ts';

/** A page that is watched while much happens. Shares are of the time, heap is MB after garbage was collected. */
export interface Live {
  minutes: number;
  eventsASecond: number;
  /** Share of the time that the page's main thread worked. */
  busy: number;
  /** The same page while nothing happens. */
  idle: number;
  heap: number[];
  nodes: number[];
}

const IDLE_MS = 15_000;
/** Streams at once: each tells of its progress about four times a second, and of its beginning and end. */
const STREAMS = 13;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Keeps streams going until it is told to stop. */
function traffic(url: string): { stop(): Promise<void> } {
  let stopped = false;
  const stream = async (n: number): Promise<void> => {
    for (let turn = 0; !stopped; turn++) {
      const response = await fetch(`${url}/s/bench-${n}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'test-model',
          stream: true,
          messages: [{ role: 'user', content: `turn ${turn} of ${n} /slow 20ms /long 200` }],
        }),
      });
      await response.arrayBuffer();
    }
  };
  const streams = Array.from({ length: STREAMS }, (_, n) => stream(n));
  return {
    async stop() {
      stopped = true;
      await Promise.all(streams);
    },
  };
}

export async function measureLive(
  browser: Browser,
  url: string,
  minutes: number,
  say: (line: string) => void,
): Promise<Live> {
  const opened = await openPage(browser);
  await opened.page.goto(url);
  await opened.page.locator('[data-exchange]').first().waitFor();
  await wait(3_000);
  const quiet = await countsOf(opened);
  await wait(IDLE_MS);
  const idle = ((await countsOf(opened)).busyS - quiet.busyS) / (IDLE_MS / 1000);

  let events = 0;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
  socket.on('message', () => events++);
  const load = traffic(url);
  await wait(5_000);
  const heap: number[] = [];
  const nodes: number[] = [];
  events = 0;
  let busyS = 0;
  const begun = performance.now();
  for (let minute = 0; minute < minutes; minute++) {
    const before = await countsOf(opened);
    await wait(60_000);
    busyS += (await countsOf(opened)).busyS - before.busyS;
    const now = await countsOf(opened, true);
    heap.push(now.heap / 1e6);
    nodes.push(now.nodes);
    say(`live, minute ${minute + 1} of ${minutes}: ${(now.heap / 1e6).toFixed(1)} MB, ${now.nodes} nodes`);
  }
  const seconds = (performance.now() - begun) / 1000;
  const eventsASecond = events / seconds;
  await load.stop();
  socket.close();
  await opened.close();
  return { minutes, eventsASecond, busy: busyS / (minutes * 60), idle, heap, nodes };
}
