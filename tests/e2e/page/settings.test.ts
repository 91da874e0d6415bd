import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { clipboardOf, hiddenSideways } from '../../support/browser/page.ts';
import { send } from '../../support/http.ts';
import { type RunningProgram, startProgram } from '../../support/program.ts';

const SECRET = 'sk-never-shown-0000';
const GOOD = `thresholds = [0.6, 0.8]

[providers.groq]
api_key = "${SECRET}"
`;
const HOSTILE = '"<img src=x onerror=alert(1)>" = 1';

let browser: Browser;
let program: RunningProgram;
beforeAll(async () => {
  browser = await startBrowser();
  program = await startProgram({ config: GOOD });
  await send(`${program.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'test-model', messages: [{ role: 'user', content: 'Keep this.' }] }),
  });
});
afterAll(async () => {
  await program.stop();
  await browser.close();
});

const at = (place: string): string => `${program.url}/#${place}`;

describe('settings', () => {
  it('tells of each value where it comes from, and of a secret that it is set', async () => {
    const page = await browser.open(at('/settings'));
    const thresholds = page.getByRole('row', { name: /^thresholds/ });
    await thresholds.waitFor();
    expect(await thresholds.textContent()).toMatch(/\[0\.6, 0\.8\].*config\.toml:1/);
    expect(await page.getByRole('row', { name: /^port/ }).textContent()).toMatch(
      /environment: KIMI_PROXY_PORT.*after a restart/,
    );
    expect(await page.getByRole('row', { name: /groq\.api_key/ }).textContent()).toContain('set, hidden');
    expect(await page.content()).not.toContain(SECRET);
  });

  it('finds a value, and keeps that in the address', async () => {
    const page = await browser.open(at('/settings?q=capture'));
    await page.getByRole('row', { name: /^capture/ }).waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    await page.getByRole('searchbox').fill('nothing like this');
    await page.getByText('Nothing fits this filter.').waitFor();
    expect(page.url()).toContain('q=nothing');
  });

  it('gives the line that changes what people change', async () => {
    const page = await browser.open(at('/settings'));
    await page.getByText(/when a context passes 60% and 80% of its window/).waitFor();
    await page.getByRole('button', { name: 'Copy: line for config.toml, capture = "none"' }).click();
    expect(await clipboardOf(page)).toBe('capture = "none"\n');
  });

  it('shows what is wrong with a changed file as it happens, until it is right again', async () => {
    const page = await browser.open(at('/settings'));
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    await page.getByRole('row', { name: /^thresholds/ }).waitFor();
    const file = path.join(program.cwd, 'config.toml');
    writeFileSync(file, GOOD.replace('thresholds', 'thresolds').replace('\n', `\n${HOSTILE}\n`));
    const alert = page.getByRole('alert');
    await alert.getByText('did you mean thresholds?').waitFor();
    expect(await alert.textContent()).toMatch(/config\.toml:1/);
    expect(await alert.textContent()).toContain('<img src=x onerror=alert(1)>');
    expect([dialogs, await page.locator('main img').count()]).toEqual([0, 0]);
    expect(await axeFindings(page)).toEqual([]);
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('thresolds', 'thresholds').replace(`${HOSTILE}\n`, ''),
    );
    await alert.waitFor({ state: 'detached' });
  });

  it('changes language, theme and rows at once, and keeps them', async () => {
    const page = await browser.open(at('/settings'));
    await page.getByRole('radio', { name: 'Français' }).check();
    await page.getByRole('heading', { name: 'Réglages' }).waitFor();
    await page.getByRole('radio', { name: 'sombre' }).check();
    await page.getByRole('radio', { name: 'serrées' }).check();
    await page.reload();
    await page.getByRole('heading', { name: 'Réglages' }).waitFor();
    const html = page.locator('html');
    expect(await html.getAttribute('data-theme')).toBe('dark');
    expect(await html.getAttribute('data-density')).toBe('compact');
    expect(await page.getByRole('radio', { name: 'serrées' }).isChecked()).toBe(true);
  });

  it('says what is stored, and gives all of it away', async () => {
    const page = await browser.open(at('/settings'));
    await page.getByText(program.dataDir).first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'All exchanges as CSV' }).click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toContain('test-model');
    await page.getByText('everything works').waitFor();
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds, %s', async (colorScheme) => {
    for (const width of [1440, 1024, 390]) {
      const page = await browser.open(at('/settings'), { colorScheme, viewport: { width, height: 900 } });
      await page.getByRole('row', { name: /^thresholds/ }).waitFor();
      await page.getByText('everything works').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(await hiddenSideways(page)).toBe(0);
    }
  });
});
