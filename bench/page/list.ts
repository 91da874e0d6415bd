import type { Browser } from 'playwright-core';
import { at, openPage } from './browser.ts';

/** Scrolling and filtering a long list. Times are ms. */
export interface List {
  /** Between two frames while it is scrolled. */
  frames: { p50: number; p95: number; most: number };
  /** The same while a page without content is scrolled: what this machine and browser can do. */
  floor: { p50: number; p95: number; most: number };
  /** Rows that were read by scrolling, and nodes of the page then. */
  rows: number;
  nodes: number;
  /** From the last key to the rows of a filter that finds twenty, and one that finds nothing. */
  rare: number;
  nothing: number;
}

const STEPS = 240;
/** Nine rows a frame: as fast as a wheel goes. */
const STEP_PX = 300;

type Frames = List['frames'];

/** Scrolls frame by frame and says how long each took. Runs in the page, and so is a text: no compiler may touch it. */
const SCROLL = `(async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const times = [];
  let before = await frame();
  for (let step = 0; step < ${STEPS}; step++) {
    window.scrollBy(0, ${STEP_PX});
    const now = await frame();
    times.push(now - before);
    before = now;
  }
  return times;
})()`;

function framesOf(times: readonly number[]): Frames {
  return { p50: at(times, 0.5), p95: at(times, 0.95), most: Math.max(...times) };
}

export async function measureList(browser: Browser, url: string): Promise<List> {
  const opened = await openPage(browser);
  const { page } = opened;
  await page.setContent(`<div style="height:${STEPS * STEP_PX + 2000}px"></div>`);
  const floor = framesOf(await page.evaluate<number[]>(SCROLL));
  await page.goto(url);
  await page.locator('[data-exchange]').first().waitFor();
  const times = await page.evaluate<number[]>(SCROLL);
  const rows = Number(await page.locator('[data-exchange]').last().getAttribute('aria-rowindex'));
  const nodes = await page.evaluate<number>('document.querySelectorAll("*").length');
  await page.evaluate('window.scrollTo(0, 0)');
  const filtered = async (text: string, count: RegExp): Promise<number> => {
    await page.locator('[data-filter]').fill(text);
    const begun = performance.now();
    await page.getByText(count).first().waitFor();
    return performance.now() - begun;
  };
  const rare = await filtered('model:rare', /^20 of /);
  const nothing = await filtered('nothing-like-this', /^0 of /);
  await opened.close();
  return { frames: framesOf(times), floor, rows, nodes, rare, nothing };
}
