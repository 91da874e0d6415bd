import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { hiddenSideways } from '../../support/browser/page.ts';
import { startTalks, type Talk, type Talks } from '../../support/browser/talk.ts';
import { send } from '../../support/http.ts';

const HOSTILE = ['<img src=x onerror=alert(1)>', '<img src="x" onerror="alert(1)">'];

/** More than a row has room for; two of them are out to deceive. */
const CALLED = ['read_file', `${HOSTILE[0]}\u202e`, `long_${'x'.repeat(300)}`, 'run', 'grep'];

interface SessionView {
  id: number;
  name: string;
}

let browser: Browser;
let talks: Talks;
let parser: Talk;

const words = (count: number, of: string): string =>
  Array.from({ length: count }, (_, n) => `${of} line ${n}`).join('\n');

/** Nine turns of a main agent, the sixth with a broken cache, and two of a helper. */
async function talkAboutParser(): Promise<void> {
  parser = talks.begin('Fix the parser');
  await parser.turn({ input: 1000, cached: 0 });
  for (let n = 2; n <= 9; n++) {
    await parser.turn({
      ...(n === 8 ? { calls: CALLED } : n === 9 ? { calls: ['task'] } : {}),
      input: n * 1000,
      cached: n === 6 ? 100 : (n - 1) * 1000,
      ...(n === 6 ? { system: 'Other words than before.' } : {}),
      result:
        n === 4
          ? { tool: 'run', text: `${HOSTILE.join('\n')}\n${words(40, 'hostile')}` }
          : { tool: 'read_file', text: words(20 * n, `part ${n}`) },
    });
  }
  await parser.turn({ input: 700, agent: 'explore' });
  await parser.turn({ input: 900, agent: 'explore', says: 'And now?' });
}

beforeAll(async () => {
  browser = await startBrowser();
  talks = await startTalks();
  await talkAboutParser();
  await talks.begin('Of no known price', 'unpriced').turn({ input: 300 });
});
afterAll(async () => {
  await browser.close();
  await talks.stop();
});

const url = (path: string): string => `${talks.program.url}/#${path}`;

async function listed(): Promise<SessionView[]> {
  const answer = await send(`${talks.program.url}/api/sessions`, { method: 'GET' });
  return JSON.parse(answer.text) as SessionView[];
}

async function make(name: string): Promise<SessionView> {
  const answer = await send(`${talks.program.url}/api/sessions`, { body: { name } });
  return answer.json() as unknown as SessionView;
}

async function parserId(): Promise<number> {
  return (await listed()).find(({ name }) => name.includes('Fix the parser'))?.id ?? 0;
}

async function openParser(query = '', options = {}): Promise<Page> {
  const page = await browser.open(url(`/sessions/${await parserId()}${query}`), options);
  await page.getByRole('slider').waitFor();
  return page;
}

const turnOf = (page: Page): Promise<string | null> => page.getByRole('slider').getAttribute('aria-valuenow');

/** Nothing of a hostile text has become more than text. */
async function expectOnlyText(page: Page): Promise<void> {
  expect(await page.locator('img').count()).toBe(0);
}

async function expectNoSideways(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(
    0,
  );
}

function failOnDialog(page: Page): void {
  page.on('dialog', (dialog) => {
    throw new Error(`a dialog opened: ${dialog.message()}`);
  });
}

describe('the list of sessions', () => {
  it('is filtered as one types, and the address keeps the filter', async () => {
    const page = await browser.open(url('/sessions'));
    await page.getByRole('row', { name: /Fix the parser/ }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('no known');
    await page.getByRole('row', { name: /Fix the parser/ }).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('row', { name: /Of no known price/ }).waitFor();
    expect(await page.getByRole('row', { name: /Fix the parser/ }).count()).toBe(0);
  });

  it('makes a session by hand, pins it and goes there', async () => {
    const page = await browser.open(url('/sessions'));
    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('By hand');
    await page.getByRole('button', { name: 'Make and pin it' }).click();
    await page.getByRole('heading', { name: 'By hand', level: 1 }).waitFor();
    await page.getByText('No turn yet').waitFor();
    await page.goBack();
    await page.getByRole('row', { name: /By hand.*pinned/ }).waitFor();
  });

  it('renames in place; Esc leaves the name as it was', async () => {
    const { id } = await make('Old name');
    const page = await browser.open(url('/sessions'));
    await page.getByRole('button', { name: 'Rename Old name' }).click();
    await page.keyboard.type('New name');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'New name' }).waitFor();
    expect((await listed()).find((session) => session.id === id)?.name).toBe('New name');
    await page.getByRole('button', { name: 'Rename New name' }).click();
    await page.keyboard.press('Escape');
    await page.waitForFunction("document.activeElement?.textContent === 'New name'");
  });

  it('deletes with a way back, which has the focus', async () => {
    await make('To be deleted');
    const page = await browser.open(url('/sessions'));
    await page.getByRole('button', { name: 'Delete: To be deleted' }).click();
    await page.getByRole('row', { name: /To be deleted/ }).waitFor({ state: 'detached' });
    await page.getByRole('status').filter({ hasText: 'Deleted “To be deleted”.' }).waitFor();
    expect((await listed()).some(({ name }) => name === 'To be deleted')).toBe(false);
    await page.waitForFunction("document.activeElement?.textContent === 'Undo'");
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /To be deleted/ }).waitFor();
    expect((await listed()).some(({ name }) => name === 'To be deleted')).toBe(true);
    await expect.poll(() => page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });

  it('takes in what others do, without being loaded again', async () => {
    const page = await browser.open(url('/sessions'));
    await page.getByRole('row', { name: /Fix the parser/ }).waitFor();
    const { id } = await make('From elsewhere');
    await page.getByRole('row', { name: /From elsewhere/ }).waitFor();
    await send(`${talks.program.url}/api/sessions/${id}`, { method: 'PATCH', body: { name: 'Named anew' } });
    await page.getByRole('row', { name: /Named anew/ }).waitFor();
    await send(`${talks.program.url}/api/sessions/${id}`, { method: 'DELETE', body: null });
    await page.getByRole('row', { name: /Named anew/ }).waitFor({ state: 'detached' });
  });
});

describe('a session', () => {
  it('is stepped through by keys, and all of it follows, the address too', async () => {
    const page = await openParser();
    expect(await turnOf(page)).toBe('9');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('heading', { name: 'What is in it, turn 8' }).waitFor();
    await page.getByRole('cell', { name: '8,000', exact: true }).waitFor();
    await page.getByRole('slider').press('Home');
    await page.getByRole('heading', { name: 'What is in it, turn 1' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'What is in it, turn 1' }).waitFor();
  });

  it('opens at the turn and the comparison that a link names', async () => {
    const page = await openParser('?turn=5&against=3');
    await page.getByText('Turn 5 of 9').waitFor();
    await page.getByText('Since turn 3').waitFor();
    expect(await page.getByLabel('Compare with turn').inputValue()).toBe('3');
    const link = await page.getByRole('link', { name: 'Block by block' }).getAttribute('href');
    expect(link).toMatch(/^#\/exchange\/\w{26}\?tab=changes&against=\w{26}$/);
  });

  it('says so where the link’s turn is not there', async () => {
    const page = await openParser('?turn=77');
    await page.getByText('The address names a turn that is not there').waitFor();
    expect(await turnOf(page)).toBe('9');
  });

  it('shows what is in it as a picture and a table that agree', async () => {
    const page = await openParser('?turn=9');
    const table = page.getByRole('group', { name: 'What fills the context, as a table' });
    await table.getByRole('row', { name: /^Total 9,000 100%/ }).waitFor();
    const figures = await table
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('td')].slice(3, 5).map((cell) => cell.textContent ?? '')),
      );
    const sum = (at: number): number =>
      figures.reduce((total, row) => total + Number((row[at] ?? '').replace(/[,%]/g, '')), 0);
    expect(sum(0)).toBe(9000);
    expect(sum(1)).toBeCloseTo(100, 6);
    const map = page.getByRole('group', { name: /What fills the context, by kind/ });
    expect(await map.locator('[data-cell]').count()).toBe(figures.length);
    await table.getByRole('link').first().hover();
    await map.locator('[data-cell][data-marked]').waitFor();
    await page.getByRole('button', { name: 'Bar' }).click();
    await page.getByRole('img', { name: /in the order in which the provider gets it/ }).waitFor();
    expect(page.url()).toContain('view=bar');
  });

  it('says where the cache broke and why', async () => {
    const page = await openParser();
    const broke = page.getByRole('link', { name: /cache broke: The system prompt changed/ });
    expect(await broke.getAttribute('href')).toMatch(/^#\/exchange\/\w{26}\?tab=cache$/);
  });

  it('shows the turns of a helper, and comes back', async () => {
    const page = await openParser();
    const agents = page.getByRole('region', { name: 'Agents' });
    await agents.getByRole('link', { name: 'explore (sub-agent)' }).click();
    await page.getByText('Turn 2 of 2').waitFor();
    await page.goBack();
    await page.getByText('Turn 9 of 9').waitFor();
  });

  it('names the tools that a turn called, three of them and how many more', async () => {
    const page = await openParser();
    const tools = page.getByRole('row', { name: /^Turn 8/ }).locator('.turn-tools');
    await tools.waitFor();
    expect(await tools.locator('bdi').allTextContents()).toEqual([
      'read_file',
      `${HOSTILE[0]}RLO`,
      expect.stringMatching(/^long_x{150,}$/),
    ]);
    expect(await tools.getAttribute('title')).toContain('[RLO]');
    expect(await tools.getByText('+2', { exact: true }).isVisible()).toBe(true);
    expect(await page.locator('#root img, #root script').count()).toBe(0);
    expect(await hiddenSideways(page)).toBe(0);
    await page.setViewportSize({ width: 390, height: 844 });
    await tools.waitFor();
    expect(await hiddenSideways(page)).toBe(0);
  });

  it('has a helper under the turn that began it, and goes to its turns', async () => {
    const page = await openParser();
    const rows = page.getByRole('table', { name: /turns/i }).getByRole('row');
    const helper = rows.filter({ hasText: 'explore (sub-agent)' });
    await helper.waitFor();
    const texts = await rows.allTextContents();
    const at = texts.findIndex((text) => text.includes('explore (sub-agent)'));
    expect(texts[at - 1]).toContain('task');
    expect(texts[at]).toMatch(/9%.*\$0\.00.*2 turns/);
    await helper.getByRole('link').click();
    await page.getByText('Turn 2 of 2').waitFor();
    await page.goBack();
    await page.getByText('Turn 9 of 9').waitFor();
  });

  it('grows with the next turn by one small reading', async () => {
    const page = await openParser();
    await page.getByText('Turn 9 of 9').waitFor();
    const read: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/timeline')) read.push(request.url());
    });
    await parser.turn({ input: 9300, cached: 9000, says: 'Go on' });
    await page.getByText('Turn 10 of 10').waitFor();
    expect(read.length).toBeGreaterThan(0);
    expect(read.filter((address) => !address.includes('after='))).toEqual([]);
  });

  it('has a dash where no price is known, and no percentage where no window is', async () => {
    const id = (await listed()).find(({ name }) => name.includes('Of no known price'))?.id;
    const page = await browser.open(url(`/sessions/${id}`));
    const turn = page.getByRole('row', { name: /^Turn 1/ });
    await turn.waitFor();
    expect(await turn.textContent()).toContain('–');
    expect(await page.locator('main').textContent()).not.toMatch(/\$0\.00(?!\d)/);
  });

  it('is downloaded as CSV', async () => {
    const page = await openParser();
    await page.getByRole('button', { name: 'Export' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    expect((await downloading).suggestedFilename()).toMatch(/^kimi-proxy-session-\d+-.*\.csv$/);
  });

  it('is deleted from its own page with a way back', async () => {
    const { id } = await make('On its own page');
    const page = await browser.open(url(`/sessions/${id}`));
    await page.getByRole('button', { name: 'More for On its own page' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Sessions', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('row', { name: /On its own page/ }).waitFor();
  });

  it('says that it is not there where it is not', async () => {
    const page = await browser.open(url('/sessions/99999'));
    await page.getByRole('heading', { name: 'This session is not there' }).waitFor();
  });

  it('has a table beside its chart', async () => {
    const page = await openParser();
    await page.getByRole('img', { name: /^Context and cost of \d+ turns/ }).waitFor();
    await page.getByRole('button', { name: 'As a table' }).first().click();
    await page
      .getByRole('group', { name: /^Context and cost of/ })
      .getByRole('row', { name: /^6 6,000/ })
      .waitFor();
  });
});

describe('both', () => {
  it.each(HOSTILE)('show %s as text, in names and in what a tool gave back', async (hostile) => {
    const { id } = await make(hostile);
    const page = await browser.open(url('/sessions'));
    failOnDialog(page);
    await page.getByRole('link', { name: hostile }).waitFor();
    await expectOnlyText(page);
    await page.goto(url(`/sessions/${id}`));
    await page.getByRole('heading', { name: hostile, level: 1 }).waitFor();
    await expectOnlyText(page);
    await page.goto(url(`/sessions/${await parserId()}?turn=4`));
    await page
      .getByText(HOSTILE[0] ?? '')
      .first()
      .waitFor();
    await expectOnlyText(page);
  });

  it.each(['light', 'dark'] as const)(
    'have nothing that axe finds, %s, wide and narrow',
    async (colorScheme) => {
      for (const width of [1440, 1024, 390]) {
        const options = { colorScheme, viewport: { width, height: 900 } };
        const page = await openParser('?turn=6&against=3', options);
        await page.getByText('Since turn 3').waitFor();
        await page.getByRole('link', { name: /cache broke/ }).waitFor();
        expect(await axeFindings(page)).toEqual([]);
        await expectNoSideways(page);
        await page.goto(url('/sessions'));
        await page.getByRole('row', { name: /Fix the parser/ }).waitFor();
        expect(await axeFindings(page)).toEqual([]);
        await expectNoSideways(page);
      }
    },
  );

  it('are in French for who reads French', async () => {
    const page = await openParser('?turn=6', { locale: 'fr-FR' });
    await page.getByRole('heading', { name: 'Ce qu’il contient, tour 6' }).waitFor();
    await page.getByRole('link', { name: /cache rompu : / }).waitFor();
    await page.getByRole('heading', { name: 'Prévision' }).waitFor();
  });
});
