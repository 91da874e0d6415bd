import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { send } from '../../support/http.ts';
import { type RunningProgram, startProgram } from '../../support/program.ts';

const CONFIG = `
thresholds = [0.5, 0.8]

[models."small"]
provider = "test"
model = "test-model"
max_context_size = 1000

[models."boundless"]
provider = "test"
model = "somebody/unheard-of"
`;
const HOSTILE = ['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', '\u202Egpj.exe\u202C'];

let browser: Browser;
let program: RunningProgram;
beforeAll(async () => {
  browser = await startBrowser();
  program = await startProgram({ config: CONFIG });
  for (let n = 0; n < 40; n++) await turn(2, 'small', 'many');
});
afterAll(async () => {
  await browser.close();
  await program.stop();
});

/** One turn of the session "gauge" with so many words; a word is a token. */
function turn(words: number, model = 'small', session = 'gauge', agent = 'kimi-cli/1.0') {
  const content = `${session} ${'word '.repeat(words)}`;
  return send(`${program.url}/s/${encodeURIComponent(session)}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': agent },
    body: JSON.stringify({ model, messages: [{ role: 'user', content }] }),
  });
}

const gauge = (page: Page) => page.locator('.gauge');
const colourOf = (page: Page) =>
  page.evaluate<string>("getComputedStyle(document.querySelector('.gauge-rail')).backgroundColor");

describe('the gauge', () => {
  it('is green, yellow and red by the configured thresholds, live', async () => {
    await turn(100);
    const page = await browser.open(program.url);
    await expect.poll(() => gauge(page).getAttribute('data-level')).toBe('ok');
    expect(await colourOf(page)).toBe('rgb(31, 112, 64)');
    await turn(600);
    await expect.poll(() => gauge(page).getAttribute('data-level')).toBe('warn');
    await expect.poll(() => colourOf(page)).toBe('rgb(138, 83, 0)');
    await page.getByText('Above 50%.').waitFor();
    await turn(850);
    await expect.poll(() => gauge(page).getAttribute('data-level')).toBe('bad');
    await expect.poll(() => colourOf(page)).toBe('rgb(179, 38, 30)');
    const meter = page.getByRole('meter', { name: 'Context window' });
    expect(await meter.getAttribute('aria-valuetext')).toMatch(/^8\d%, 8\d\d of 1,000 tokens, nearly full$/);
    expect(await page.title()).toMatch(/^8\d% · /);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('says by how much a context is too long, and stays full', async () => {
    await turn(1200);
    const page = await browser.open(program.url);
    await page.getByText(/2\d\d tokens too many/).waitFor();
    expect(await gauge(page).getAttribute('data-level')).toBe('bad');
    const [filled, whole] = await page
      .locator('.gauge-rail, .gauge-bar')
      .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().width).sort((a, b) => a - b));
    expect(filled).toBeLessThanOrEqual(whole ?? 0);
  });

  it('has tokens and no percentage where the window is unknown, and says how to set it', async () => {
    await turn(20, 'boundless', 'no window');
    const page = await browser.open(program.url);
    await page.getByText('window unknown').waitFor();
    await page.getByText(/Set max_context_size under \[models\]/).waitFor();
    expect(await page.getByRole('meter').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
  });
});

describe('hostile names', () => {
  it.each(HOSTILE)('are only ever text on the first page: %s', async (hostile) => {
    await turn(5, hostile, hostile, 'kimi-cli/1.0');
    await turn(5, `test/${hostile}`, 'names');
    const page = await browser.open(program.url);
    page.on('dialog', () => expect.unreachable('a script ran'));
    await page.locator('[data-exchange]').first().waitFor();
    expect(await page.locator('#root img, #root script').count()).toBe(0);
    await page.locator('.list-body bdi', { hasText: 'test/' }).first().waitFor();
    expect(await page.evaluate('document.body.innerText')).not.toMatch(/[\u202a-\u202e]/);
  });
});

describe('the list', () => {
  it('does not move under a reader who is elsewhere, and says how many are new', async () => {
    const page = await browser.open(program.url, { viewport: { width: 1440, height: 500 } });
    await page.locator('[data-exchange]').nth(12).waitFor();
    await page.mouse.wheel(0, 900);
    await expect.poll(() => page.evaluate('window.scrollY')).toBeGreaterThan(600);
    const row = page.locator('[data-exchange]').nth(6);
    const before = [await row.getAttribute('data-exchange'), await row.boundingBox()];
    await turn(2, 'small', 'many');
    await turn(2, 'small', 'many');
    await page.getByRole('button', { name: /^2 new/ }).waitFor();
    expect([await row.getAttribute('data-exchange'), await row.boundingBox()]).toEqual(before);
    await page.getByRole('button', { name: /^2 new/ }).click();
    await expect.poll(() => page.evaluate('window.scrollY')).toBe(0);
    await expect.poll(() => page.getByRole('button', { name: /new/ }).count()).toBe(0);
  });

  it('is where it was when the reader comes back, and another page begins at its top', async () => {
    const page = await browser.open(program.url, { viewport: { width: 1440, height: 500 } });
    await page.locator('[data-exchange]').nth(12).waitFor();
    await page.mouse.wheel(0, 900);
    await expect.poll(() => page.evaluate('history.state?.scroll ?? 0')).toBeGreaterThan(600);
    const scrolled = await page.evaluate('window.scrollY');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    await expect.poll(() => page.evaluate('window.scrollY')).toBe(0);
    await page.goBack();
    await expect.poll(() => page.evaluate('window.scrollY')).toBe(scrolled);
    await page.reload();
    await expect.poll(() => page.evaluate('window.scrollY')).toBe(scrolled);
  });

  it('stands still while it is paused, and the record goes on', async () => {
    const page = await browser.open(program.url);
    await page.locator('[data-exchange]').first().waitFor();
    const first = await page.locator('[data-exchange]').first().getAttribute('data-exchange');
    await page.keyboard.press('p');
    await turn(2, 'small', 'many');
    await page.getByRole('button', { name: /^Paused · 1 new/ }).waitFor();
    expect(await page.locator('[data-exchange]').first().getAttribute('data-exchange')).toBe(first);
    await page.keyboard.press('p');
    await expect
      .poll(() => page.locator('[data-exchange]').first().getAttribute('data-exchange'))
      .not.toBe(first);
  });

  it('shows an exchange beside itself, walks on with j, and closes with Esc', async () => {
    const page = await browser.open(program.url);
    await page.locator('[data-exchange]').nth(2).waitFor();
    const ids = await page
      .locator('[data-exchange]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-exchange')));
    await page.locator('[data-exchange]').first().click();
    const beside = page.getByRole('complementary', { name: 'Exchange' });
    await beside.getByRole('tab', { name: 'Conversation' }).waitFor();
    await beside.getByRole('tab', { name: 'Raw' }).click();
    await page.locator('[data-list]').focus();
    await page.keyboard.press('j');
    await expect.poll(() => page.url()).toContain(`open=${ids[1]}`);
    expect(page.url()).toContain('tab=raw');
    expect(await axeFindings(page)).toEqual([]);
    await page.reload();
    await beside.getByRole('tab', { name: 'Raw', selected: true }).waitFor();
    await page.keyboard.press('Escape');
    await beside.waitFor({ state: 'detached' });
  });

  it('leaves places in one exchange behind with it, and Back has them again', async () => {
    const page = await browser.open(program.url);
    const rows = page.locator('[data-exchange]');
    await rows.nth(1).waitFor();
    const second = await rows.nth(1).getAttribute('data-exchange');
    await page.evaluate(`location.hash = '#/?open=${second}&tab=raw&side=answer&find=word&hit=1'`);
    const answer = page.getByRole('button', { name: 'Answer', exact: true });
    await expect.poll(() => answer.getAttribute('aria-pressed')).toBe('true');
    await rows.first().click();
    await expect.poll(() => page.url()).not.toContain('find=');
    expect(page.url()).toContain('tab=raw&side=answer');
    await page.goBack();
    await page.locator(`[data-exchange-view="${second}"]`).waitFor();
    await answer.waitFor();
    expect(page.url()).toContain('find=word&hit=1');
  });

  it('leaves Esc alone where nothing is open, and the focus where it is', async () => {
    const page = await browser.open(program.url);
    await page.locator('[data-exchange]').first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).focus();
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Pause');
  });

  it('shows the exchange above itself where there is no room beside', async () => {
    const page = await browser.open(program.url, { viewport: { width: 390, height: 800 } });
    await page.locator('[data-exchange]').nth(10).waitFor();
    await page.mouse.wheel(0, 1500);
    await expect.poll(() => page.evaluate('window.scrollY')).toBeGreaterThan(600);
    await page.locator('[data-exchange]').last().click();
    await page.getByRole('tab', { name: 'Conversation' }).waitFor();
    await expect.poll(() => page.evaluate('window.scrollY')).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('window.scrollY')).toBeGreaterThan(600);
  });
});
