import type { SseEvent } from '../../sse.ts';
import { checkMessages } from '../rules/anthropic-messages.ts';
import {
  finishOf,
  partsOf,
  type Refusal,
  SCRIPT_USAGE,
  type Script,
  type ScriptFinish,
  type ScriptPart,
  sealFor,
} from '../script.ts';
import type { Received } from '../types.ts';
import type { Language } from './language.ts';

type Fields = Record<string, unknown>;

const STOP_REASONS: Record<ScriptFinish, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
  refusal: 'refusal',
};

/** https://docs.claude.com/en/api/errors */
const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

const isCounting = (request: Received) => request.path.split('?')[0]?.endsWith('/count_tokens') === true;

/** Input without what came from, or went to, the cache: https://docs.claude.com/en/docs/build-with-claude/prompt-caching */
function wireUsage(script: Script, output: number): Fields {
  const usage = script.usage ?? SCRIPT_USAGE;
  const { cacheRead = 0, cacheWrite = 0 } = usage;
  return {
    input_tokens: usage.input - cacheRead - cacheWrite,
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite, ephemeral_1h_input_tokens: 0 },
    output_tokens: output,
    service_tier: 'standard',
  };
}

function inputOf(pieces: string[]): unknown {
  return JSON.parse(pieces.join('') || '{}');
}

/** A block as it stands in a whole answer. */
function blockOf(part: ScriptPart): Fields {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { type: 'text', text: part.pieces.join('') };
    case 'tool_call':
      if (part.custom) throw new Error('A script has a custom tool call: Anthropic has no such tools');
      return { type: 'tool_use', id: part.id, name: part.name, input: inputOf(part.pieces) };
    case 'reasoning': {
      const signature = sealFor('anthropic-messages', part.seal ?? 'unnamed');
      if (part.redacted) return { type: 'redacted_thinking', data: signature };
      return { type: 'thinking', thinking: part.pieces.join(''), signature };
    }
  }
}

/** Whether thinking is signed, and its text kept back. */
function hidesThinking(request: Received): boolean {
  const thinking = request.json().thinking as { display?: unknown } | undefined;
  return thinking?.display === 'omitted';
}

/** The script's parts as this request is to see them. */
function shownParts(script: Script, request: Received): ScriptPart[] {
  const hidden = hidesThinking(request);
  return partsOf(script).map((part) =>
    hidden && part.type === 'reasoning' ? { ...part, pieces: [] } : part,
  );
}

function deltasOf(part: ScriptPart, block: Fields): Fields[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.pieces.map((piece) => ({ type: 'text_delta', text: piece }));
    case 'tool_call':
      return ['', ...part.pieces].map((piece) => ({ type: 'input_json_delta', partial_json: piece }));
    case 'reasoning':
      if (part.redacted) return [];
      return [
        ...part.pieces.map((piece) => ({ type: 'thinking_delta', thinking: piece })),
        { type: 'signature_delta', signature: block.signature },
      ];
  }
}

/** The block at its start: what comes in deltas is still empty. */
function emptied(block: Fields): Fields {
  const empty: Fields = { text: '', thinking: '', signature: '', input: {} };
  return Object.fromEntries(Object.entries(block).map(([key, value]) => [key, empty[key] ?? value]));
}

const named = (event: Fields): SseEvent => ({ event: String(event.type), data: JSON.stringify(event) });

function messageOf(script: Script, request: Received): Fields {
  const usage = script.usage ?? SCRIPT_USAGE;
  return {
    id: `msg_${script.id ?? '1'}`,
    type: 'message',
    role: 'assistant',
    model: request.json().model ?? null,
    content: shownParts(script, request).map(blockOf),
    stop_reason: STOP_REASONS[finishOf(script)],
    stop_sequence: null,
    usage: wireUsage(script, usage.output),
  };
}

/** https://docs.claude.com/en/docs/build-with-claude/streaming */
function eventsOf(script: Script, request: Received): SseEvent[] {
  const message = messageOf(script, request);
  const start = { ...message, content: [], stop_reason: null, usage: wireUsage(script, 1) };
  const events: Fields[] = [{ type: 'message_start', message: start }];
  for (const [index, part] of shownParts(script, request).entries()) {
    const block = blockOf(part);
    events.push({ type: 'content_block_start', index, content_block: emptied(block) });
    if (index === 0) events.push({ type: 'ping' });
    for (const delta of deltasOf(part, block)) events.push({ type: 'content_block_delta', index, delta });
    events.push({ type: 'content_block_stop', index });
  }
  events.push({
    type: 'message_delta',
    delta: { stop_reason: message.stop_reason, stop_sequence: null },
    usage: { output_tokens: (script.usage ?? SCRIPT_USAGE).output },
  });
  events.push({ type: 'message_stop' });
  return events.map(named);
}

function errorOf(refusal: Refusal): Fields {
  const type = refusal.code ?? ERROR_TYPES[refusal.status] ?? 'api_error';
  return { type: 'error', error: { type, message: refusal.message }, request_id: 'req_upstream' };
}

/** The Messages API of Anthropic. */
export const anthropicMessages: Language = {
  name: 'anthropic-messages',
  answers: (path) => /\/messages(\/count_tokens)?$/.test(path),
  framing: (request) => (request.json().stream === true && !isCounting(request) ? 'sse' : 'whole'),
  events: eventsOf,
  whole: (script, request) =>
    isCounting(request) ? { input_tokens: (script.usage ?? SCRIPT_USAGE).input } : messageOf(script, request),
  headers: () => ({
    'request-id': 'req_upstream',
    'anthropic-organization-id': 'org-upstream',
    'anthropic-ratelimit-requests-limit': '50',
    'anthropic-ratelimit-requests-remaining': '49',
    'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:01Z',
    'anthropic-ratelimit-tokens-limit': '40000',
    'anthropic-ratelimit-tokens-remaining': '39000',
    'anthropic-ratelimit-tokens-reset': '2026-01-01T00:00:06Z',
  }),
  errorBody: errorOf,
  errorHeaders: ({ status, retryAfter }) => ({
    ...(status === 429 ? { 'anthropic-ratelimit-requests-remaining': '0' } : {}),
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  }),
  errorEvents: (refusal) => [named(errorOf(refusal))],
  check: checkMessages,
};
