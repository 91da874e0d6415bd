import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { send } from '../../support/http.ts';
import { ROOT, type RunningProgram, startProgram } from '../../support/program.ts';

const HOSTILE = '<img src=x onerror=alert(1)>\u202e';

const CONFIG = `
default_model = "keyless/m"

[providers.keyless]
type = "openai-compatible"
base_url = "http://127.0.0.1:9/v1"
auth = "key"

[mcp.servers.dead]
command = ${JSON.stringify(process.execPath)}
args = ${JSON.stringify([path.join(ROOT, 'tests/support/mcp/rude-server.mjs'), 'no-start'])}
`;

let browser: Browser;
let program: RunningProgram;
beforeAll(async () => {
  browser = await startBrowser();
  program = await startProgram({ config: CONFIG });
  await ask('test-model');
});
afterAll(async () => {
  await program.stop();
  await browser.close();
});

/** Asks the proxy, and says under which id it recorded that. */
async function ask(model: string): Promise<string> {
  await send(`${program.url}/v1/chat/completions`, {
    body: { model, messages: [{ role: 'user', content: 'Bonjour.' }] },
  });
  const page = (await (await fetch(`${program.url}/api/exchanges?limit=1`)).json()) as {
    items: { id: string }[];
  };
  return page.items[0]?.id ?? '';
}

async function open(place: string): Promise<Page> {
  const page = await browser.open(`${program.url}/#${place}`, { locale: 'fr-FR' });
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  onTestFinished(() => expect(dialogs).toEqual([]));
  return page;
}

describe("the program's sentences in French", () => {
  it('tell of a model that nobody serves, with its name as it was sent', async () => {
    const id = await ask(`nobody-9${HOSTILE}`);
    const page = await open(`/exchange/${id}`);
    const said = page.locator('.error-message bdi');
    await said.waitFor();
    expect(await said.textContent()).toMatch(/^Aucun fournisseur ne sert le modèle «\snobody-9<img src=x/);
    expect(await said.getAttribute('title')).toMatch(/^No provider serves the model/);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('tell what of the configuration leads nowhere, and why a provider is off', async () => {
    const page = await open('/settings');
    const warning = page.getByText(/default_model mène à keyless, qui est inactif\s: api_key manque/);
    await warning.waitFor();
    expect(await warning.textContent()).toMatch(/^config\.toml:2: default_model/);
    const models = await open('/models/keyless');
    await models.getByText('api_key manque').first().waitFor();
  });

  it('tell what the API refused, and what to do', async () => {
    const page = await open('/models');
    await page.getByLabel('Modèle', { exact: true }).fill('keyless/m');
    await page.getByRole('button', { name: 'L’utiliser' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('Le fournisseur keyless est inactif : api_key manque').waitFor();
    await alert.getByText(/^Définir api_key sous \[providers\.keyless\] dans config\.toml/).waitFor();
    expect(await alert.locator('[lang=en]').count()).toBe(0);
  });

  it('tell how an MCP server is down', async () => {
    const page = await open('/mcp/dead');
    await page.getByRole('button', { name: /dead/ }).first().click();
    await page
      .getByText(/dead est injoignable|il s’est terminé avec le code/)
      .first()
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it('tell what is wrong with a changed file, and what was meant', async () => {
    const page = await open('/settings');
    await page.getByRole('row', { name: /^default_model/ }).waitFor();
    const file = path.join(program.cwd, 'config.toml');
    writeFileSync(file, CONFIG.replace('default_model', 'default_modl'));
    const alert = page.getByRole('alert');
    await alert.getByText('default_modl n’est pas une clé connue').waitFor();
    await alert.getByText('vouliez-vous dire default_model ?').waitFor();
    writeFileSync(file, CONFIG);
    await alert.waitFor({ state: 'detached' });
  });

  it('are there from the first picture on, and change with the language', async () => {
    const page = await open('/settings');
    const warning = page.getByText(/default_model/).filter({ hasText: 'keyless' });
    await warning.first().waitFor();
    expect(await warning.first().textContent()).toContain('mène à keyless');
    await page.getByRole('radio', { name: 'English' }).check();
    await page.getByText(/default_model leads to keyless, which is off: it has no api_key/).waitFor();
    await page.getByRole('radio', { name: 'Français' }).check();
    await page.getByText(/default_model mène à keyless/).waitFor();
  });
});
