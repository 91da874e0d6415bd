import type { Browser } from 'playwright-core';
import { at, openPage } from './browser.ts';

/** The first visit, with nothing in the browser's cache. Sizes are bytes as they came, times ms from the navigation. */
export interface Load {
  bytes: number;
  scripts: number;
  styles: number;
  painted: number;
  /** Rows are there and keys work. */
  interactive: number;
  /** The same browser, the same server: an answer of the API, without a page. */
  floor: number;
}

const ROUNDS = 7;

async function once(browser: Browser, url: string): Promise<Load> {
  const opened = await openPage(browser);
  const { page, session } = opened;
  const types = new Map<string, string>();
  const sizes: Record<string, number> = {};
  session.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId) ?? 'Other';
    sizes[type] = (sizes[type] ?? 0) + encodedDataLength;
  });
  const begun = performance.now();
  await page.goto(`${url}/api/exchanges?limit=1`);
  const floor = performance.now() - begun;
  for (const type of Object.keys(sizes)) delete sizes[type];
  const started = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator('[data-exchange]').first().waitFor();
  await page.keyboard.press('/');
  await page.locator('[data-filter]:focus').waitFor();
  const interactive = performance.now() - started;
  const painted = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
  // Data is not part of the program: what the API answered is left out.
  const bytes = (sizes.Document ?? 0) + (sizes.Script ?? 0) + (sizes.Stylesheet ?? 0);
  await opened.close();
  return { bytes, scripts: sizes.Script ?? 0, styles: sizes.Stylesheet ?? 0, painted, interactive, floor };
}

/** Medians of several first visits. */
export async function measureLoad(browser: Browser, url: string): Promise<Load> {
  const rounds: Load[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await once(browser, url));
  const median = (name: keyof Load): number =>
    at(
      rounds.map((one) => one[name]),
      0.5,
    );
  return {
    bytes: median('bytes'),
    scripts: median('scripts'),
    styles: median('styles'),
    painted: median('painted'),
    interactive: median('interactive'),
    floor: median('floor'),
  };
}
