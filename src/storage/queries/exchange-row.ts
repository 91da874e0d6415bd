import type {
  Attempt,
  Cost,
  CostSource,
  RouteDecision,
  Silence,
  TokenSource,
  Usage,
  Warning,
} from '../../contract/index.ts';
import type { StoredUse } from '../choice-port.ts';
import type { StoredExchange } from '../port.ts';
import type { ExchangeTable } from '../schema.ts';
import { clean } from './clean.ts';

type Figure = number | null;

/** Where `headSent` is: unknown, the same as `headReceived`, or in the column `head_other`. */
const HEAD_UNKNOWN = 0;
const HEAD_SAME = 1;
const HEAD_OTHER = 2;

/** A place in `data` of what has got a column since: nothing is written there, and nothing read. */
type Moved = 0;

/**
 * The JSON of the column `data`: what has no column of its own, by position (a third of the bytes, and half of
 * the time, of an object with names). Only ever appended to; a reader takes what is missing as unknown.
 */
type PackedData = [
  httpStatus: Moved,
  protocol: Moved,
  path: Moved,
  clientVersion: string | null,
  providerModel: Moved,
  route: RouteDecision | null,
  streamed: Moved,
  tokens: [
    context: Moved,
    window: Figure,
    contextUse: Moved,
    cacheWrite: Figure,
    reasoning: Figure,
    source: TokenSource | null,
    error?: Figure,
    answerLimit?: Figure,
  ],
  usage:
    | [
        input: Figure,
        cacheRead: Figure,
        cacheWrite: Figure,
        output: Figure,
        reasoning: Figure,
        total: Figure,
        cacheWrite1h?: Figure,
        costUsd?: Figure,
      ]
    | null,
  timings: [firstByte: Moved, total: Moved, proxy: Figure, longestSilence: Figure],
  attempts: Attempt[],
  warnings: Warning[],
  error: Moved,
  memoryTokens: Figure,
  headSent: 0 | 1 | 2,
  cost?: PackedCost | null,
  counted?: [vocabulary: string, tokens: number] | null,
  silences?: [atMs: number, ms: number, who: Silence['who']][] | null,
];

type PackedCost = [
  source: CostSource | null,
  input: Figure,
  cacheRead: Figure,
  cacheWrite5m: Figure,
  cacheWrite1h: Figure,
  output: Figure,
  reasoning: Figure,
];

/** A row of `exchanges`, in the order of {@link EXCHANGE_COLUMNS}. */
export type ExchangeParameters = [id: string, sessionId: number | null, ...rest: (string | number | null)[]];

/** Places in {@link ExchangeParameters}. */
export const AT = { id: 0, session: 1, headReceived: 13, headOther: 14, headLoose: 16 } as const;

export const EXCHANGE_COLUMNS = [
  'id',
  'session_id',
  'agent_id',
  'kind',
  'started_at',
  'status',
  'client_name',
  'model',
  'provider',
  'input',
  'output',
  'cache_read',
  'cost_usd',
  'head_received',
  'head_other',
  'data',
  'head_loose',
  'cache_write',
  'reasoning',
  'provider_model',
  'http_status',
  'protocol',
  'path',
  'streamed',
  'context',
  'context_use',
  'first_byte_ms',
  'total_ms',
  'error_code',
  'error_message',
  'tools',
] as const satisfies readonly (keyof ExchangeTable)[];

function packCost(cost: Cost): PackedCost | null {
  const { source, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning } = cost;
  const packed: PackedCost = [source, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning];
  return packed.every((part) => part === null) ? null : packed;
}

function unpackCost(usd: number | null, packed: PackedCost | null): Cost {
  const [
    source = null,
    input = null,
    read = null,
    write5m = null,
    write1h = null,
    output = null,
    reasoning = null,
  ] = packed ?? [];
  return {
    usd,
    input,
    cache_read: read,
    cache_write_5m: write5m,
    cache_write_1h: write1h,
    output,
    reasoning,
    source,
  };
}

function packTokens(tokens: StoredExchange['tokens']): PackedData[7] {
  const { window, cache_write, reasoning, source, error, answer_limit: limit = null } = tokens;
  return limit === null
    ? [0, window, 0, cache_write, reasoning, source, error]
    : [0, window, 0, cache_write, reasoning, source, error, limit];
}

/** The parameters of the row of an exchange. Everything is copied: the exchange may change right after. */
export function encodeExchange(exchange: StoredExchange): ExchangeParameters {
  const { tokens, usage, timings, headReceived, headSent } = exchange;
  const headState = headSent === null ? HEAD_UNKNOWN : headSent === headReceived ? HEAD_SAME : HEAD_OTHER;
  const data: PackedData = [
    0,
    0,
    0,
    exchange.clientVersion,
    0,
    exchange.route,
    0,
    packTokens(tokens),
    usage === null
      ? null
      : [
          usage.input,
          usage.cache_read,
          usage.cache_write,
          usage.output,
          usage.reasoning,
          usage.total,
          usage.cache_write_1h ?? null,
          usage.cost_usd ?? null,
        ],
    [0, 0, timings.proxy_ms, timings.longest_silence_ms],
    exchange.attempts,
    exchange.warnings,
    0,
    exchange.memoryTokens,
    headState,
    packCost(exchange.cost),
    exchange.counted === null ? null : [exchange.counted.vocabulary, exchange.counted.tokens],
    exchange.silences?.map(({ at_ms, ms, who }) => [at_ms, ms, who]) ?? null,
  ];
  return [
    exchange.id,
    exchange.sessionId,
    clean(exchange.agentId),
    exchange.kind,
    exchange.startedAt,
    exchange.status,
    clean(exchange.clientName),
    clean(exchange.model),
    clean(exchange.provider),
    tokens.input,
    tokens.output,
    tokens.cache_read,
    exchange.cost.usd,
    headReceived,
    headState === HEAD_OTHER ? headSent : null,
    JSON.stringify(data),
    // The writer finds out.
    null,
    tokens.cache_write,
    tokens.reasoning,
    clean(exchange.providerModel),
    exchange.httpStatus,
    exchange.protocol,
    clean(exchange.path),
    exchange.streamed ? 1 : 0,
    tokens.context,
    tokens.context_use,
    timings.first_byte_ms,
    timings.total_ms,
    clean(exchange.error?.code ?? null),
    clean(exchange.error?.message ?? null),
    exchange.tools.length === 0 ? null : clean(`\n${exchange.tools.join('\n')}\n`),
  ];
}

function unpackUsage({ 8: usage }: PackedData): Usage | null {
  if (usage === null) return null;
  const [input, cache_read, cache_write, output, reasoning, total, write1h, usd] = usage;
  return {
    input,
    cache_read,
    cache_write,
    output,
    reasoning,
    total,
    ...(typeof write1h === 'number' ? { cache_write_1h: write1h } : {}),
    ...(typeof usd === 'number' ? { cost_usd: usd } : {}),
  };
}

/** Columns that {@link decodeUse} reads. */
export const USE_COLUMNS = ['id', 'started_at', 'streamed', 'output', 'cost_usd', 'data'] as const;

/** What was used, of the exchange that a row holds. */
export function decodeUse(row: Pick<ExchangeTable, (typeof USE_COLUMNS)[number]>): StoredUse {
  return {
    id: row.id,
    startedAt: row.started_at,
    streamed: row.streamed === 1,
    output: row.output,
    usage: unpackUsage(JSON.parse(row.data) as PackedData),
    costUsd: row.cost_usd,
  };
}

/** The exchange that a row holds. */
export function decodeExchange(row: ExchangeTable): StoredExchange {
  const data = JSON.parse(row.data) as PackedData;
  const [, window, , cacheWrite, reasoning, source, error = null, answerLimit = null] = data[7];
  const [, , proxy, longestSilence] = data[9];
  const headSent =
    data[14] === HEAD_SAME ? row.head_received : data[14] === HEAD_OTHER ? row.head_other : null;
  return {
    id: row.id,
    sessionId: row.session_id,
    agentId: row.agent_id,
    kind: row.kind,
    startedAt: row.started_at,
    status: row.status,
    httpStatus: row.http_status,
    protocol: row.protocol,
    path: row.path ?? '',
    clientName: row.client_name,
    clientVersion: data[3],
    model: row.model,
    provider: row.provider,
    providerModel: row.provider_model,
    route: data[5],
    streamed: row.streamed === 1,
    tokens: {
      context: row.context,
      window,
      context_use: row.context_use,
      input: row.input,
      cache_read: row.cache_read,
      cache_write: cacheWrite,
      output: row.output,
      reasoning,
      source,
      error,
      ...(answerLimit === null ? {} : { answer_limit: answerLimit }),
    },
    usage: unpackUsage(data),
    cost: unpackCost(row.cost_usd, data[15] ?? null),
    timings: {
      first_byte_ms: row.first_byte_ms,
      total_ms: row.total_ms,
      proxy_ms: proxy,
      longest_silence_ms: longestSilence,
    },
    attempts: data[10],
    warnings: data[11],
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    tools: row.tools === null ? [] : row.tools.slice(1, -1).split('\n'),
    headReceived: row.head_received,
    headSent,
    memoryTokens: data[13],
    counted: data[16] ? { vocabulary: data[16][0], tokens: data[16][1] } : null,
    ...(data[17] ? { silences: data[17].map(([at_ms, ms, who]) => ({ at_ms, ms, who })) } : {}),
  };
}
