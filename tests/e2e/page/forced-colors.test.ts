import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { startTalks, type Talks } from '../../support/browser/talk.ts';
import { send } from '../../support/http.ts';

let browser: Browser;
let talks: Talks;
beforeAll(async () => {
  browser = await startBrowser();
  talks = await startTalks();
  await send(`${talks.program.url}/v1/chat/completions`, { body: { model: 'unheard-of', messages: [] } });
  const talk = talks.begin('Tell things apart');
  for (let n = 1; n <= 5; n++) {
    const result = { tool: 'read_file', text: `part ${n} `.repeat(50 * n) };
    await talk.turn({ input: n * 1000, cached: (n - 1) * 1000, result, maxTokens: 2000 });
  }
});
afterAll(async () => {
  await browser.close();
  await talks.stop();
});

const open = (path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> =>
  browser.open(`${talks.program.url}/#${path}`, { forcedColors: 'active', colorScheme });

/** A property of every element that a selector finds, as it is drawn. */
const drawn = (page: Page, selector: string, property: string): Promise<string[]> =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((e) => getComputedStyle(e).getPropertyValue(${JSON.stringify(property)}))`,
  );

/** What the system draws a colour's name as. */
const system = (page: Page, name: string): Promise<string> =>
  page.evaluate<string>(
    `(() => { const e = document.createElement('i'); e.style.cssText = 'forced-color-adjust: none; color: ${name}'; document.body.append(e); const { color } = getComputedStyle(e); e.remove(); return color; })()`,
  );

describe.each(['light', 'dark'] as const)('in the colours of the system, %s', (scheme) => {
  it('texts and grounds are the system’s, within panels too', async () => {
    const page = await open('/', scheme);
    await page.getByRole('meter').waitFor();
    const text = await system(page, 'CanvasText');
    const ground = await system(page, 'Canvas');
    expect(new Set(await drawn(page, '.panel', 'background-color'))).toEqual(new Set([ground]));
    expect(new Set(await drawn(page, '.panel .quiet, .gauge-number', 'color'))).toEqual(new Set([text]));
    expect(await axeFindings(page)).toEqual([]);
  });

  it('parts of the gauge keep their colours, and a line between them', async () => {
    const page = await open('/', scheme);
    await page.locator('.gauge-fill > span').nth(2).waitFor();
    const parts = await drawn(page, '.gauge-fill > .kind:not(.kind-overhead)', 'background-color');
    expect(new Set(parts).size).toBe(parts.length);
    const text = await system(page, 'CanvasText');
    expect(new Set(await drawn(page, '.gauge-fill > span', 'border-right-color'))).toEqual(new Set([text]));
    expect(new Set(await drawn(page, '.gauge-fill > span', 'border-right-width'))).toEqual(new Set(['1px']));
    expect(await drawn(page, '.gauge-rail', 'background-color')).not.toEqual([await system(page, 'Canvas')]);
    expect(await drawn(page, '.gauge-reserved', 'background-image')).toEqual([
      expect.stringContaining('repeating-linear-gradient'),
    ]);
  });

  it('a state has its sign and its word, and its time is drawn', async () => {
    const page = await open('/', scheme);
    const list = page.locator('[data-list]');
    await list.getByText('✕').first().waitFor();
    await list.getByText('✓').first().waitFor();
    await page.locator('.wf-stream').first().waitFor();
    expect(await drawn(page, '.wf-stream', 'background-color')).not.toContain(await system(page, 'Canvas'));
  });

  it('what is chosen is marked, and what has the focus, too', async () => {
    const page = await open('/spend', scheme);
    await page.getByRole('button', { name: '30 days' }).waitFor();
    const chosen = await system(page, 'Highlight');
    expect(await drawn(page, '.nav a[aria-current]', 'background-color')).toEqual([chosen]);
    expect(new Set(await drawn(page, '.button[aria-pressed="true"]', 'background-color'))).toEqual(
      new Set([chosen]),
    );
    expect(await drawn(page, '.button[aria-pressed="false"]', 'background-color')).not.toContain(chosen);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const ring = await drawn(page, ':focus-visible', 'outline-style');
    expect(ring).toEqual(['solid']);
    expect(await drawn(page, ':focus-visible', 'outline-width')).toEqual(['2px']);
  });

  it('the lines and bars of a chart tell apart', async () => {
    const page = await open('/sessions', scheme);
    await page.getByRole('link', { name: /Tell things apart/ }).click();
    await page.locator('canvas').waitFor();
    const hues = `(() => {
      const canvas = document.querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const hues = new Set();
      for (let i = 0; i < data.length; i += 4) {
        const [r, g, b, a] = data.subarray(i, i + 4);
        if (a === 255 && Math.max(r, g, b) - Math.min(r, g, b) > 60) hues.add(r > b ? 'warm' : 'cold');
      }
      return [...hues].sort();
    })()`;
    await expect.poll(() => page.evaluate<string[]>(hues)).toEqual(['cold', 'warm']);
    expect(new Set(await drawn(page, '.strip-column', 'fill'))).not.toContain(await system(page, 'Canvas'));
  });
});
