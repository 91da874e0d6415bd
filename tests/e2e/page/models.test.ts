import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { clipboardOf, hiddenSideways } from '../../support/browser/page.ts';
import { send } from '../../support/http.ts';
import { type RunningProgram, startProgram } from '../../support/program.ts';

const HOSTILE = ['<img src=x onerror=alert(1)>', "<img src='x' onerror='alert(1)'>"];
/** Enough that most of them are not drawn. */
const MANY = 400;

const LISTED = [
  ...HOSTILE.map((id) => `{ id = "${id}" }`),
  ...Array.from(
    { length: MANY },
    (_, n) => `{ id = "line-${n}", max_context_size = ${1000 + n}, price = { input = 0.5, output = 2 } }`,
  ),
];

const CONFIG = `
default_model = "test-model"

[providers.gateway]
type = "openai-compatible"
base_url = "http://127.0.0.1:9/v1"
api_key = "sk-never-shown-0000"
models = [
  ${LISTED.join(',\n  ')}
]

[providers.second]
type = "openai-compatible"
base_url = "http://127.0.0.1:9/v1"
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

function ask(model: string) {
  return send(`${program.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'What is a breaker?' }] }),
  });
}

const at = (place: string): string => `${program.url}/#${place}`;

describe('providers and models', () => {
  it('says what is on, what is off, and which line turns it on', async () => {
    const page = await browser.open(at('/models'));
    await page.getByRole('heading', { name: 'gateway on' }).waitFor();
    await page.getByRole('button', { name: 'Copy: line for .env, groq' }).click();
    expect(await clipboardOf(page)).toBe('GROQ_API_KEY=\n');
    await page.getByText('[providers.ollama]').waitFor();
    expect(await page.content()).not.toContain('sk-never-shown');
  });

  it('shows a breaker open, with what failed, without being loaded again', async () => {
    const page = await browser.open(at('/models/gateway'));
    await page.getByRole('heading', { name: 'gateway on' }).waitFor();
    await page.getByText('✓ closed').waitFor();
    for (let n = 0; n < 5; n++) await ask('gateway/line-1');
    await page.getByText(/open since \d/).waitFor();
    await page.getByText(/next trial \d/).waitFor();
    await page.getByText('upstream_unreachable').waitFor();
  });

  it('draws of many models those that are seen, filters and sorts them, and keeps that in the address', async () => {
    const page = await browser.open(at('/models'));
    const rows = page.getByRole('row', { name: /line-/ });
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(MANY / 4);
    await page.getByRole('searchbox').fill('line-39');
    await page.getByText(`11 of ${MANY + HOSTILE.length + 3}`).waitFor();
    await page.getByRole('button', { name: 'Window' }).click();
    await page.getByRole('button', { name: 'Window' }).click();
    await page
      .getByRole('columnheader', { name: 'Window', exact: false })
      .and(page.locator('[aria-sort=descending]'))
      .waitFor();
    expect(await rows.first().textContent()).toContain('line-399');
    await page.reload();
    await rows.first().waitFor();
    expect(await rows.first().textContent()).toContain('line-399');
    expect(await page.getByRole('link', { name: 'What gateway/line-399 cost' }).getAttribute('href')).toBe(
      '#/spend?q=model%3A%3Dline-399',
    );
  });

  it('shows a price that nobody knows as unknown', async () => {
    const page = await browser.open(at('/models?q=onerror'));
    const row = page.getByRole('row').nth(1);
    await row.waitFor();
    expect(await row.getByTitle(/nobody says what it costs/).allTextContents()).toEqual(['–', '–', '–']);
  });

  it('shows hostile names as text', async () => {
    const page = await browser.open(at('/models?q=onerror'));
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    for (const id of HOSTILE) await page.getByText(`gateway/${id}`, { exact: true }).waitFor();
    await page.goto(at(`/models/${encodeURIComponent(HOSTILE[0] ?? '')}`));
    await page.getByText(/There is no provider/).waitFor();
    expect([dialogs, await page.locator('main img').count()]).toEqual([0, 0]);
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds, %s', async (colorScheme) => {
    for (const width of [1440, 1024, 390]) {
      const page = await browser.open(at('/models'), { colorScheme, viewport: { width, height: 900 } });
      await page.getByText('gateway/line-1', { exact: true }).waitFor();
      await page.getByText('[providers.ollama]').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(await hiddenSideways(page)).toBe(0);
    }
  });

  it('is in French for who reads French', async () => {
    const page = await browser.open(at('/models'), { locale: 'fr-FR' });
    await page.getByRole('heading', { name: 'Fournisseurs', exact: true }).waitFor();
    await page.getByRole('heading', { name: 'gateway actif' }).waitFor();
  });
});

describe('the model for auto', () => {
  it('says what auto is and who decided it, takes another, and takes that back', async () => {
    const page = await browser.open(at('/models'));
    await page.getByText(/from .*config\.toml:2/).waitFor();
    await page.getByLabel('Model', { exact: true }).fill('gateway/line-7');
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('chosen in this page').waitFor();
    await page.getByText('auto now means gateway/line-7.').waitFor();
    await page.getByRole('button', { name: 'Take the choice back' }).click();
    await page.getByText(/from .*config\.toml:2/).waitFor();
  });

  it('names the closest where the name is wrong', async () => {
    const page = await browser.open(at('/models'));
    await page.getByLabel('Model', { exact: true }).fill('test-modle');
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('404 model_not_found').waitFor();
    await page.getByRole('button', { name: 'test/test-model' }).click();
    expect(await page.getByLabel('Model', { exact: true }).inputValue()).toBe('test/test-model');
  });

  it('can be that of the current session alone, which is pinned by it', async () => {
    const page = await browser.open(at('/models'));
    await page.getByLabel('For', { exact: true }).selectOption('session');
    await page.getByText(/The session is pinned by this/).waitFor();
    await page.getByLabel('Model', { exact: true }).fill('gateway/line-8');
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByText(/from the pinned session/).waitFor();
    await page.getByRole('button', { name: 'Take the choice back' }).click();
    await page.getByText(/from .*config\.toml:2/).waitFor();
  });
});
