import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { send } from '../../support/http.ts';
import { type RunningProgram, startProgram } from '../../support/program.ts';

let browser: Browser;
let program: RunningProgram;
beforeAll(async () => {
  browser = await startBrowser();
  program = await startProgram();
  await ask('kimi-cli/1.0', 'one');
  await ask('claude-cli/2.0', 'two /fail 400');
  await ask('kimi-cli/1.0', 'three', 'nope');
});
afterAll(async () => {
  await browser.close();
  await program.stop();
});

function ask(agent: string, content: string, model = 'test-model') {
  return send(`${program.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': agent },
    body: JSON.stringify({ model, messages: [{ role: 'user', content }] }),
  });
}

const filterOf = (page: Page) => page.getByRole('combobox', { name: 'Filter exchanges' });
const rows = (page: Page) => page.locator('[data-exchange]');

describe('the filter', () => {
  it('is completed by keys, said back, and in the address', async () => {
    const page = await browser.open(program.url);
    await rows(page).nth(2).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('stat');
    await page.getByRole('option', { name: /^status:/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('err');
    await page.getByRole('option', { name: 'error', exact: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('status error', { exact: true }).waitFor();
    await page.getByText('2 of 3').waitFor();
    await expect.poll(() => rows(page).count()).toBe(2);
    expect(new URL(page.url()).hash).toBe('#/?q=status%3Aerror');
  });

  it('of a link shows what the link says, and live rows that match alone', async () => {
    const page = await browser.open(`${program.url}/#/?q=status:ok`);
    await rows(page).first().waitFor();
    expect(await filterOf(page).inputValue()).toBe('status:ok');
    const before = await rows(page).count();
    await ask('kimi-cli/1.0', 'four /fail 400');
    await ask('kimi-cli/1.0', 'five');
    await expect.poll(() => rows(page).count()).toBe(before + 1);
  });

  it('that cannot be understood says where, and keeps the last good list', async () => {
    const page = await browser.open(`${program.url}/#/?q=status:error`);
    await rows(page).first().waitFor();
    const before = await rows(page).count();
    await filterOf(page).fill('status:error modl:x');
    await page.getByText(/Character 14: there is no field “modl”. Did you mean model\?/).waitFor();
    expect(await rows(page).count()).toBe(before);
    expect(await axeFindings(page)).toEqual([]);
  });

  it.each(['<img src=x onerror=alert(1)>', '"<img src=x onerror=alert(1)>"'])(
    'is only ever text: %s',
    async (hostile) => {
      const page = await browser.open(`${program.url}/#/?q=${encodeURIComponent(hostile)}`);
      page.on('dialog', () => expect.unreachable('a script ran'));
      await page
        .getByText(/anywhere/)
        .first()
        .waitFor();
      expect(await page.locator('img').count()).toBe(0);
    },
  );
});

describe('the keyboard', () => {
  it('opens help and commands, and goes to pages', async () => {
    const page = await browser.open(program.url);
    await rows(page).first().waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Commands' }).waitFor();
    await page.keyboard.type('dark');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.reload();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  });

  it('switches the language at once, and keeps it', async () => {
    const page = await browser.open(program.url);
    await rows(page).first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Commands' }).waitFor();
    await page.keyboard.type('fran');
    await page.keyboard.press('Enter');
    await page.getByText('en direct').waitFor();
    await page.reload();
    await page.getByText('en direct').waitFor();
  });

  it('walks the list with j and k, and opens with Enter', async () => {
    const page = await browser.open(program.url);
    await rows(page).first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const selected = page.locator('[data-exchange][aria-selected="true"]');
    const id = await rows(page).nth(1).getAttribute('data-exchange');
    expect(await selected.getAttribute('data-exchange')).toBe(id);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain(`open=${id}`);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).not.toContain('open=');
  });
});
