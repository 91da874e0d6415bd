import { compile } from '../../../../src/mcp/json-query/compile.ts';
import type { JsonEvents } from '../../../../src/mcp/json-query/events.ts';
import { createMatches } from '../../../../src/mcp/json-query/matches.ts';
import { readJson } from '../../../../src/mcp/json-query/read-json.ts';
import { type Search, searchKeys, searchValues } from '../../../../src/mcp/json-query/search.ts';
import { followQuery } from '../../../../src/mcp/json-query/stream-query.ts';

export interface Options {
  /** Taken up as a whole, or followed as it is read. */
  whole?: boolean;
  lines?: boolean;
  chunkBytes?: number;
  maxMatches?: number;
  maxResultBytes?: number;
  maxValueBytes?: number;
  maxTokenBytes?: number;
  maxDepth?: number;
}

/** Reads a text from memory. */
export function tell(text: string | Uint8Array, events: JsonEvents, options: Options = {}): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  let done = 0;
  const read = (buffer: Uint8Array): number => {
    const piece = bytes.subarray(done, done + buffer.length);
    buffer.set(piece);
    done += piece.length;
    return piece.length;
  };
  readJson(read, events, {
    lines: options.lines ?? false,
    maxDepth: options.maxDepth ?? 512,
    maxTokenBytes: options.maxTokenBytes ?? 1e6,
    chunkBytes: options.chunkBytes ?? 4096,
  });
}

/** What a query finds: the list as it is answered, read again, and how many there are. */
export function queried(text: string | Uint8Array, jsonpath: string, options: Options = {}) {
  const query = compile(jsonpath);
  const matches = createMatches({
    maxMatches: options.maxMatches ?? 10_000,
    maxResultBytes: options.maxResultBytes ?? 1e7,
  });
  const { whole = true, maxValueBytes = 1e7 } = options;
  tell(text, followQuery(query, matches, { whole, maxValueBytes }), options);
  const { matches: list, total } = matches.list();
  return {
    total,
    text: `[${list.map((match) => match.text).join(',')}]`,
    plain: JSON.parse(`[${list.map((match) => match.plain).join(',')}]`) as {
      path: string;
      value?: unknown;
      omitted?: string;
    }[],
    badPatterns: [...query.badPatterns],
  };
}

export interface FoundMatch {
  path: string;
  similarity: number;
  value: unknown;
  shortened?: boolean;
}

/** What a search finds. */
export function searched(kind: 'keys' | 'values', text: string, query: string, limit = 5, maxBytes = 1e6) {
  const search: Search =
    kind === 'keys' ? searchKeys(query, limit, maxBytes) : searchValues(query, limit, maxBytes);
  tell(text, search, {});
  const { matches, total } = search.list();
  return {
    total,
    matches: JSON.parse(`[${matches.map((m) => m.plain).join(',')}]`) as FoundMatch[],
    text: matches.map((m) => m.text),
  };
}
