import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchors, blocks, links, PAGES, ROOT, readText, spans } from './pages.ts';

describe.each(PAGES)('%s', (page) => {
  const text = readText(page);

  it('links only to pages and headings that there are', () => {
    for (const link of links(text)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [file = '', heading] = link.split('#');
      const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
      expect(existsSync(path.join(ROOT, target)), link).toBe(true);
      if (heading !== undefined) expect(anchors(readText(target)), link).toContain(heading);
    }
  });

  it('names only files of the checkout that there are', () => {
    for (const span of spans(text)) {
      const file = /^(?:\.\/)?((?:src|tests|scripts|bench|docs)\/[\w./{},-]*[\w/])$/.exec(span)?.[1];
      if (file !== undefined) expect(existsSync(path.join(ROOT, file)), span).toBe(true);
    }
  });

  it('shows JSON that is JSON', () => {
    for (const block of blocks(text, 'json')) expect(() => JSON.parse(block), block).not.toThrow();
    for (const [, body] of text.matchAll(/-d '(\{.*?\})'/g))
      expect(() => JSON.parse(body ?? ''), body).not.toThrow();
  });
});
