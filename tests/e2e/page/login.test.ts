import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, type Browser, startBrowser } from '../../support/browser/browser.ts';
import { type RunningProgram, startProgram } from '../../support/program.ts';

const TOKEN = 'a-long-enough-access-token';

let browser: Browser;
let program: RunningProgram;
beforeAll(async () => {
  browser = await startBrowser();
  program = await startProgram({ config: `auth_token = "${TOKEN}"\n` });
});
afterAll(async () => {
  await browser.close();
  await program.stop();
});

describe('a page behind a token', () => {
  it.each(['light', 'dark'] as const)(
    'asks for it, and says when it is another; axe finds nothing, %s',
    async (colorScheme) => {
      const page = await browser.open(program.url, { colorScheme });
      expect(await axeFindings(page)).toEqual([]);
      await page.getByLabel('Access token').fill('not-the-token-at-all');
      await page.getByRole('button', { name: 'Enter' }).click();
      await page.getByRole('alert').filter({ hasText: 'That is not the token.' }).waitFor();
      expect(await page.locator('#root').count()).toBe(0);
    },
  );

  it('is live after the login, and its own request to the test model comes through', async () => {
    const page = await browser.open(program.url);
    await page.getByLabel('Access token').fill(TOKEN);
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByRole('status').filter({ hasText: /live$/ }).waitFor();
    await page.getByRole('button', { name: 'Send a request to the test model' }).click();
    await page.getByRole('row', { name: /200/ }).waitFor();
    expect(await page.evaluate('document.cookie')).not.toContain('kimi_proxy_0');
    expect(await page.content()).not.toContain(TOKEN);
    await page.goto(`${program.url}/#/connect?tool=curl`);
    await page.getByText('$KIMI_PROXY_TOKEN').first().waitFor();
    expect(await page.content()).not.toContain(TOKEN);
  });
});
