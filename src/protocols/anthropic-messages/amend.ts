import { parseJson } from '../json/parse.ts';
import type { Quirks } from '../neutral/quirks.ts';
import type { Amended, ParsedRequest } from '../protocol.ts';
import { withoutBillingLine } from './billing.ts';

type Fields = Record<string, unknown>;

/** A block without the line; null where nothing else was in it. */
function amendBlock(block: unknown): unknown {
  if (typeof block !== 'object' || block === null) return block;
  const { text } = block as Fields;
  if (typeof text !== 'string') return block;
  const kept = withoutBillingLine(text);
  if (kept === text) return block;
  return kept.trim() === '' ? null : { ...block, text: kept };
}

/**
 * What a request of Claude Code needs for a provider that speaks Anthropic's language but is not Anthropic: its system
 * text without the line meant for Anthropic's billing, which changes with every request and so empties the prefix cache.
 */
export function amendMessages({ bytes, scanned }: ParsedRequest, quirks: Quirks): Amended | null {
  const span = scanned?.members.get('system');
  if (quirks.isAnthropic || span === undefined) return null;
  const given = bytes.subarray(span.start, span.end);
  if (!given.includes('x-anthropic-billing-header')) return null;
  const system = parseJson(given);
  const kept = Array.isArray(system)
    ? system.map(amendBlock).filter((block) => block !== null)
    : typeof system === 'string'
      ? withoutBillingLine(system)
      : system;
  const text = JSON.stringify(kept);
  if (text === JSON.stringify(system)) return null;
  return {
    edits: [{ ...span, text }],
    notes: [
      {
        code: 'billing_line_removed',
        message:
          'the line x-anthropic-billing-header was taken out of the system text: it changes with every request, and would empty the cache of a provider that is not Anthropic',
      },
    ],
  };
}
