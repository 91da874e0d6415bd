import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { ROOT, type RunningProgram, startProgram } from '../../support/program.ts';

const HOSTILE = '<img src=x onerror=alert(1)><img src="x" onerror="alert(2)">';

function started(name: string, script: string, args: string[], more = ''): string {
  const file = path.join(ROOT, script);
  return `[mcp.servers.${name}]
command = ${JSON.stringify(process.execPath)}
args = ${JSON.stringify([file, ...args])}
${more}
`;
}

const CONFIG = [
  started(
    'strange',
    'tests/support/mcp/strange-server.mjs',
    [],
    'confirm = ["fails"]\ndeny_tools = ["broken-*"]',
  ),
  started('dead', 'tests/support/mcp/rude-server.mjs', ['no-start']),
  started('thinking', 'node_modules/mcp-sequentialthinking-tools/dist/index.js', []),
  '[mcp.servers.shut]\nurl = "https://docs.example/mcp"\nenabled = false\n',
].join('\n');

let browser: Browser;
let program: RunningProgram;
beforeAll(async () => {
  browser = await startBrowser();
  program = await startProgram({ config: CONFIG });
  await fetch(`${program.url}/api/mcp/servers/strange/start`, { method: 'POST' });
});
afterAll(async () => {
  await program.stop();
  await browser.close();
});

type Options = Parameters<Browser['open']>[1];

/** The page at a place; the test fails where a dialog opens or an image appears. */
async function open(place: string, options: Options = {}): Promise<Page> {
  const page = await browser.open(`${program.url}/${place}`, options);
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  onTestFinished(() => expect(dialogs).toEqual([]));
  return page;
}

/** A coding tool that is connected to the gateway. */
async function connect() {
  const client = new Client({ name: 'coding-tool', version: '1.2' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${program.url}/mcp/strange`)));
  onTestFinished(() => client.close());
  return client;
}

const row = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });

describe('servers', () => {
  it('say how they are, and are started and stopped', async () => {
    const page = await open('#/mcp');
    const thinking = row(page, 'thinking');
    await thinking.getByText('not needed yet').waitFor();
    await thinking.getByRole('button', { name: 'Start thinking' }).click();
    await thinking.getByText('thinking was started: ready.').waitFor();
    const stop = thinking.getByRole('button', { name: 'Stop thinking' });
    expect(await page.locator(':focus').textContent()).toBe('Stop thinking');
    await stop.click();
    await thinking.getByText('thinking was stopped: stopped.').waitFor();
  });

  it('say what to do where they are off, missing or cannot be started', async () => {
    const page = await open('#/mcp');
    await row(page, 'shut').getByText('How to turn it on').click();
    await row(page, 'shut').getByText('enabled = true').waitFor();
    await row(page, 'fast_filesystem').getByText('How to get it').click();
    await row(page, 'fast_filesystem').getByText('start = true', { exact: false }).last().waitFor();
    await row(page, 'dead').getByRole('button', { name: 'Start dead' }).click();
    await row(page, 'dead').getByText('502 mcp_unreachable').waitFor();
    await row(page, 'dead').getByText('What to look at').waitFor();
  });

  it('cost nothing known before there was a turn', async () => {
    const page = await open('#/mcp');
    const unknown = row(page, 'strange').getByTitle('no turn of the current session yet');
    await unknown.first().waitFor();
    expect(await unknown.allInnerTexts()).toEqual(['New\n–', 'Cached\n–']);
  });
});

describe('a tool', () => {
  it('is tried in a form made of its schema, and the call appears below', async () => {
    const page = await open('#/mcp/strange?tool=every-kind');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    const name = page.getByLabel('name', { exact: false }).first();
    expect(await page.locator(':focus').getAttribute('id')).toBe(await name.getAttribute('id'));
    await page.getByText('This is required.').waitFor();
    await name.fill('ab');
    await page.getByLabel('depth').fill('10');
    await page.getByText('This must be 9 or less.').waitFor();
    await page.getByLabel('depth').fill('9');
    await page.getByLabel('exact').selectOption('true');
    await page.getByRole('button', { name: 'Add: tags' }).click();
    await page.getByRole('textbox', { name: 'item 1' }).fill('one');
    await page.getByLabel('Kind').selectOption('2 · By name');
    await page
      .getByRole('group', { name: /^target/ })
      .last()
      .getByRole('textbox')
      .fill('t');
    await page.getByRole('button', { name: 'As JSON' }).click();
    const json = page.getByLabel('An object with the arguments');
    const value = { name: 'ab', depth: 9, exact: true, mode: 'slow', tags: ['one'], target: 't' };
    expect(JSON.parse(await json.inputValue())).toEqual(value);
    await json.fill(JSON.stringify({ ...value, more: 1 }).replace('9', '9,,'));
    await page.getByText('This is not JSON: line 1, column 24').waitFor();
    await json.fill(JSON.stringify({ ...value, more: 1 }));
    await page.getByRole('button', { name: 'As JSON' }).click();
    await page.getByText('{"more":1}').waitFor();
    expect(await page.getByRole('textbox', { name: 'item 1' }).inputValue()).toBe('one');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    const result = page.getByRole('region', { name: 'Result' });
    await result.getByText('✓ ok').waitFor();
    await result.getByRole('button', { name: 'Text', exact: true }).click();
    await result.getByText(JSON.stringify({ name: 'ab', depth: 9 }).slice(0, -1)).waitFor();
    await result.getByText('image image/png').waitFor();
    const calls = page.getByRole('region', { name: 'Calls' });
    await calls.getByRole('row', { name: /ok every-kind by hand/ }).waitFor();
  });

  it('that answers a lot is shown a part at a time, one that failed says so, one that hangs is given up', async () => {
    const page = await open('#/mcp/strange?tool=large');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByText('5,000 items').click();
    await page.getByRole('button', { name: 'Show 50 more' }).click();
    await page.getByText('row 99', { exact: false }).or(page.getByText(/^99/)).first().waitFor();
    await page
      .getByRole('link', { name: /^fails/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByText('the tool says that it failed').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'large' }).waitFor();
    await page.getByRole('link', { name: /^hang/ }).first().click();
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled.').waitFor();
    await page.getByRole('row', { name: /cancelled .*hang/ }).waitFor();
  });

  it('is text, whatever its names and texts are', async () => {
    const page = await open(`#/mcp/strange?tool=${encodeURIComponent(HOSTILE)}`);
    await page.getByRole('heading', { name: HOSTILE }).waitFor();
    await page.getByText('may destroy', { exact: true }).waitFor();
    expect(await page.getByLabel('__proto__').inputValue()).toBe('own');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByRole('region', { name: 'Result' }).getByText('✓ ok').waitFor();
    for (const view of ['Text', 'As it came', 'Data']) {
      await page.getByRole('button', { name: view, exact: true }).click();
    }
    await page.getByRole('searchbox').fill('onerror');
    expect(await page.locator('.mcp-tool-link').count()).toBe(1);
    expect(await page.locator('img').count()).toBe(0);
  });

  it('that a rule keeps back says why', async () => {
    const page = await open('#/mcp/strange?tool=broken-schema');
    await page.getByText('not offered: tool denied.').waitFor();
    await page
      .getByText('A form cannot show its schema')
      .or(page.getByText('write it as JSON'))
      .first()
      .waitFor();
  });
});

describe('a call that waits', () => {
  it('is announced on every page, and refused by keys alone', async () => {
    const page = await open('#/');
    const client = await connect();
    const answer = client.callTool({ name: 'fails', arguments: { path: HOSTILE } });
    const notice = page.getByRole('complementary', { name: 'Calls that wait for you' });
    await notice.getByText('1 call waits for you').waitFor();
    await notice.getByText('onerror=alert(1)', { exact: false }).waitFor();
    await page.getByRole('link', { name: /MCP\s*, 1 call waits for you/ }).waitFor();
    await page.getByText('1 call waits for you: coding-tool asks to call fails of strange').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('w');
    await page.keyboard.press('Enter');
    expect(JSON.stringify(await answer)).toContain('A person refused this call of fails');
    await notice.waitFor({ state: 'detached' });
    expect(await page.locator(':focus').getAttribute('id')).toBe('content');
    expect(await page.locator('img').count()).toBe(0);
  });

  it('is allowed on the page of MCP, where its end appears', async () => {
    const page = await open('#/mcp?called=fails');
    const client = await connect();
    const answer = client.callTool({ name: 'fails', arguments: {} });
    const waiting = page.getByRole('region', { name: 'Waiting for you' });
    await waiting.getByText('without arguments').waitFor();
    await waiting.getByRole('button', { name: 'Allow' }).click();
    expect(JSON.stringify(await answer)).toContain('it broke');
    await page.getByRole('row', { name: /tool failed it broke strange fails coding-tool/ }).waitFor();
  });
});

describe('calls', () => {
  it('are filtered by the address, which a filter changes', async () => {
    for (const tool of ['every-kind', 'broken-schema']) {
      await fetch(`${program.url}/api/mcp/servers/strange/call`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tool, arguments: { name: 'ab' } }),
      });
    }
    const page = await open('#/mcp?outcome=refused');
    const calls = page.getByRole('region', { name: 'Calls' });
    await calls
      .getByRole('row', { name: /refused tool denied/ })
      .first()
      .waitFor();
    expect(await calls.getByRole('row', { name: / ok / }).count()).toBe(0);
    await calls.getByLabel('Outcome').selectOption('timeout');
    await calls.getByText('No call is like that.').waitFor();
    expect(page.url()).toContain('outcome=timeout');
    await page.goBack();
    await calls
      .getByRole('row', { name: /refused tool denied/ })
      .first()
      .waitFor();
  });
});

describe('for everybody', () => {
  it.each(['light', 'dark'] as const)('axe finds nothing, %s, wide and narrow', async (colorScheme) => {
    for (const place of ['#/mcp', '#/mcp/strange?tool=every-kind']) {
      const page = await open(place, { colorScheme });
      for (const width of [1440, 1024, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.getByRole('region', { name: 'Calls' }).waitFor();
        expect(await axeFindings(page)).toEqual([]);
        const spill = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(spill)).toBeLessThanOrEqual(0);
      }
    }
  });

  it('it is in French for who reads French', async () => {
    const page = await open('#/mcp/strange?tool=every-kind', { locale: 'fr-FR' });
    await page.getByRole('heading', { name: 'Règles' }).waitFor();
    await page.getByRole('button', { name: 'Appeler' }).click();
    await page.getByText('C’est requis.').waitFor();
    await page.getByRole('link', { name: 'Tous les serveurs' }).click();
    await page.getByRole('heading', { name: 'Serveurs' }).waitFor();
  });
});
