import type { ReadAnswer } from '../protocols/index.ts';
import { checkUsage } from './check-usage.ts';
import type { Flight } from './flight.ts';

/** The exchange's tokens are what the provider's usage says, as far as it says anything. */
export function applyUsage({ exchange }: Flight, { usage }: ReadAnswer): void {
  if (usage === null) return;
  exchange.usage = usage;
  exchange.warnings.push(...checkUsage(exchange.provider, usage));
  const { tokens } = exchange;
  tokens.input = usage.input;
  tokens.cache_read = usage.cache_read;
  tokens.cache_write = usage.cache_write;
  tokens.output = usage.output;
  tokens.reasoning = usage.reasoning;
  if (usage.input !== null) contextSaid(tokens, usage.input);
}

/**
 * What a provider answered that was only asked how many tokens a request has. That is no usage, and costs nothing.
 * `body`: the answer, decoded; null where it could not be.
 */
export function applyCount({ exchange, match }: Flight, body: Buffer | null): void {
  const { target } = match;
  if (
    body === null ||
    exchange.status !== 'ok' ||
    target.type !== 'operation' ||
    target.operation.counts === undefined
  )
    return;
  const said = target.operation.counts.read(fieldsOf(body));
  if (said === null || said === 0) return;
  exchange.tokens.input = said;
  contextSaid(exchange.tokens, said);
}

function contextSaid(tokens: Flight['exchange']['tokens'], input: number): void {
  tokens.context = input;
  tokens.source = 'provider';
  tokens.error = null;
}

/** The fields of an answer; none where it is not an object of JSON. */
function fieldsOf(body: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
