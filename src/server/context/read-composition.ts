import {
  beginningOf,
  byServer,
  byTool,
  type Composed,
  type ComposedBlock,
  compose,
  heaviest,
  MOST_FITTED,
} from '../../context/index.ts';
import type { Composition } from '../../contract/index.ts';
import type { OutlineNode, StoredExchange } from '../../storage/index.ts';
import { readAges } from './ages.ts';
import { type CountedOutline, countOutline, type OutlineDeps, outlineOf } from './counted-outline.ts';
import { callsIn, readCalls } from './read-schemas.ts';

/** Characters of a block's beginning that are shown. */
const PREVIEW = 200;

type Composing = ComposedBlock & { node: OutlineNode };

/** What a chat adds to its blocks, by our own count of both. */
function overheadOf(exchange: StoredExchange, { vocabulary, nodes }: CountedOutline) {
  const { counted, tokens } = exchange;
  const ours = tokens.source === 'exact' || tokens.source === 'estimate' ? tokens.context : null;
  const own = counted === null ? ours : counted.vocabulary === vocabulary ? counted.tokens : null;
  if (own === null) return null;
  const blocks = nodes.reduce((sum, node) => sum + node.tokens, 0);
  return { tokens: Math.max(0, own - blocks), exact: false };
}

/** How sure the parts are: see docs/context.md. */
function sourceOf(
  exchange: StoredExchange,
  { nodes }: CountedOutline,
  { fitted, parts, tokens, counted }: Composed<Composing>,
): Composition['source'] {
  if (!fitted && nodes.every(({ exact }) => exact)) return 'exact';
  const { source } = exchange.tokens;
  const told = source === 'provider' || source === 'calibrated';
  // So much less than ours is no other vocabulary's count of it.
  if (counted > tokens * MOST_FITTED) return 'estimate';
  return told && !parts.some(({ part }) => part === 'unattributed') ? 'calibrated' : 'estimate';
}

/** The beginnings of contents, by hash. */
export async function previewsOf(
  { store }: Pick<OutlineDeps, 'store'>,
  hashes: string[],
): Promise<Map<string, string | null>> {
  if (hashes.length === 0) return new Map();
  // One more, so that the cut falls between characters.
  const contents = await store.contentsOf([...new Set(hashes)], PREVIEW + 1);
  return new Map(
    contents.map(({ hash, content }) => [hash, content === null ? null : beginningOf(content, PREVIEW)]),
  );
}

/** A context with its tokens, fitted to those of the exchange. */
export interface ComposedOutline {
  counted: CountedOutline;
  composed: Composed<Composing>;
  source: Composition['source'];
}

/** Counts and fits the blocks of a context. `ages`: turns ago, by place; null where they are not asked for. */
export async function composeOutline(
  deps: OutlineDeps,
  exchange: StoredExchange,
  outline: readonly OutlineNode[],
  ages: Int32Array | null,
): Promise<ComposedOutline> {
  const counted = await countOutline(deps, exchange, outline);
  const blocks = counted.nodes.map(({ node, tokens, exact, memory }, i): Composing => {
    const { kind, tool, hash } = node.block;
    return { node, kind, role: node.role, tool, hash, tokens, exact, memory, age: ages?.[i] ?? null };
  });
  const whole = blocks.length === 0 ? 0 : exchange.tokens.context;
  const composed = compose(blocks, { overhead: overheadOf(exchange, counted), whole });
  return { counted, composed, source: sourceOf(exchange, counted, composed) };
}

/** What fills the context of an exchange. `limit`: how many of its heaviest blocks are listed. */
export async function readComposition(
  deps: OutlineDeps,
  exchange: StoredExchange,
  limit: number,
): Promise<Composition> {
  const outline = await outlineOf(deps, exchange);
  const { ages, turns } = await readAges(deps, exchange, outline);
  const { counted, composed, source } = await composeOutline(deps, exchange, outline, ages);
  const share = (tokens: number): number | null => (composed.tokens > 0 ? tokens / composed.tokens : null);

  const called =
    exchange.sessionId === null || outline.length === 0
      ? callsIn(outline)
      : await deps.store.calledTools(exchange.sessionId);
  const callsOf = await readCalls(deps, outline, called);
  const schemas = byTool(composed.blocks, 'tool_schema');
  const neverCalled = schemas.filter(({ name }) => callsOf(name) === 0);

  const heavy = heaviest(composed.blocks, limit);
  const previews = await previewsOf(
    deps,
    heavy.map(({ weighed }) => weighed.block.hash),
  );
  return {
    exchange_id: exchange.id,
    tokens: composed.tokens,
    counted: composed.counted,
    vocabulary: counted.vocabulary,
    source,
    estimated_blocks: counted.estimated,
    blocks: outline.length,
    turns,
    parts: composed.parts.map((part) => ({ ...part, share: share(part.tokens) })),
    schemas: {
      tools: schemas.map((tool) => ({ ...tool, share: share(tool.tokens), calls: callsOf(tool.name) })),
      servers: byServer(schemas).map((server) => ({ ...server, share: share(server.tokens) })),
      never_called: {
        tools: neverCalled.length,
        tokens: neverCalled.reduce((sum, { tokens }) => sum + tokens, 0),
      },
      complete: called.complete,
    },
    results: byTool(composed.blocks, 'tool_result').map((tool) => ({ ...tool, share: share(tool.tokens) })),
    repeats: composed.repeats,
    heaviest: heavy.map(({ position, weighed }) => {
      const { node, kind, role, tool, hash, age } = weighed.block;
      return {
        kind,
        role,
        tool,
        position,
        message: node.message,
        tokens: weighed.tokens,
        share: share(weighed.tokens),
        age,
        repeats: weighed.repeats,
        bytes: node.block.bytes,
        hash,
        node: node.id,
        preview: previews.get(hash) ?? null,
      };
    }),
  };
}
