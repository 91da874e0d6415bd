import {
  type Difference,
  findPrevious,
  firstLine,
  judgeCache,
  type SentBlock,
  type TextDifference,
  textDifference,
} from '../../context/index.ts';
import type { CacheBreak, CacheExplanation, Usage } from '../../contract/index.ts';
import { roundUsd } from '../../exchange/index.ts';
import { costOf, type Prices } from '../../pricing/index.ts';
import { cacheRuleFor } from '../../providers/index.ts';
import type { StoredExchange } from '../../storage/index.ts';
import type { ServerDeps } from '../deps.ts';
import type { Language } from '../page/texts.ts';
import { type CacheReads, gather } from './gather.ts';
import { changedParameters } from './parameters.ts';
import { explanationOf } from './texts.ts';

type Deps = Pick<ServerDeps, 'bodies' | 'choiceFor' | 'config' | 'pricesOf'> & { store: CacheReads };

/** The difference with the lines that differ, and how alike the two blocks are. */
interface ShownDifference {
  shown: CacheBreak;
  texts: TextDifference | null;
}

function isWhole(block: SentBlock | null, content: string): boolean {
  return block === null || Buffer.byteLength(content) === block.bytes;
}

async function show(store: CacheReads, difference: Difference): Promise<ShownDifference> {
  const { index, change, block, before, after } = difference;
  const { kind, role, tool } = block;
  const shown = { index, change, kind, role, tool, line: null, before: null, after: null };
  if (change === 'marks') {
    const texts = textDifference(before?.envelope ?? '', after?.envelope ?? '');
    return { shown: { ...shown, before: texts.before, after: texts.after }, texts: null };
  }
  const hashes = [before, after].flatMap((each) => (each === null ? [] : [each.hash]));
  const contents = new Map((await store.contentsOf(hashes)).map((each) => [each.hash, each.content]));
  const was = before === null ? null : (contents.get(before.hash) ?? null);
  const is = after === null ? null : (contents.get(after.hash) ?? null);
  if (was === null || is === null) {
    const [first, then] = [was, is].map((text) => (text === null ? null : firstLine(text)));
    return { shown: { ...shown, before: first ?? null, after: then ?? null }, texts: null };
  }
  const texts = textDifference(was, is);
  const { line } = texts;
  const lines = line === null ? {} : { line, before: texts.before, after: texts.after };
  // How alike two texts are, their beginnings do not say.
  return { shown: { ...shown, ...lines }, texts: isWhole(before, was) && isWhole(after, is) ? texts : null };
}

/**
 * What it would have cost less, had these tokens come from the cache, in US dollars: they were paid as input, or as
 * written to the cache as far as something was. Null where a price is not known.
 */
function lostUsd(usage: Usage | null, lost: number | null, prices: Prices | null): number | null {
  if (lost === 0) return 0;
  if (usage === null || lost === null || prices === null || usage.input === null) return null;
  const write = usage.cache_write ?? 0;
  const left = Math.max(0, write - lost);
  const hour = usage.cache_write_1h ?? 0;
  // What came out costs the same either way, known or not.
  const input = { ...usage, output: 0, reasoning: null };
  const paid = costOf(input, prices).usd;
  const instead = costOf(
    {
      ...input,
      cache_read: (usage.cache_read ?? 0) + lost,
      cache_write: left,
      cache_write_1h: write === 0 ? 0 : (hour * left) / write,
    },
    prices,
  ).usd;
  return paid === null || instead === null ? null : roundUsd(Math.max(0, paid - instead));
}

function ruleOf(deps: Deps, exchange: StoredExchange) {
  const provider = deps.config().providers.find((each) => each.name === exchange.provider);
  const known = provider ?? {
    name: exchange.provider ?? '',
    type: 'openai-compatible' as const,
    preset: null,
    baseUrl: '',
  };
  return cacheRuleFor(known, exchange.providerModel);
}

/** Explains what of an exchange came from the provider's cache. Keeps nothing; what it reads is bounded. */
export async function explainCache(
  deps: Deps,
  exchange: StoredExchange,
  language: Language,
): Promise<CacheExplanation> {
  const vocabulary = exchange.counted?.vocabulary ?? deps.choiceFor(exchange).vocabulary;
  const gathered = await gather(deps.store, exchange, ruleOf(deps, exchange), vocabulary);
  const { turn, context, references, rule } = gathered;
  const previous = findPrevious(turn, context, references, gathered.aliveS);
  const difference = previous?.difference ?? null;
  const seen = difference === null ? null : await show(deps.store, difference);
  const judged = judgeCache({ ...gathered, previous, texts: seen?.texts ?? null });
  const compared = judged.comparedWith;
  const earlier = compared === null ? undefined : gathered.stored.get(compared.exchangeId);
  let { cause } = judged;
  let parameters: string[] = [];
  if (cause === 'provider_missed' && rule.keys.length > 0 && earlier?.protocol === exchange.protocol) {
    const [then, now] = await Promise.all([deps.bodies(earlier.id), deps.bodies(exchange.id)]);
    parameters = changedParameters(then?.request ?? null, now?.request ?? null, rule.keys);
    if (parameters.length > 0) cause = 'parameters_changed';
  }
  const prices = judged.lostTokens === null ? null : await deps.pricesOf(exchange);
  const explained = {
    exchange_id: exchange.id,
    rule,
    compared_with:
      compared === null
        ? null
        : {
            exchange_id: compared.exchangeId,
            session_id: compared.sessionId,
            provider: compared.provider,
            provider_model: compared.providerModel,
            age_s: Math.max(0, exchange.startedAt - compared.startedAt) / 1000,
          },
    shared: { blocks: judged.sharedBlocks, tokens: judged.sharedTokens },
    reported: { read: turn.cacheRead, write: turn.cacheWrite },
    expected_tokens: judged.expectedTokens,
    broke_at: seen?.shown ?? null,
    tools: difference?.tools ?? null,
    parameters,
    cause,
    lost_tokens: judged.lostTokens,
    lost_usd: lostUsd(exchange.usage, judged.lostTokens, prices),
  };
  return { ...explained, explanation: explanationOf(explained, exchange, language) };
}
