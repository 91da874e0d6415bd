import type { PlacedContext } from '../context/index.ts';
import { cleanLine } from './headers.ts';

/** Longest name that a session is given by itself, in characters. */
const NAME_CHARS = 80;

/** How far into a conversation, and into each text, a first line is looked for. */
const BLOCKS = 8;
const UNITS = 2048;

/** The heading under which Codex puts a project's own rules before the first text. */
const PROJECT_RULES = '# AGENTS.md instructions';

/** Where a text goes on behind the tags that it begins with, however much is in them. */
function behindTags(text: string): number {
  let start = 0;
  for (let tags = 0; tags < BLOCKS; tags++) {
    const tag = /^\s*<([\w-]+)>/.exec(text.slice(start, start + UNITS))?.[1];
    const end = tag === undefined ? -1 : text.indexOf(`</${tag}>`, start);
    if (tag === undefined || end < 0) return start;
    start = end + tag.length + 3;
  }
  return start;
}

/**
 * The first line that a person wrote: of user texts, the first line that is not empty and not a tag, since agents
 * put their surroundings into tags before it. Of a fork, whose beginning is known and so not read again, it is the
 * first that is new. Null where there is none.
 */
export function firstUserLine(context: PlacedContext): string | null {
  const texts = context.blocks
    .filter((block) => block.role === 'user' && block.kind === 'text' && block.content !== '')
    .slice(0, BLOCKS);
  for (const { content } of texts) {
    const start = behindTags(content);
    const text = content.slice(start, start + UNITS).replace(/<([\w-]+)>[\s\S]*?<\/\1>/g, '\n');
    for (const line of text.split('\n')) {
      const clean = cleanLine(line, NAME_CHARS);
      if (clean !== '' && !clean.startsWith('<') && !clean.startsWith(PROJECT_RULES)) return clean;
    }
  }
  return null;
}

/** A new session's name: its client and the first line of its user. */
export function sessionName(client: string | null, line: string | null): string {
  const parts = [client ?? '', line ?? ''].filter((part) => part !== '');
  return cleanLine(parts.length === 0 ? 'session' : parts.join(' · '), NAME_CHARS);
}
