import type { PlacedContext } from '../context/index.ts';
import { cleanLine } from './headers.ts';

/** Longest name that a session is given by itself, in characters. */
const NAME_CHARS = 80;

/** How far into a conversation, and into each text, a first line is looked for. */
const BLOCKS = 8;
const UNITS = 2048;

/** The heading under which Codex puts a project's own rules before the first text. */
const PROJECT_RULES = '# AGENTS.md instructions';

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
    const text = content.slice(0, UNITS).replace(/<([\w-]+)>[\s\S]*?<\/\1>/g, '\n');
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
