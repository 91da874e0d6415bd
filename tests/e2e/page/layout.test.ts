import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, startBrowser } from '../../support/browser/browser.ts';
import { type Demo, startDemo } from '../../support/browser/demo.ts';

/** Half of what is held to be good (https://web.dev/articles/cls): a line of text that moves by its height is less. */
const MOST = 0.05;

/** Adds up what moves without anybody having touched the page. */
const WATCH = `
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries())
      if (!hadRecentInput)
        window.moved.push([value, ...sources.map(({ node, previousRect: a, currentRect: b }) =>
          (node?.className ?? '?') + ' ' + Math.round(a.y) + ' to ' + Math.round(b.y))]);
  }).observe({ type: 'layout-shift', buffered: true });
`;

let browser: Browser;
let demo: Demo;
let session = 0;
let turn = '';
beforeAll(async () => {
  browser = await startBrowser();
  demo = await startDemo(6);
  const answer = await fetch(
    `${demo.program.url}/api/exchanges?limit=1&q=${encodeURIComponent('session:parser')}`,
  );
  const { items } = (await answer.json()) as { items: { id: string; session_id: number }[] };
  session = items[0]?.session_id ?? 0;
  turn = items[0]?.id ?? '';
});
afterAll(async () => {
  await demo.stop();
  await browser.close();
});

/** What moved on a page whose data came only after its frame was drawn. */
async function moved(path: string, width: number): Promise<[number, ...string[]][]> {
  const page: Page = await browser.open(`${demo.program.url}/health`, { viewport: { width, height: 900 } });
  await page.addInitScript(WATCH);
  let isHeld = true;
  const held: Route[] = [];
  await page.route('**/api/**', async (route) => {
    if (isHeld) held.push(route);
    else await route.continue();
  });
  await page.goto(`${demo.program.url}/#/${path}`);
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  await expect.poll(() => held.length).toBeGreaterThan(0);
  isHeld = false;
  await Promise.all(held.map((route) => route.continue()));
  await page.waitForLoadState('networkidle');
  await expect.poll(() => page.locator('.waiting').count()).toBe(0);
  const all = await page.evaluate<[number, ...string[]][]>(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.moved))))',
  );
  await page.context().close();
  return all;
}

describe.each([1440, 390])('nothing jumps while it is loaded, %i px wide', (width) => {
  it.each([
    ['now', () => ''],
    ['an exchange with a list', () => `?open=${turn}`],
    ['sessions', () => 'sessions'],
    ['a session', () => `sessions/${session}`],
    ['an exchange', () => `exchange/${turn}`],
    ['what is in it', () => `exchange/${turn}?tab=composition`],
    ['spend', () => 'spend'],
    ['models', () => 'models'],
    ['MCP', () => 'mcp'],
    ['settings', () => 'settings'],
    ['how to connect', () => 'connect'],
  ])('%s', async (_name, path) => {
    const all = await moved(path(), width);
    const sum = all.reduce((total, [value]) => total + value, 0);
    expect(sum < MOST ? [] : all).toEqual([]);
  });
});
