import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--js-flags=--expose-gc',
];

/** A page in a profile of its own, with what its browser measures. */
export interface Measured {
  page: Page;
  session: CDPSession;
  close(): Promise<void>;
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ARGUMENTS,
  });
}

export async function openPage(browser: Browser): Promise<Measured> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('Network.enable');
  return { page, session, close: () => context.close() };
}

/** What Chromium counts of a page: seconds of work on its main thread, bytes of heap in use, nodes. */
export interface Counts {
  busyS: number;
  heap: number;
  nodes: number;
}

/** Reads the counts; `collect` frees first what nobody holds. */
export async function countsOf({ session }: Measured, collect = false): Promise<Counts> {
  if (collect) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return { busyS: value('TaskDuration'), heap: value('JSHeapUsedSize'), nodes: value('Nodes') };
}

/** The value at a share (0 to 1) of the sorted list. */
export function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
