import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { clipboardOf, hiddenSideways } from '../../support/browser/page.ts';
import { send } from '../../support/http.ts';
import { type RunningProgram, startProgram } from '../../support/program.ts';

let browser: Browser;
let program: RunningProgram;
beforeAll(async () => {
  browser = await startBrowser();
  program = await startProgram();
});
afterAll(async () => {
  await program.stop();
  await browser.close();
});

function ask(model: string) {
  return send(`${program.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'kimi-cli/1.2' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Is anybody there?' }] }),
  });
}

const at = (place: string): string => `${program.url}/#${place}`;

describe('connecting a tool', () => {
  it('gives the texts of the tool that the address names, to copy', async () => {
    const page = await browser.open(at('/connect?tool=codex'));
    await page.getByRole('heading', { name: 'Codex' }).waitFor();
    await page.getByRole('button', { name: 'Copy: ~/.codex/config.toml' }).click();
    expect(await clipboardOf(page)).toContain(`base_url = "${program.url}/v1"`);
    await page.getByText('kimi-proxy connect codex --write').waitFor();
  });

  it('goes from tool to tool by keys, and says so in the address', async () => {
    const page = await browser.open(at('/connect'));
    await page.getByRole('tab', { name: 'Kimi Code' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'Claude Code' }).waitFor();
    expect(page.url()).toContain('tool=claude');
    await page.keyboard.press('End');
    await page.getByRole('tabpanel', { name: 'curl' }).waitFor();
    expect(await page.locator(':focus').textContent()).toBe('curl');
  });

  it('is reached by its key and by the commands, and is not in the navigation', async () => {
    const page = await browser.open(at('/settings'));
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await page.getByRole('navigation').getByText('Connect a tool').count()).toBe(0);
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByRole('heading', { name: 'Connect a tool' }).waitFor();
  });

  it('speaks French to who reads French', async () => {
    const page = await browser.open(at('/connect?tool=claude'), { locale: 'fr-FR' });
    await page.getByRole('heading', { name: 'Connecter un outil' }).waitFor();
    await page.getByText('Pour un seul terminal').waitFor();
  });
});

describe('the first page until a session exists', () => {
  it.each(['light', 'dark'] as const)('has nothing that axe finds, %s', async (colorScheme) => {
    for (const width of [1440, 1024, 390]) {
      const page = await browser.open(program.url, { colorScheme, viewport: { width, height: 900 } });
      await page.getByRole('tabpanel').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(await hiddenSideways(page)).toBe(0);
    }
  });

  it('shows who was refused and why, stays, and gives way to the first session', async () => {
    const page = await browser.open(program.url);
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    await page.getByRole('tabpanel').waitFor();
    await ask('groq/any');
    await page.getByText(/A request from .*kimi.* was refused/i).waitFor();
    await page.getByText('401 provider_key_missing').first().waitFor();
    await page.getByText('Set its key in the environment or in .env.').waitFor();
    for (const name of ['<img src=x onerror=alert(1)>', "<img src='x' onerror='alert(1)'>"]) {
      await ask(name);
      await page.getByRole('row', { name: 'model_not_found' }).first().waitFor();
      await page.getByText(name).first().waitFor();
    }
    expect([dialogs, await page.locator('main img').count()]).toEqual([0, 0]);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('tabpanel').waitFor();
    await ask('test-model');
    await page.getByRole('meter').waitFor();
    expect(await page.getByRole('tabpanel').count()).toBe(0);
    await page.getByRole('link', { name: 'Connect a tool' }).click();
    await page.getByRole('tabpanel').waitFor();
  });
});
