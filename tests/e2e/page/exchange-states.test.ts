import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { hiddenSideways } from '../../support/browser/page.ts';
import { send } from '../../support/http.ts';
import { type RunningProgram, startProgram, temporaryFolder } from '../../support/program.ts';
import {
  chatCompletion,
  chatStream,
  pieces,
  startUpstream,
  type Upstream,
} from '../../support/upstream/index.ts';

const BYTES = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 37) % 256));
const LONG = 'Nothing but the beginning of this is kept. '.repeat(40);

let browser: Browser;
let upstream: Upstream;
const programs: RunningProgram[] = [];
beforeAll(async () => {
  browser = await startBrowser();
  upstream = await startUpstream();
  upstream.models(['m']);
});
afterAll(async () => {
  await browser.close();
  for (const program of programs) await program.stop();
  await upstream.close();
});

async function start(capture: string, dataDir = temporaryFolder()): Promise<RunningProgram> {
  const config = `capture = "${capture}"\n[providers.up]\ntype = "openai-compatible"\nbase_url = "${upstream.url}"\napi_key = "a-key-of-ours"\n`;
  const program = await startProgram({ config, dataDir });
  programs.push(program);
  return program;
}

function ask(program: RunningProgram, content: string, more: object = {}) {
  const messages = [{ role: 'user', content }];
  return send(`${program.url}/v1/chat/completions`, { body: { model: 'up/m', messages, ...more } });
}

async function newest(program: RunningProgram): Promise<{ id: string; status: string }> {
  const answer = await send(`${program.url}/api/exchanges?limit=1`, { method: 'GET' });
  const [item] = (answer.json() as unknown as { items: { id: string; status: string }[] }).items;
  if (item === undefined) throw new Error('There is no exchange.');
  return item;
}

async function open(program: RunningProgram, tab = ''): Promise<Page> {
  const { id } = await newest(program);
  return browser.open(`${program.url}/#/exchange/${id}${tab === '' ? '' : `?tab=${tab}`}`);
}

async function goTo(page: Page, tab: string): Promise<void> {
  await page.getByRole('tab', { name: tab, exact: true }).click();
}

describe.each([
  ['preview', 'Only beginnings are kept', /Nothing but the beginning/],
  ['none', 'Contents are not kept', /It was not kept/],
] as const)('with capture = "%s"', (capture, notice, shown) => {
  it('every view says what is missing, and has what is there', async () => {
    const program = await start(capture);
    upstream.next(chatCompletion({ text: 'Done.' }));
    await ask(program, LONG);
    const page = await open(program);
    await page.getByText(notice).first().waitFor();
    await page.getByText(shown).first().waitFor();
    await page.getByText('No answer of a model is kept.').waitFor();
    expect(await page.getByText(LONG.trim()).count()).toBe(0);
    await goTo(page, 'Changes');
    await page.getByText('everything in it was added').waitFor();
    await goTo(page, 'Composition');
    await page.getByRole('row', { name: /Total/ }).waitFor();
    await goTo(page, 'Raw');
    await page.getByText('The request is not kept.').waitFor();
    await goTo(page, 'Headers');
    await (capture === 'none'
      ? page.getByText('Headers are not kept').waitFor()
      : page.getByText('content-type').first().waitFor());
    expect(await axeFindings(page)).toEqual([]);
  });
});

describe('an exchange that the program did not see the end of', () => {
  it('has no duration, and stands still', async () => {
    const dataDir = temporaryFolder();
    const first = await start('full', dataDir);
    const gate = upstream.gate();
    upstream.next(chatStream({ chunks: ['one ', 'two ', 'three '], gates: { 1: gate } }));
    const asked = ask(first, 'Hello', { stream: true }).catch(() => undefined);
    const before = await browser.open(first.url);
    await before.getByText('streaming').first().waitFor();
    // What runs is written at the next tick.
    await expect.poll(async () => (await newest(first)).status).toBe('running');
    await before.close();
    first.signal('SIGKILL');
    await first.exited;
    gate.open();
    await asked;
    const program = await start('full', dataDir);
    const page = await open(program);
    await page.getByText('interrupted').first().waitFor();
    const took = page.locator('.facts > div', { hasText: 'Took' });
    expect(await took.textContent()).toBe('Took–');
    const scale = await page.locator('.exchange section .quiet', { hasText: /^0 – / }).textContent();
    expect(scale).not.toMatch(/ s$/);
    await page.getByText('There is no answer: the program ended while it ran.').waitFor();
    await goTo(page, 'Raw');
    await page.getByText('The program ended while it ran').waitFor();
    await goTo(page, 'Headers');
    await page.getByText('The program ended while it ran').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Now' }).click();
    const row = page.locator('[data-exchange]').first();
    await row.getByText('interrupted').waitFor();
    expect(await row.textContent()).not.toContain('0.00');
  });
});

describe('what is no text', () => {
  it('is shown as base64, is no answer of a model, and is downloaded as it came', async () => {
    const program = await start('full');
    upstream.next(pieces([BYTES], { 'content-type': 'audio/mpeg' }));
    await send(`${program.url}/v1/audio/speech`, { body: { model: 'up/m', input: 'hi', voice: 'a' } });
    const page = await open(program);
    await page.getByText('No answer of a model is kept. Raw has what came').waitFor();
    expect(await page.getByText('It broke off here').count()).toBe(0);
    await goTo(page, 'Raw');
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByText('audio/mpeg · 5 kB').waitFor();
    await page.getByText(BYTES.toString('base64').slice(0, 60)).waitFor();
    expect(await page.locator('.raw').getByRole('button', { name: /Copy/ }).count()).toBe(0);
    const waiting = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await waiting).createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).equals(BYTES)).toBe(true);
    expect(await hiddenSideways(page)).toBe(0);
  });

  it('is shown where it is a request that nobody can read, as what the client said that it is', async () => {
    const program = await start('full');
    const headers = { 'content-type': 'application/x-secret' };
    await fetch(`${program.url}/v1/chat/completions`, { method: 'POST', headers, body: BYTES });
    const page = await open(program);
    await page.getByText('application/x-secret · 5 kB').waitFor();
    await page.getByText(BYTES.toString('base64').slice(0, 60)).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});

describe('a request that is refused', () => {
  it('without a body says so on every view', async () => {
    const program = await start('full');
    await fetch(`${program.url}/v1/chat/completions`, { method: 'POST' });
    const page = await open(program);
    await page.getByText('the body is empty', { exact: true }).waitFor();
    await page.getByText('The body is empty.', { exact: true }).waitFor();
    await page.getByText('not counted', { exact: true }).waitFor();
    for (const [tab, says] of [
      ['Conversation', 'It has no context'],
      ['Changes', 'It has no context'],
      ['Composition', 'It has no context'],
    ] as const) {
      await goTo(page, tab);
      await page.getByText(says).first().waitFor();
    }
    expect(await axeFindings(page)).toEqual([]);
  });

  it.each(['{"model": "up/m", "messages": [', '{"model":"up/m"}', '{"model":"up/m","messages":"none"}'])(
    'for what it says shows what it said: %s',
    async (body) => {
      const program = programs.at(-1) ?? (await start('full'));
      await fetch(`${program.url}/v1/chat/completions`, { method: 'POST', body });
      const page = await open(program, 'raw&view=plain');
      await expect.poll(() => page.locator('.raw pre').textContent()).toBe(body);
    },
  );
});

describe('a body of 20 MB', () => {
  it('opens by pieces, is found in as a whole, and downloaded', async () => {
    const program = await start('full');
    const text = Array.from({ length: 400_000 }, (_, n) => `line ${n} of a very long file, as it is`).join(
      '\n',
    );
    upstream.next(chatCompletion({ text: 'Read.' }));
    expect((await ask(program, `${text}\nthe needle at its end`)).status).toBe(200);
    const page = await open(program, 'raw');
    await page.getByText(/^application\/json · 1\d\.\d MB$/).waitFor();
    const length = "document.querySelector('.raw pre').textContent.length";
    const first = await page.evaluate<number>(length);
    expect(first).toBeLessThan(300_000);
    await page.getByRole('button', { name: /^Load more/ }).click();
    await expect.poll(() => page.evaluate<number>(length)).toBeGreaterThan(first + 200_000);
    await goTo(page, 'Conversation');
    await page.getByRole('searchbox', { name: /Find/ }).fill('the needle at its end');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1').waitFor();
    expect(await page.evaluate<number>('document.body.textContent.length')).toBeLessThan(1_000_000);
  });
});
