import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { send } from '../../support/http.ts';
import { type RunningProgram, startProgram } from '../../support/program.ts';

const PAGES = [
  '',
  'sessions',
  'sessions/1',
  'spend',
  'models',
  'mcp',
  'settings',
  'connect',
  'exchange/1',
  'no',
];
const THEMES = ['light', 'dark'] as const;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

function ask(program: RunningProgram, content: string) {
  return send(`${program.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'kimi-cli/1.2' },
    body: JSON.stringify({ model: 'test-model', messages: [{ role: 'user', content }] }),
  });
}

/** Goes through the pages as links do, and gathers what axe finds on each once `ready` holds. */
async function walk(page: Page, ready: (page: Page) => Promise<unknown>): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const path of PAGES) {
    await page.evaluate(`location.hash = '#/${path}'`);
    await ready(page);
    for (const finding of await axeFindings(page)) found.push([path, finding]);
  }
  return found;
}

/** Everything asked for has come, and is drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.getByRole('heading').first().waitFor();
  await expect.poll(() => page.locator('.waiting').count()).toBe(0);
}

describe.each(THEMES)('axe finds nothing, %s', (colorScheme) => {
  let program: RunningProgram;
  beforeAll(async () => {
    program = await startProgram();
  });
  afterAll(() => program.stop());

  it('where nothing has happened yet', async () => {
    const page = await browser.open(program.url, { colorScheme });
    expect(await walk(page, settled)).toEqual([]);
  });

  it('where nothing can be read', async () => {
    const page = await browser.open(program.url, { colorScheme });
    await settled(page);
    const refuse = (route: Route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/json',
        body: JSON.stringify({
          error: { code: 'internal_error', message: 'The database is <b>gone</b>', hint: 'Look at the log.' },
        }),
      });
    await page.route('**/api/**', refuse);
    await page.reload();
    const found = await walk(page, async () => {
      await page.waitForLoadState('networkidle');
      await page.getByRole('heading').or(page.getByRole('alert')).first().waitFor();
    });
    expect(found).toEqual([]);
    await page.evaluate("location.hash = '#/spend'");
    await page.getByRole('alert').getByText('The database is <b>gone</b>').first().waitFor();
  });

  it('while it waits', async () => {
    const page = await browser.open(program.url, { colorScheme });
    await settled(page);
    const held: Route[] = [];
    await page.route('**/api/**', (route) => void held.push(route));
    await page.reload();
    const found = await walk(page, () => page.getByRole('main').waitFor());
    expect(found).toEqual([]);
    expect(held.length).toBeGreaterThan(3);
  });

  it.each([1440, 390])('with something open over it, %i px', async (width) => {
    await ask(program, 'something');
    const page = await browser.open(program.url, { colorScheme, viewport: { width, height: 800 } });
    await page.locator('[data-exchange]').first().waitFor();
    const found: [string, string][] = [];
    const look = async (state: string) => {
      for (const finding of await axeFindings(page)) found.push([state, finding]);
    };
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('option').first().waitFor();
    await look('palette');
    await page.keyboard.type('no such thing at all');
    await page.getByRole('option', { name: 'Nothing found' }).waitFor();
    await look('palette, nothing found');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await look('keys');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Sessions/ }).click();
    await page.getByRole('menu').waitFor();
    await look('menu of sessions');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.keyboard.type('model:');
    await page.getByRole('listbox').waitFor();
    await look('completion');
    await page.keyboard.type('x cost:>lots');
    await settled(page);
    await look('a filter that is wrong');
    expect(found).toEqual([]);
  });

  it('paused, and offline', async () => {
    const own = await startProgram();
    await ask(own, 'one');
    const page = await browser.open(own.url, { colorScheme });
    await page.locator('[data-exchange]').first().waitFor();
    await page.keyboard.press('p');
    await ask(own, 'two');
    await page.getByRole('button', { name: /^Paused · 1 new/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await own.stop();
    await page
      .getByText(/offline/)
      .first()
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
