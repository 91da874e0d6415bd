import type { PlacedContext } from '../context/index.ts';
import type { ExchangeKind, ExchangeTokens } from '../contract/index.ts';
import type { Exchange } from '../exchange/index.ts';
import type { StoredExchange } from '../storage/index.ts';
import {
  agreesWithOurs,
  type CalibrationRoute,
  isOdd,
  predict,
  ratioOf,
  type Vocabulary,
  type VocabularyChoice,
} from '../tokens/index.ts';
import type { Before } from './anchors.ts';
import { type CountedContext, choiceFor } from './count-context.ts';
import type { PipelineDeps } from './deps.ts';
import type { Flight } from './flight.ts';

type Deps = Pick<PipelineDeps, 'anchors' | 'calibrations' | 'store'>;

/** How many tokens a context has for its provider, as far as we know. */
export type Expected = Pick<ExchangeTokens, 'source' | 'error'> & { tokens: number };

/** Kinds whose usage is of the context that we count. */
const CHATS: ReadonlySet<ExchangeKind> = new Set(['turn', 'title', 'compaction']);

/** Fields by which a request goes on something that the provider keeps: what it has sent is not its whole context. */
const KEPT_BY_PROVIDER = ['previous_response_id', 'conversation', 'cachedContent', 'cached_content'];

/** A model's name that is longer than this (UTF-16 units) is no model's. */
const LONGEST_MODEL = 300;

/** The last blocks (nodes) that are looked up in the store, and exchanges that are read for them. */
const STORED_NODES = 300;
const STORED_EXCHANGES = 3;

/** Whether the provider reads more than the body has. */
export function hidesContext(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const fields = body as Record<string, unknown>;
  if (KEPT_BY_PROVIDER.some((field) => fields[field] !== undefined && fields[field] !== null)) return true;
  // A template of the provider's; a list or a string is the old completions' text.
  return typeof fields.prompt === 'object' && fields.prompt !== null && !Array.isArray(fields.prompt);
}

/**
 * Whether a provider may put words of its own into the context for what a request asks: a tool that must or must not be
 * called, a search. How many is not published.
 */
export function asksForMore(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const { tool_choice: choice, web_search_options: search } = body as Record<string, unknown>;
  const chosen = typeof choice === 'object' && choice !== null ? (choice as { type?: unknown }).type : choice;
  return (chosen ?? 'auto') !== 'auto' || (search ?? null) !== null;
}

/** Where what is learnt of an exchange belongs; null where it has not gone to a model. */
export function calibrationRoute(exchange: Exchange, vocabulary: Vocabulary): CalibrationRoute | null {
  const { provider, providerModel, model, protocol } = exchange;
  const name = providerModel ?? model;
  if (provider === null || protocol === null || name === null || name.length > LONGEST_MODEL) return null;
  return { provider, model: name, vocabulary, protocol };
}

function isOf(found: StoredExchange, route: CalibrationRoute): boolean {
  return (
    found.status === 'ok' &&
    CHATS.has(found.kind) &&
    found.provider === route.provider &&
    (found.providerModel ?? found.model) === route.model &&
    found.protocol === route.protocol &&
    found.counted?.vocabulary === route.vocabulary
  );
}

/** What {@link Anchors} has forgotten, or another process saw: the last turn of this conversation, from the store. */
async function storedBefore(
  deps: Deps,
  route: CalibrationRoute,
  placed: PlacedContext,
): Promise<Before | null> {
  const depths = new Map(placed.blocks.slice(-STORED_NODES).map(({ nodeId, depth }) => [nodeId, depth]));
  const heads = await deps.store.headsAt([...depths.keys()]);
  heads.sort((a, b) => (depths.get(b.nodeId) ?? 0) - (depths.get(a.nodeId) ?? 0));
  for (const { exchangeId, nodeId } of heads.slice(0, STORED_EXCHANGES)) {
    const found = await deps.store.getExchange(exchangeId);
    if (found === null || found.headSent !== nodeId || !isOf(found, route)) continue;
    const anchor = { counted: found.counted?.tokens ?? 0, said: found.usage?.input ?? 0, guesses: null };
    if (isOdd(deps.calibrations.of(route), anchor, null)) continue;
    deps.anchors.set(route, nodeId, anchor);
    return { ...anchor, depth: depths.get(nodeId) ?? 0 };
  }
  return null;
}

/** The last turn that a context goes on. */
async function findBefore(
  deps: Deps,
  route: CalibrationRoute,
  placed: PlacedContext,
): Promise<Before | null> {
  const known = deps.anchors.find(route, placed.blocks);
  if (known !== null) return known;
  // Nothing comes before an opening, and nothing was counted where nothing was learnt.
  if (placed.conversation.at(-1)?.hasAssistant !== true) return null;
  if (deps.calibrations.of(route).observations === 0) return null;
  if (!deps.anchors.mayBeStored(route)) return null;
  // Without the store it is predicted from other contexts.
  const stored = await storedBefore(deps, route, placed).catch(() => null);
  deps.anchors.lookedUp(route, stored !== null);
  return stored;
}

/** Whether what a context has beyond an earlier one, or all of it, was truly counted. An image's tokens are a guess. */
function trulyCounted(placed: PlacedContext, guesses: number, before: Before | null): boolean {
  if (guesses > 0 && guesses !== before?.guesses) return false;
  return !placed.blocks.some(({ kind }, at) => kind === 'image' && at >= (before?.depth ?? 0));
}

/**
 * What the provider will say of a context, from our own count of it. `hidden`: see {@link hidesContext}. Exact where our
 * count is, and the provider has not contradicted it; calibrated where the provider's counts are known.
 */
export async function expectContext(
  deps: Deps,
  route: CalibrationRoute | null,
  placed: PlacedContext,
  counted: CountedContext,
  hidden: boolean,
): Promise<Expected> {
  const { tokens, exact, guesses } = counted;
  const ours: Expected = { tokens, source: exact && !hidden ? 'exact' : 'estimate', error: null };
  if (hidden || route === null) return ours;
  const calibration = deps.calibrations.of(route);
  if (exact && agreesWithOurs(calibration)) return ours;
  const before = await findBefore(deps, route, placed);
  const predicted = predict(calibration, tokens, before);
  if (predicted.way === 'counted') return ours;
  const sure = trulyCounted(placed, guesses, before);
  return {
    tokens: predicted.tokens,
    source: sure ? 'calibrated' : 'estimate',
    error: sure ? predicted.error : null,
  };
}

/** The provider's tokens for one of ours in what the model writes; 1 where ours are its own, or nothing is known. */
export function outputRatio(
  { calibrations }: Pick<PipelineDeps, 'calibrations'>,
  exchange: Exchange,
  { vocabulary, exact }: VocabularyChoice,
): number {
  const route = exact ? null : calibrationRoute(exchange, vocabulary);
  return route === null ? 1 : ratioOf(calibrations.of(route));
}

/** Learns from the usage of an exchange that has ended, where it is of what we counted. */
export function learnContext(
  deps: Deps & Pick<PipelineDeps, 'counter'>,
  { exchange, sent: placed, measured }: Flight,
): void {
  const { status, kind, usage, counted } = exchange;
  const said = usage?.input ?? null;
  if (status !== 'ok' || !CHATS.has(kind) || said === null) return;
  if (placed === null || placed.head === null || measured === null || measured.hidden || counted === null)
    return;
  // A fallback may have gone to a model of another vocabulary.
  const { vocabulary } = choiceFor(deps, exchange);
  const route = calibrationRoute(exchange, vocabulary);
  if (route === null || vocabulary !== counted.vocabulary) return;
  const { guesses, exact } = measured;
  const before = deps.anchors.find(route, placed.blocks);
  const believed = deps.calibrations.learn(route, {
    counted: counted.tokens,
    said,
    before,
    growthCounted: before !== null && trulyCounted(placed, guesses, before),
    wholeCounted: trulyCounted(placed, guesses, null),
    exact,
  });
  if (believed) deps.anchors.set(route, placed.head, { counted: counted.tokens, said, guesses });
}
