import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export function readText(name: string): string {
  return readFileSync(path.join(ROOT, name), 'utf8');
}

/** Every page for people, by its path from the root. */
export const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].filter((name) => existsSync(path.join(ROOT, name))),
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** The fenced blocks of a page in one language; of all languages where none is named. */
export function blocks(text: string, language?: string): string[] {
  const found = [...text.matchAll(FENCE)];
  return found.filter((match) => language === undefined || match[1] === language).map((m) => m[2] ?? '');
}

/** The page without its fenced blocks. */
export function prose(text: string): string {
  return text.replace(FENCE, '');
}

/** Code within sentences and tables. */
export function spans(text: string): string[] {
  return [...prose(text).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
}

/** Commands, in blocks and within sentences, lines that end in a backslash joined. */
export function commandLines(text: string): string[] {
  const inBlocks = blocks(text).flatMap((block) => block.replace(/\\\n\s*/g, '').split('\n'));
  return [...inBlocks, ...spans(text)];
}

/** Addresses of a page's links, pictures included. */
export function links(text: string): string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

/** The anchors that GitHub gives to a page's headings. */
export function anchors(text: string): string[] {
  return [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Rows of a page's tables, cell by cell. */
export function rows(text: string): string[][] {
  return prose(text)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+$/.test(line))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** A page from a heading of the second level to the next one. */
export function section(text: string, heading: string): string {
  const start = text.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`there is no heading "${heading}"`);
  const end = text.indexOf('\n## ', start + 1);
  return text.slice(start, end < 0 ? undefined : end);
}
