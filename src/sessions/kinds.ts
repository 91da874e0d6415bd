import { BoundedMap } from '../context/index.ts';
import type { ExchangeKind } from '../contract/index.ts';
import { fillsInTheMiddle, KIND_RULES, ruleForAll } from './kind-rules.ts';
import type { AskedCall, KindSource } from './kind-source.ts';

/** As much of a text as says what it is. */
const START = 400;

/**
 * Kinds by the last node of their context: a call that is sent again is read by what is new in it, which is nothing,
 * and its texts are gone.
 */
const known = new BoundedMap<string, ExchangeKind>(2000);

function asked(source: KindSource): AskedCall {
  const blocks = source.context?.blocks ?? [];
  const system = blocks.find((block) => block.kind === 'system' && !block.content.startsWith('x-anthropic-'));
  const talk = blocks.filter((block) => block.message >= 0 && block.kind !== 'system');
  const last = blocks.findLast((block) => block.message >= 0);
  const spoken = last !== undefined && last.role === 'user' && last.kind === 'text';
  return {
    ...source,
    system: system?.content.slice(0, START) ?? '',
    said: spoken ? last.content : '',
    parts: talk.length,
    tools: blocks.flatMap((block) => (block.kind === 'tool_schema' ? [block.tool ?? ''] : [])),
  };
}

/**
 * What a call is for where it is no turn of a conversation, though its path is that of one: a title, a compaction,
 * a probe. Null where it is what its path says. Every rule names a tool's own way of asking, since a turn of a person
 * that is taken for something else is worse than the reverse.
 */
export function kindOf(source: KindSource): ExchangeKind | null {
  if (source.operation === 'other') return fillsInTheMiddle(source) ? 'fim' : null;
  if (source.operation !== 'turn') return null;
  const call = asked(source);
  const kind = KIND_RULES.get(source.client ?? '')?.(call) ?? ruleForAll(call);
  const head = source.context?.head ?? null;
  if (head === null) return kind;
  if (kind !== null) known.set(head, kind);
  const gone = source.context?.blocks.at(-1)?.content === '';
  return kind ?? (gone ? (known.get(head) ?? null) : null);
}
