import { answer, chatCompletion, type Handler, type Received } from './upstream/index.ts';

/** How a simulated provider caches. Times in ms, lengths in its own tokens: four UTF-16 units each. */
export interface PrefixCacheOptions {
  now(): number;
  /** `marks`: up to each `cache_control`, as Anthropic does; else by itself. */
  marks?: boolean;
  lifetimeMs?: number;
  least?: number;
  step?: number;
  /** Members of the request that must be the same. */
  keys?: string[];
  /** Whether it says what came from the cache. Default true. */
  reports?: boolean;
}

type Json = Record<string, unknown>;

/** A request as the model reads it: pieces in the order tools, system, messages, with the marks behind them. */
function piecesOf(body: Json): { text: string; marked: boolean }[] {
  const pieces: { text: string; marked: boolean }[] = [];
  const add = (role: string, part: unknown): void => {
    const { cache_control: mark, ...rest } = withoutMarks(
      (typeof part === 'object' && part !== null ? part : { type: 'text', text: part }) as Json,
    );
    pieces.push({ text: `<${role}>${JSON.stringify(rest)}`, marked: mark !== undefined });
  };
  const listOf = (value: unknown): unknown[] =>
    Array.isArray(value) ? value : value === undefined ? [] : [value];
  for (const tool of listOf(body.tools)) add('tools', tool);
  for (const name of ['system', 'instructions', 'systemInstruction'])
    for (const part of listOf(body[name])) add('system', part);
  for (const name of ['messages', 'input', 'contents']) {
    for (const message of listOf(body[name]) as Json[]) {
      const { role = 'user', content, parts, ...rest } = message;
      for (const part of [...listOf(content), ...listOf(parts)]) add(String(role), part);
      if (Object.keys(rest).length > 0) add(String(role), rest);
    }
  }
  return pieces;
}

/** Marks within a result, and the line that Anthropic takes out of a system text, are no part of what is read. */
function withoutMarks(part: Json): Json {
  const { content, text } = part;
  const inner = (each: unknown): unknown => {
    if (typeof each !== 'object' || each === null) return each;
    const { cache_control: _, ...rest } = each as Json;
    return rest;
  };
  return {
    ...part,
    ...(Array.isArray(content) ? { content: content.map(inner) } : {}),
    ...(typeof text === 'string' ? { text: text.replace(/^x-anthropic-billing-header:[^\n]*\n?/, '') } : {}),
  };
}

function common(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a.charCodeAt(same) === b.charCodeAt(same)) same++;
  return same;
}

interface Entry {
  key: string;
  text: string;
  at: number;
}

/**
 * A provider with a prefix cache of its own: it answers `Done.` and reports the tokens that it read from the cache (and
 * wrote to it, with marks), by what it was sent before. Each use renews what it finds.
 */
export function prefixCache(options: PrefixCacheOptions): Handler {
  const {
    now,
    marks = false,
    lifetimeMs = 300_000,
    least = 1024,
    step = 128,
    keys = [],
    reports = true,
  } = options;
  const entries: Entry[] = [];
  const tokens = (units: number): number => Math.ceil(units / 4);

  function usageOf(request: Received) {
    const body = request.json();
    const key = JSON.stringify([body.model, ...keys.map((name) => body[name] ?? null)]);
    const pieces = piecesOf(body);
    const text = pieces.map((piece) => piece.text).join('');
    const input = tokens(text.length);
    const alive = entries.filter((entry) => entry.key === key && now() - entry.at <= lifetimeMs);
    if (marks) {
      let units = 0;
      const ends = pieces.flatMap((piece) => {
        units += piece.text.length;
        return piece.marked ? [units] : [];
      });
      const hits = alive.filter((entry) => text.startsWith(entry.text));
      for (const hit of hits) hit.at = now();
      const read = ends.length === 0 ? 0 : Math.max(0, ...hits.map((hit) => tokens(hit.text.length)));
      const written = Math.max(0, ...ends.map(tokens));
      for (const end of ends) {
        if (tokens(end) >= least) entries.push({ key, text: text.slice(0, end), at: now() });
      }
      return {
        input,
        output: 3,
        cacheRead: read,
        cacheWrite: written >= least ? Math.max(0, written - read) : 0,
      };
    }
    let best = 0;
    for (const entry of alive) {
      const same = common(entry.text, text);
      if (same > best) best = same;
      if (same === entry.text.length) entry.at = now();
    }
    entries.push({ key, text, at: now() });
    const found = Math.floor(tokens(best) / step) * step;
    return { input, output: 3, cacheRead: found >= least ? Math.min(found, input) : 0 };
  }

  return (call) => {
    const usage = usageOf(call.request);
    if (reports) return answer({ parts: [{ type: 'text', pieces: ['Done.'] }], usage })(call);
    return chatCompletion({
      text: 'Done.',
      usage: { prompt_tokens: usage.input, completion_tokens: usage.output },
    })(call);
  };
}
