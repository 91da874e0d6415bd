import * as z from 'zod';
import type { OwnTool } from '../../mcp/index.ts';
import type { StoredBlock } from '../../storage/index.ts';
import { type OwnToolDeps, ownTool, QUOTED } from './own-tool.ts';

/** Characters (UTF-16 units) of a page. */
const PAGE = 20_000;
const MOST = 100_000;

const input = z.strictObject({
  hash: z.string().min(8, 'must have 8 characters at least').max(100),
  offset: z.number().int().min(0).max(1e9).optional(),
  limit: z.number().int().min(1).max(MOST).optional(),
});

function keptOf({ bytes, content }: StoredBlock): 'whole' | 'beginning' | 'nothing' {
  if (content === null) return 'nothing';
  return Buffer.byteLength(content) < bytes ? 'beginning' : 'whole';
}

/** A place that is not within a character. */
function between(text: string, at: number): number {
  return at > 0 && at < text.length && (text.charCodeAt(at) & 0xfc00) === 0xdc00 ? at + 1 : at;
}

/** Reads a block of a context by its hash. */
export function recallTool(deps: OwnToolDeps): OwnTool {
  return ownTool(deps, {
    name: 'recall',
    title: 'Recall a block',
    description:
      'Reads recorded content by its hash, or a unique beginning of it (8+ characters), as `search` and `composition` give it. Long content comes in pages: go on with `next_offset`.',
    input,
    async answer({ hash, offset = 0, limit = PAGE }) {
      const block = await deps.store.blockByHash(hash);
      if (block === null) {
        throw new Error('hash: no such block; it may have been deleted. `search` finds what is kept.');
      }
      if (block === 'ambiguous') throw new Error('hash: several blocks begin so; give more of it.');
      const kept = keptOf(block);
      const text = block.content ?? '';
      if (offset > text.length) {
        throw new Error(`offset: beyond the end; ${text.length} characters are kept.`);
      }
      const from = between(text, offset);
      const to = between(text, Math.min(text.length, from + limit));
      return {
        note: QUOTED,
        hash: block.hash,
        kind: block.kind,
        tool: block.tool,
        bytes: block.bytes,
        kept,
        ...(kept === 'whole'
          ? {}
          : {
              why: `The setting "capture" kept ${kept === 'nothing' ? 'no content' : 'only the beginning'}.`,
            }),
        characters: block.content === null ? null : text.length,
        offset: from,
        next_offset: to < text.length ? to : null,
        content: block.content === null ? null : text.slice(from, to).toWellFormed(),
      };
    },
  });
}
