import type { Page } from 'playwright-core';

/** What is on the page's clipboard. */
export function clipboardOf(page: Page): Promise<string> {
  return page.evaluate<string>('navigator.clipboard.readText()');
}

/** How many px of the page can only be seen by scrolling it sideways. */
export async function hiddenSideways(page: Page): Promise<number> {
  const px = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return Math.max(0, px);
}
