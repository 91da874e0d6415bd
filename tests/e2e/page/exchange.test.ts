import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { send } from '../../support/http.ts';
import { type RunningProgram, startProgram } from '../../support/program.ts';
import {
  answer,
  json,
  type Script,
  startUpstream,
  text,
  toolCall,
  type Upstream,
} from '../../support/upstream/index.ts';

/** JSON's escaping of quotes hides the first form from HTML, and lets the second through. */
const SCRIPTS = '<img src="x" onerror="alert(1)"> <img src=x onerror=alert(1)>';
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const LINES = Array.from({ length: 400 }, (_, index) => `${index + 1} const value${index} = read();`).join(
  '\n',
);
const RULES = 'Follow the rules of the house. '.repeat(200);

interface Item {
  id: string;
  status: string;
}

let browser: Browser;
let upstream: Upstream;
let program: RunningProgram;
/** By what they are for. */
const ids: Record<string, string> = {};

async function newest(): Promise<Item> {
  const { items } = (await (await fetch(`${program.url}/api/exchanges?limit=1`)).json()) as { items: Item[] };
  const [item] = items;
  if (item === undefined) throw new Error('There is no exchange.');
  return item;
}

async function turn(name: string, messages: unknown[], more: object = {}): Promise<void> {
  await send(`${program.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'kimi-cli/1.2',
      authorization: 'Bearer sk-a-secret-of-the-client',
    },
    body: JSON.stringify({ model: 'mock/m', stream: true, messages, tools: TOOLS, ...more }),
  });
  ids[name] = (await newest()).id;
}

const TOOLS = ['Read', `evil\u202e${SCRIPTS}`, 'mcp__git__log'].map((name) => ({
  type: 'function',
  function: { name, description: SCRIPTS, parameters: { type: 'object', properties: { path: {} } } },
}));
const FIRST = [
  { role: 'system', content: `You are careful.\nToday is Monday.\n${RULES}` },
  {
    role: 'user',
    content: `# Fix it\n\n- **read** \`src/lexer.ts\` ${SCRIPTS}\n\n[docs](https://example.com/a)`,
  },
];
const CALLED = {
  role: 'assistant',
  content: 'I read it.',
  tool_calls: [
    {
      id: 'call_1',
      type: 'function',
      function: { name: 'Read', arguments: `{"path":"/src/lexer.ts","limit":5}` },
    },
  ],
};
const SECOND = [
  ...FIRST,
  CALLED,
  { role: 'tool', tool_call_id: 'call_1', content: LINES },
  {
    role: 'user',
    content: [
      { type: 'text', text: `What of this? ${SCRIPTS}` },
      { type: 'image_url', image_url: { url: PIXEL } },
      { type: 'image_url', image_url: { url: 'https://images.example/far.png' } },
    ],
  },
];
const EDITED = [
  { role: 'system', content: `You are careful.\nToday is Tuesday.\n${RULES}` },
  ...SECOND.slice(1),
  { role: 'assistant', content: 'Fixed.' },
  { role: 'user', content: 'Thanks\u202e!' },
];
const SAID: Script = {
  parts: [{ type: 'reasoning', pieces: ['Off by one.'] }, text(`The **index** was off. ${SCRIPTS}`)],
  usage: { input: 9200, output: 120, cacheRead: 8448 },
};

beforeAll(async () => {
  browser = await startBrowser();
  upstream = await startUpstream();
  program = await startProgram({
    env: { MOCK_KEY: 'key-of-mock-0123456789' },
    config: `[providers.mock]\ntype = "openai-compatible"\nbase_url = "${upstream.url}"\napi_key = "\${MOCK_KEY}"\n`,
  });
  upstream.script([
    answer({ parts: [text('I read it.'), toolCall('call_1', 'Read', { path: '/src/lexer.ts', limit: 5 })] }),
    answer(SAID),
    answer({ parts: [text('Welcome.')], usage: { input: 9400, output: 10, cacheRead: 1024 } }),
    json(429, { error: { message: 'slow down' } }, { 'retry-after': '1' }),
    answer({ parts: [text('At last.')] }),
    json(400, { error: { message: `temperature is too high ${SCRIPTS}`, type: 'invalid_request_error' } }),
  ]);
  await turn('first', FIRST);
  await turn('second', SECOND);
  await turn('edited', EDITED);
  await turn('retried', [...EDITED, { role: 'user', content: 'Again.' }]);
  await turn('refused', FIRST, { temperature: 9 });
});
afterAll(async () => {
  await browser.close();
  await program.stop();
  await upstream.close();
});

async function open(name: string, query = '', options = {}): Promise<Page> {
  const page = await browser.open(`${program.url}/#/exchange/${ids[name]}${query}`, options);
  page.on('dialog', () => {
    throw new Error('A text of a model ran.');
  });
  await page.getByRole('tabpanel').waitFor();
  return page;
}

describe('the conversation of an exchange', () => {
  it('opens at what is new, with what came before in one line that opens', async () => {
    const page = await open('second');
    const panel = page.getByRole('tabpanel');
    await panel.getByRole('heading', { name: 'New in this turn' }).waitFor();
    expect(await panel.getByText('You are careful.').count()).toBe(0);
    await panel.getByRole('button', { name: /blocks, unchanged since the turn before/ }).click();
    await panel.getByText('You are careful.').waitFor();
    expect(page.url()).toContain('from=0');
    // What was pressed is gone: the focus is where the reading goes on.
    await page.locator('[data-block="context-0"]:focus').waitFor();
  });

  it('has calls with their arguments, results with their tool, and lines that are loaded when asked for', async () => {
    const page = await open('second');
    const panel = page.getByRole('tabpanel');
    await panel.locator('dt', { hasText: 'path' }).waitFor();
    await panel.locator('dd', { hasText: '/src/lexer.ts' }).waitFor();
    const result = panel.locator('[data-block]', { hasText: 'result' }).filter({ hasText: 'Read' });
    expect(await result.getByText('value399').count()).toBe(0);
    await result.getByRole('button', { name: /Show the rest/ }).click();
    await result.getByText('value399').waitFor();
  });

  it('decodes an image where it is clicked, and loads none from elsewhere', async () => {
    const page = await open('second');
    await page.getByText('https://images.example/far.png').waitFor();
    expect(await page.locator('#content img').count()).toBe(0);
    await page.getByRole('button', { name: /Show the image \(image\/png/ }).click();
    await page.getByRole('img', { name: /Image of the conversation/ }).waitFor();
  });

  it('finds a text in all of it, and goes from match to match; the address keeps the place', async () => {
    const page = await open('second');
    await page.getByRole('searchbox', { name: 'Find in it' }).fill('Today is');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1').waitFor();
    await page.locator('.block.found').getByText('You are careful.').waitFor();
    await page.getByRole('searchbox').fill('value1');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 111').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('2 of 111').waitFor();
    await page.reload();
    await page.getByText('2 of 111').waitFor();
  });

  it('fills in by itself when a running one ends', async () => {
    const gate = upstream.gate();
    upstream.next(answer({ parts: [text('Here at last.')] }, { gates: { 1: gate } }));
    const running = turn('running', [{ role: 'user', content: 'Take your time.' }]);
    await gate.reached;
    ids.running = (await newest()).id;
    const page = await open('running');
    await page.getByText(/It still runs/).waitFor();
    gate.open();
    await running;
    await page.getByRole('tabpanel').getByText('Here at last.').waitFor();
    expect(await page.getByText(/It still runs/).count()).toBe(0);
  });
});

describe('the other views', () => {
  it('say what changed, against any earlier turn', async () => {
    const page = await open('edited', '?tab=changes');
    await page.locator('del', { hasText: 'Today is Monday.' }).waitFor();
    await page.locator('ins', { hasText: 'Today is Tuesday.' }).waitFor();
    await page.getByRole('combobox').selectOption({ value: ids.first ?? '' });
    await page.waitForURL(/against=/);
    await page.getByText(/added 8/).waitFor();
    await page.locator('.unseen', { hasText: 'RLO' }).first().waitFor();
  });

  it('say what of the cache was lost, where and by whom, in the language of the page', async () => {
    const page = await open('edited', '?tab=cache', { locale: 'fr-FR' });
    await page.getByText('Le client a changé le prompt système').waitFor();
    await page.locator('del', { hasText: 'Today is Monday.' }).waitFor();
    await page.getByText('perdu').first().waitFor();
    await page.getByText(/Le prompt système a changé/).waitFor();
  });

  it('show what fills the context, and a block of it in a window that has an address', async () => {
    const page = await open('second', '?tab=composition');
    await page.getByRole('cell', { name: 'never' }).first().waitFor();
    await page.getByRole('button', { name: /You are careful/ }).click();
    await page.getByRole('dialog').getByText('Today is Monday.').waitFor();
    expect(page.url()).toContain('block=');
    await page.reload();
    await page.getByRole('dialog').getByText('Today is Monday.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('show bodies as JSON and as events, and headers without secrets', async () => {
    const page = await open('second', '?tab=raw');
    await page.getByText('"model": "mock/m"').waitFor();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('[DONE]').waitFor();
    await page.getByRole('tab', { name: 'Headers' }).click();
    await page.getByText('masked').first().waitFor();
    expect(await page.getByRole('tabpanel').textContent()).not.toMatch(/sk-a-secret|key-of-mock/);
  });

  it('are walked by keys', async () => {
    const page = await open('second');
    await page.getByRole('tab', { name: 'Conversation' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Changes', selected: true }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Changes');
    expect(page.url()).toContain('tab=changes');
  });

  it('copy the request as a command', async () => {
    const page = await open('first');
    await page.getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('menuitem', { name: 'as cURL' }).click();
    await page.getByText('Copied as cURL').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^curl /);
  });
});

describe('what went wrong', () => {
  it('opens at the provider’s own words, in full, with what to do', async () => {
    const page = await open('refused');
    await page.getByRole('tab', { name: 'Raw', selected: true }).waitFor();
    await page
      .getByRole('note')
      .getByText(/temperature is too high/)
      .waitFor();
    await page
      .getByRole('note')
      .getByText(/What to do/)
      .waitFor();
    await page
      .getByRole('tabpanel')
      .getByText(/temperature is too high/)
      .waitFor();
  });

  it('is a lane of its own, with the wait after it', async () => {
    const page = await open('retried');
    await page.getByRole('heading', { name: '2 attempts' }).waitFor();
    await page.getByText('429').first().waitFor();
    expect(await page.locator('.lane-failed').count()).toBe(1);
    expect(await page.locator('.lane-backoff').count()).toBe(1);
    await page.getByText(/proxy overhead/).waitFor();
  });

  it('says where an exchange is that is not there', async () => {
    const page = await browser.open(`${program.url}/#/exchange/01kanv6q3x8f2m4c6r0t9w5y7z`);
    await page.getByRole('heading', { name: 'There is no such exchange' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});

describe('every view', () => {
  const TABS = ['conversation', 'changes', 'cache', 'composition', 'raw', 'headers'];

  it.each([
    ['light', 1440],
    ['light', 390],
    ['dark', 1024],
  ] as const)(
    'has nothing that axe finds, and scrolls nothing sideways: %s, %i px',
    async (colorScheme, width) => {
      const page = await open('edited', '', { colorScheme, viewport: { width, height: 900 } });
      const found: [tab: string, trouble: unknown][] = [];
      for (const tab of TABS) {
        await page.locator(`[data-tab="${tab}"]`).click();
        await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
        await page.waitForLoadState('networkidle');
        for (const finding of await axeFindings(page)) found.push([tab, finding]);
        const over = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        if (Number(over) > 0) found.push([tab, over]);
      }
      expect(found).toEqual([]);
    },
  );

  it('makes text of whatever a model, a tool or a provider says', async () => {
    for (const name of ['second', 'refused']) {
      const page = await open(name, '?from=0&tab=conversation');
      for (const tab of TABS) {
        await page.locator(`[data-tab="${tab}"]`).click();
        await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
        await page.waitForLoadState('networkidle');
        expect([tab, await page.locator('#content img, #content script').count()]).toEqual([tab, 0]);
      }
    }
  });
});
