/* Words of the contract, apart from its schemas: a page that only reads them need not load a validator. */

export const EXCHANGE_KINDS = [
  'turn',
  'title',
  'compaction',
  'count_tokens',
  'fim',
  'embedding',
  'probe',
  'other',
] as const;
/** What an exchange was for. Only turns move the gauge, the diff and the forecast. */
export type ExchangeKind = (typeof EXCHANGE_KINDS)[number];

export const EXCHANGE_STATUSES = ['running', 'ok', 'error', 'cut', 'cancelled', 'interrupted'] as const;
/**
 * `cut`: the upstream ended a stream early; `cancelled`: the client went away; `interrupted`: this program
 * ended while the exchange ran.
 */
export type ExchangeStatus = (typeof EXCHANGE_STATUSES)[number];

export const TOKEN_SOURCES = ['provider', 'exact', 'calibrated', 'estimate'] as const;
/** Who counted: the provider's own usage, our exact vocabulary, our calibrated count, or a guess. */
export type TokenSource = (typeof TOKEN_SOURCES)[number];

/** The wire languages of clients and providers. */
export const PROTOCOLS = ['openai-chat', 'anthropic-messages', 'openai-responses', 'gemini'] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];
