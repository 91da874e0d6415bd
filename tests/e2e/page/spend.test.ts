import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { send } from '../../support/http.ts';
import { type RunningProgram, startProgram, temporaryFolder } from '../../support/program.ts';
import { seedStore } from '../../support/seeded-store.ts';
import { idOf } from '../../support/store-rows.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';
const QUOTED = '<img src="x" onerror="alert(1)">';
const LONG = `مشروع-項目-${'n'.repeat(290)}`;

const KIMI = { model: 'kimi-k3', provider: 'moonshot', session: 0 };
const SEEN = {
  sessions: [
    { name: 'Fix the parser', project: '/home/me/parser' },
    { name: HOSTILE, project: QUOTED },
  ],
  turns: [
    { ...KIMI, hoursAgo: 0, usd: 0.5, input: 4000, cached: 3000 },
    { ...KIMI, hoursAgo: 0, usd: 0.25, input: 4000, cached: 1000 },
    { hoursAgo: 24 * 3, model: HOSTILE, provider: QUOTED, usd: null, session: 1 },
    { hoursAgo: 24 * 3, model: LONG, provider: 'x', usd: 0.01, client: HOSTILE },
    { hoursAgo: 24 * 20, model: 'old-model', provider: 'x', usd: 2, status: 'error' as const },
  ],
};

let browser: Browser;
let program: RunningProgram;
beforeAll(async () => {
  browser = await startBrowser();
  const dataDir = path.join(temporaryFolder(), 'data');
  await seedStore(dataDir, SEEN);
  program = await startProgram({ dataDir });
});
afterAll(async () => {
  await browser.close();
  await program.stop();
});

const open = (hash: string, options = {}) => browser.open(`${program.url}/#/spend${hash}`, options);
/** What a key figure says, once it is this. */
const says = (page: Page, name: string, what: RegExp) =>
  page.locator(`dl > div:has(dt:text-is("${name}")) dd`).filter({ hasText: what }).waitFor();

describe('what was spent', () => {
  it('has one value in the key figures and in the foot of the table', async () => {
    const page = await open('?range=30d');
    const foot = page.getByRole('region', { name: 'By model' }).getByRole('row', { name: /^Total/ });
    await foot.getByText('$2.76').waitFor();
    await says(page, 'Spent', /^\$2\.76\s*\+ 1 exchange without a price/);
    await says(page, 'Exchanges', /^5\s*1 failed/);
    await says(page, 'From cache', /^36%/);
    expect(await foot.getByRole('cell').allInnerTexts()).toEqual(
      expect.arrayContaining(['5', '11,000', '36%', '500', '$2.76', '1', '1']),
    );
  });

  it('is unknown, not nothing, where nobody knows a price', async () => {
    const page = await open(`?range=30d&q=${encodeURIComponent('cost:none')}`);
    await says(page, 'Spent', /^–\s*\+ 1 exchange/);
    await page.getByRole('heading', { name: 'Tokens by day' }).waitFor();
  });

  it('is the same again from a pasted link, and goes into what a row is made of and back', async () => {
    const page = await open('?range=30d&by=provider&show=tokens&chart=table&sort=name');
    const table = page.getByRole('region', { name: 'By provider' });
    await expect
      .poll(() => table.getByRole('rowheader').allInnerTexts())
      .toEqual([QUOTED, 'moonshot', 'x', 'Total']);
    await page
      .getByRole('region', { name: 'Tokens by day' })
      .getByRole('columnheader', { name: 'kimi-k3' })
      .waitFor();
    await table.getByRole('link', { name: 'moonshot' }).click();
    await page
      .getByRole('region', { name: 'By model' })
      .getByRole('row', { name: /^kimi-k3 2 / })
      .waitFor();
    expect(await page.getByRole('combobox', { name: 'Filter' }).inputValue()).toBe('provider:=moonshot');
    await page.goBack();
    await table.getByRole('link', { name: QUOTED, exact: true }).click();
    await page
      .getByRole('region', { name: 'By model' })
      .getByRole('row', { name: /onerror=alert\(1\)> 1 / })
      .waitFor();
  });

  it('is told of days that are chosen', async () => {
    const page = await open('?range=30d&by=day&sort=cost');
    await page.getByRole('region', { name: 'By day' }).getByRole('link').first().click();
    await says(page, 'Spent', /^\$2\.00/);
    expect(await page.getByLabel('from').inputValue()).toBe(await page.getByLabel('to').inputValue());
    await page.getByRole('heading', { name: 'Dollars by hour' }).waitFor();
    await page.getByRole('button', { name: 'Today' }).click();
    await says(page, 'Spent', /^\$0\.75/);
  });

  it('leads from a session to its page', async () => {
    const page = await open('?by=session');
    const link = page.getByRole('link', { name: 'Fix the parser' });
    expect(await link.getAttribute('href')).toMatch(/^#\/sessions\/\d+$/);
  });

  it('says what is wrong with a filter, and keeps the figures', async () => {
    const page = await open('');
    await says(page, 'Spent', /^\$0\.76/);
    await page.getByRole('combobox', { name: 'Filter' }).fill('modl:kimi');
    await page.getByRole('combobox', { name: 'Filter' }).press('Enter');
    await page.getByText(/Did you mean model\?/).waitFor();
    await says(page, 'Spent', /^\$0\.76/);
    await page.getByRole('combobox', { name: 'Filter' }).fill('model:kimi');
    await page.getByRole('combobox', { name: 'Filter' }).press('Enter');
    await says(page, 'Spent', /^\$0\.75/);
    expect(new URL(page.url()).hash).toBe('#/spend?q=model%3Akimi');
  });

  it('can be taken away as it is shown', async () => {
    const page = await open(`?range=30d&q=${encodeURIComponent('model:old')}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines.map((line) => line.split(',')[0])).toEqual(['id', idOf(4)]);
  });
});

describe('what it would have cost elsewhere', () => {
  it('is counted when it is asked for, with what it did cost first', async () => {
    const page = await open('?range=30d');
    await page.getByRole('button', { name: 'Count it' }).click();
    const table = page.getByRole('region', { name: 'What it would have cost elsewhere' }).last();
    await table.getByRole('row', { name: /^What it did cost .*\$2\.76 without 1 exchange/ }).waitFor();
    expect(await table.getByRole('row').count()).toBeGreaterThan(3);
    await page.getByText(/^Taken for granted: /).waitFor();
    await page.getByRole('button', { name: 'Today' }).click();
    await page.getByRole('button', { name: 'Count it' }).waitFor();
  });

  it('is given up where another time is chosen meanwhile', async () => {
    const page = await open('?range=30d');
    await page.route('**/api/what-if*', () => undefined);
    const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('/api/what-if'));
    await page.getByRole('button', { name: 'Count it' }).click();
    await page.getByText(/^Pricing 5 exchanges/).waitFor();
    await page.getByRole('button', { name: '7 days' }).click();
    expect((await failed).failure()?.errorText).toBe('net::ERR_ABORTED');
    await page.getByRole('button', { name: 'Count it' }).waitFor();
  });
});

describe('the page', () => {
  it.each(['light', 'dark'] as const)(
    'has nothing that axe finds, %s, wide and narrow',
    async (colorScheme) => {
      for (const width of [1440, 1024, 390]) {
        // Each width has the bars in one theme, and the table in the other.
        const asTable = (colorScheme === 'light') === (width === 1024);
        const page = await open(
          `?range=custom&from=2026-01-01&to=2030-01-01&elsewhere=1${asTable ? '&chart=table' : ''}`,
          { colorScheme, viewport: { width, height: 900 } },
        );
        await page.getByRole('row', { name: /^What it did cost/ }).waitFor();
        const chart = asTable
          ? page.getByRole('region', { name: 'Dollars by month' })
          : page.getByRole('img', { name: /^Dollars by month: \$2\.76 in all/ });
        await chart.waitFor();
        expect(await axeFindings(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
      }
    },
  );

  it('runs nothing of what names say', async () => {
    for (const by of ['model', 'provider', 'client', 'project', 'session']) {
      const page = await open(`?range=30d&by=${by}&split=${by === 'session' ? 'model' : by}`);
      page.on('dialog', () => expect.unreachable('a dialog opened'));
      await page
        .getByRole('link', { name: /onerror=/ })
        .first()
        .waitFor();
      expect(await page.locator('main img').count()).toBe(0);
    }
  });

  it('is in French for who reads French', async () => {
    const page = await open('?range=30d', { locale: 'fr-FR' });
    await page.getByRole('heading', { name: 'Dépenses' }).waitFor();
    await page.getByText('+ 1 échange sans prix').waitFor();
  });
});

describe('a model that runs here', () => {
  it('costs nothing, and the figures move with what ends', async () => {
    const page = await open(`?range=today&q=${encodeURIComponent('model:test-model')}`);
    await page.getByText('Nothing was recorded in this time that fits.').first().waitFor();
    for (const n of [1, 2]) {
      await send(`${program.url}/v1/chat/completions`, {
        body: { model: 'test-model', messages: [{ role: 'user', content: `Hello ${n} /usage cached` }] },
      });
      await page.getByRole('row', { name: new RegExp(`^test-model ${n} `) }).waitFor();
    }
    await says(page, 'Spent', /^\$0\.00\s*runs here/);
    await page.getByRole('row', { name: /^test-model 2 .*runs here \$0\.00/ }).waitFor();
  });
});
