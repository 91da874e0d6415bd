import { BoundedMap, type PlacedBlock } from '../context/index.ts';
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

/** In one go over the blocks, and without copies of them: every turn is asked, and a long one has a thousand. */
function asked({ client, headers, operation, streamed, body, context }: KindSource): AskedCall {
  let system: string | null = null;
  let last: PlacedBlock | null = null;
  let parts = 0;
  const tools: string[] = [];
  for (const block of context?.blocks ?? []) {
    const { kind, content } = block;
    if (kind === 'tool_schema') tools.push(block.tool ?? '');
    else if (kind === 'system' && system === null && !content.startsWith('x-anthropic-')) system = content;
    if (block.message < 0) continue;
    last = block;
    if (kind !== 'system') parts++;
  }
  const said = last !== null && last.role === 'user' && last.kind === 'text' ? last.content : '';
  const start = system?.slice(0, START) ?? '';
  return { client, headers, operation, streamed, body, context, system: start, said, parts, tools };
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
