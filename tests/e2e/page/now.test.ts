import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { send } from '../../support/http.ts';
import { type RunningProgram, startProgram } from '../../support/program.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** One request of a tool, to its end. */
function ask(program: RunningProgram, content: string, model = 'test-model') {
  return send(`${program.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'kimi-cli/1.2' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content }] }),
  });
}

describe('a fresh start', () => {
  it('says where to point a tool, and comes alive with the first request', async () => {
    const program = await startProgram();
    const page = await browser.open(program.url);
    await page.getByText(`${program.url}/v1`).first().waitFor();
    await page.getByRole('button', { name: 'Send a request to the test model' }).click();
    await page.getByRole('row', { name: /test-model/ }).waitFor();
    await page.getByRole('meter').waitFor();
    expect(await page.title()).toMatch(/^0% · /);
    await program.stop();
  });
});

describe('now', () => {
  let program: RunningProgram;
  beforeAll(async () => {
    program = await startProgram();
    await ask(program, 'What is in the window?');
    await ask(program, 'no such model', 'nope');
  });
  afterAll(() => program.stop());

  it('has a row while an exchange runs, and changes it without being loaded again', async () => {
    const page = await browser.open(program.url);
    await page.getByRole('row', { name: /nope/ }).waitFor();
    const asked = ask(program, 'take your time /wait 2s');
    await page.getByRole('row', { name: /waiting/ }).waitFor();
    await asked;
    await page.getByRole('row', { name: /200/ }).nth(1).waitFor();
    expect(await page.getByRole('row', { name: /waiting/ }).count()).toBe(0);
    // A model that was taken as it was asked for is named once.
    await page.getByTitle('test-model', { exact: true }).first().waitFor();
    expect(await page.getByTitle('test-model → test-model').count()).toBe(0);
  });

  it('shows what was refused, with its code', async () => {
    const page = await browser.open(program.url);
    await page.getByRole('row', { name: /404 model_not_found/ }).waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'has nothing that axe finds, %s, wide and narrow',
    async (colorScheme) => {
      for (const width of [1440, 1024, 390]) {
        const page = await browser.open(program.url, { colorScheme, viewport: { width, height: 900 } });
        await page.getByRole('row', { name: /nope/ }).waitFor();
        await page.getByRole('meter').waitFor();
        expect(await axeFindings(page)).toEqual([]);
      }
    },
  );

  it('is in French for who reads French', async () => {
    const page = await browser.open(program.url, { locale: 'fr-FR' });
    await page.getByRole('heading', { name: 'Échanges' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
  });

  it('says that it is offline, and goes on by itself when the program is back', async () => {
    const first = await startProgram({ env: { KIMI_PROXY_PORT: '0' } });
    const { port } = new URL(first.url);
    const page = await browser.open(first.url);
    await page.getByRole('status').filter({ hasText: /live$/ }).waitFor();
    await first.stop();
    await page.getByText(/offline/).waitFor();
    const second = await startProgram({ env: { KIMI_PROXY_PORT: port } });
    await page.getByRole('status').filter({ hasText: /live$/ }).waitFor();
    await ask(second, 'again');
    await page.getByRole('row', { name: /200/ }).waitFor();
    await second.stop();
  });
});
