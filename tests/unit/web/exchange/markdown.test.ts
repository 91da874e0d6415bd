import { describe, expect, it } from 'vitest';
import { parseInline } from '../../../../web/src/components/text/inline.ts';
import { type Markdown, parseMarkdown } from '../../../../web/src/components/text/markdown.ts';

/** A tree in short: what a test is to read. */
function short(blocks: Markdown[]): string {
  return blocks.map(shortOf).join(' ');
}

function shortOf(block: Markdown): string {
  switch (block.type) {
    case 'heading':
      return `h${block.level}(${inlineShort(block.inline)})`;
    case 'paragraph':
      return `p(${inlineShort(block.inline)})`;
    case 'code':
      return `code:${block.language ?? ''}(${block.text})`;
    case 'list':
      return `${block.start === null ? 'ul' : `ol${block.start}`}(${block.items.map(short).join('|')})`;
    case 'quote':
      return `quote(${short(block.blocks)})`;
    case 'rule':
      return 'rule';
  }
}

function inlineShort(parts: ReturnType<typeof parseInline>): string {
  return parts
    .map((part) => {
      if (part.type === 'text') return part.text;
      if (part.type === 'link') return `[${part.text}→${part.address}]`;
      if (part.type === 'code') return `<${part.text}>`;
      return `${part.type === 'strong' ? 'B' : 'I'}(${inlineShort(part.children)})`;
    })
    .join('');
}

describe('Markdown', () => {
  it('has headings, paragraphs, rules, quotes and code', () => {
    const text = '# One\ntext\nmore\n\n---\n> said\n> again\n\n```ts\n# no heading\n\n*x*\n```\nafter';
    expect(short(parseMarkdown(text))).toBe(
      'h1(One) p(text\nmore) rule quote(p(said\nagain)) code:ts(# no heading\n\n*x*) p(after)',
    );
  });

  it('has lists, in one another, with code in them', () => {
    expect(short(parseMarkdown('- a\n- b\n  - c\n\n  more\n3. d\n4. e'))).toBe(
      'ul(p(a)|p(b) ul(p(c)) p(more)) ol3(p(d)|p(e))',
    );
    expect(short(parseMarkdown('1. run\n   ```\n   ls\n   ```\n2. done'))).toBe(
      'ol1(p(run) code:(ls)|p(done))',
    );
  });

  it('takes a fence without an end to the end, as of an answer that was cut', () => {
    expect(short(parseMarkdown('look:\n```py\nx = 1'))).toBe('p(look:) code:py(x = 1)');
  });

  it('keeps the columns of a table', () => {
    expect(short(parseMarkdown('| a | b |\n|---|---|\n| 1 | 2 |'))).toBe(
      'code:(| a | b |\n|---|---|\n| 1 | 2 |)',
    );
  });

  it('has emphasis, code and links within a line; names with underscores stay names', () => {
    expect(inlineShort(parseInline('a **b *c*** `d*e` [f](http://g)'))).toContain('<d*e> [f→http://g]');
    expect(inlineShort(parseInline('**bold** and *slanted* and __strong__'))).toBe(
      'B(bold) and I(slanted) and B(strong)',
    );
    expect(inlineShort(parseInline('snake_case_name and 2 * 3 * 4 and \\*no\\*'))).toBe(
      'snake_case_name and 2 * 3 * 4 and \\*no\\*',
    );
    expect(inlineShort(parseInline('``a ` b`` and `open'))).toBe('<a ` b> and `open');
  });

  it('makes text of HTML and of addresses of any kind', () => {
    const text = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) <script>';
    expect(short(parseMarkdown(text))).toBe(
      'p(<img src=x onerror=alert(1)> [x→javascript:alert(1)] <script>)',
    );
  });

  it.each([
    ['stars', '*'],
    ['pairs of stars', '**a '],
    ['brackets', '['],
    ['ticks', '` '],
    ['quotes', '> '],
    ['items', '- '],
    ['underscores', '_a'],
  ])('takes time in proportion to the text, for many %s', (_, piece) => {
    const text = piece.repeat(30_000);
    expect(JSON.stringify(parseMarkdown(text)).length).toBeGreaterThan(0);
  });

  it('loses no letter of a text', () => {
    const text = '# a\n\nb **c** `d` [e](f)\n\n- g\n  - h\n\n> i\n\n```\nj\n```';
    const letters = short(parseMarkdown(text)).match(/(?<![a-z])[a-j](?![a-z0-9])/g);
    expect([...new Set(letters)].sort().join('')).toBe('abcdefghij');
  });
});
