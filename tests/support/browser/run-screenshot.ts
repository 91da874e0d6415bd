// `npm run screenshot`: takes the README's picture of the first page, with an afternoon's work in it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { ROOT } from '../program.ts';
import { startDemo } from './demo.ts';

const [target = path.join(ROOT, 'docs', 'images', 'now.png'), hash = '#/'] = process.argv.slice(2);

const demo = await startDemo();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  await page.goto(`${demo.program.url}/${hash}`);
  await page.locator('[data-exchange]').first().waitFor();
  demo.streaming();
  await page.getByText('streaming').first().waitFor();
  await page.getByRole('meter').waitFor();
  // The counts of the last request, and a second of its stream.
  await page.waitForTimeout(2500);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, await page.screenshot());
  console.log(target);
} finally {
  await browser.close();
  await demo.stop();
}
