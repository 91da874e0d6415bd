import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { startTalks, type Talk, type Talks } from '../../support/browser/talk.ts';

let browser: Browser;
let talks: Talks;
let talk: Talk;
beforeAll(async () => {
  browser = await startBrowser();
  talks = await startTalks();
  talk = talks.begin('Fill the window');
  for (const input of [2000, 2400, 2500, 3100, 3200]) await talk.turn({ input, says: 'go on' });
});
afterAll(async () => {
  await browser.close();
  await talks.stop();
});

/** Where a part of the gauge begins and ends, as shares of the bar. */
async function spanOf(page: Page, part: string): Promise<[from: number, to: number]> {
  const track = await page.locator('.gauge-track').boundingBox();
  const box = await page.locator(part).boundingBox();
  if (track === null || box === null) throw new Error(`no ${part} is seen`);
  return [(box.x - track.x) / track.width, (box.x + box.width - track.x) / track.width];
}

describe('the gauge of a conversation', () => {
  it('says by how much the provider counts otherwise', async () => {
    const page = await browser.open(talks.program.url);
    await page.getByText(/counted by the provider, [\d,.]+% more than here/).waitFor();
  });

  it('marks where the next turn should end, with the spread of those before', async () => {
    const page = await browser.open(talks.program.url);
    await page.locator('.gauge-whisker-next').waitFor();
    const [from, to] = await spanOf(page, '.gauge-whisker-next');
    expect(from).toBeCloseTo(0.33, 2);
    expect(to).toBeCloseTo(0.36, 1);
    const [left, right] = await spanOf(page, '.gauge-next');
    expect((left + right) / 2).toBeGreaterThan(from);
    expect((left + right) / 2).toBeLessThan(to);
  });

  it('keeps the room that the request lets the answer have, and none where it does not say', async () => {
    const page = await browser.open(talks.program.url);
    await page.getByRole('meter').waitFor();
    expect(await page.locator('.gauge-reserved').count()).toBe(0);
    expect(await page.getByText('answer, at most').count()).toBe(0);
    await talk.turn({ input: 3300, says: 'on', maxTokens: 2500 });
    await page.locator('.gauge-reserved').waitFor();
    const [from, to] = await spanOf(page, '.gauge-reserved');
    expect(from).toBeCloseTo(0.75, 2);
    expect(to).toBeCloseTo(1, 1);
    await page.locator('.gauge .legend li', { hasText: /^answer, at most 2,500$/ }).waitFor();
    await talk.turn({ input: 3400, says: 'on', maxTokens: 8000 });
    await page.locator('.gauge .legend li', { hasText: /^answer, at most 8,000 \(6,600 fit\)$/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
