import type { SseEvent } from '../../sse.ts';
import { checkGemini } from '../rules/gemini.ts';
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
import type { Language, WritingOptions } from './language.ts';

type Fields = Record<string, unknown>;

/** A turn that calls functions ends with STOP, too. */
const FINISH_REASONS: Record<ScriptFinish, string> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  content_filter: 'SAFETY',
  refusal: 'PROHIBITED_CONTENT',
};

/** https://google.aip.dev/193 and https://ai.google.dev/gemini-api/docs/troubleshooting */
const STATUSES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

const PATH = /\/models\/(.+):(generateContent|streamGenerateContent|countTokens)$/;

function target(request: Received): { model: string; method: string; query: URLSearchParams } {
  const url = new URL(request.path, 'http://upstream');
  const [, model = '', method = ''] = PATH.exec(decodeURIComponent(url.pathname)) ?? [];
  return { model, method, query: url.searchParams };
}

/** https://ai.google.dev/api/generate-content#UsageMetadata: candidates are counted without thoughts. */
function wireUsage(script: Script, options: { whole: boolean }): Fields {
  const usage = script.usage ?? SCRIPT_USAGE;
  const { cacheRead = 0, reasoning = 0 } = usage;
  const prompt = {
    promptTokenCount: usage.input,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: usage.input }],
    ...(cacheRead > 0 ? { cachedContentTokenCount: cacheRead } : {}),
  };
  if (!options.whole) return { ...prompt, totalTokenCount: usage.input };
  return {
    ...prompt,
    candidatesTokenCount: usage.output - reasoning,
    ...(reasoning > 0 ? { thoughtsTokenCount: reasoning } : {}),
    totalTokenCount: usage.input + usage.output,
  };
}

/**
 * Parts as they are streamed; a call comes whole. What signs the reasoning stands on the first call behind it, or, where
 * there is none, on the answer's last part: https://ai.google.dev/gemini-api/docs/thought-signatures
 */
function wireParts(script: Script, { callIds = true }: WritingOptions): Fields[] {
  const parts: Fields[] = [];
  let pending: string | undefined;
  const signed = (part: Fields, own?: string): Fields => {
    const seal = own ?? pending;
    pending = undefined;
    return seal === undefined ? part : { ...part, thoughtSignature: sealFor('gemini', seal) };
  };
  for (const part of partsOf(script)) {
    if (part.type === 'reasoning') {
      pending = part.seal ?? pending;
      parts.push(...part.pieces.map((piece) => ({ text: piece, thought: true })));
    } else if (part.type === 'tool_call') {
      parts.push(signed({ functionCall: callOf(part, callIds) }, part.seal));
    } else {
      parts.push(...part.pieces.map((piece) => ({ text: piece })));
    }
  }
  if (pending !== undefined) parts.push(signed({ text: '' }));
  return parts;
}

function callOf(part: ScriptPart & { type: 'tool_call' }, ids: boolean): Fields {
  if (part.custom) throw new Error('A script has a custom tool call: Gemini has no such tools');
  const args: unknown = JSON.parse(part.pieces.join('') || '{}');
  return { ...(ids ? { id: part.id } : {}), name: part.name, args };
}

/** In a whole answer, pieces of one text are one part. */
function joined(parts: Fields[]): Fields[] {
  const whole: Fields[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    const goesOn =
      last !== undefined &&
      typeof last.text === 'string' &&
      typeof part.text === 'string' &&
      last.thought === part.thought &&
      part.thoughtSignature === undefined;
    if (goesOn) whole[whole.length - 1] = { ...last, text: `${last.text}${part.text}` };
    else whole.push(part);
  }
  return whole;
}

function responseOf(script: Script, request: Received, parts: Fields[], last: boolean): Fields {
  const { model } = target(request);
  return {
    candidates: [
      {
        content: { parts, role: 'model' },
        ...(last ? { finishReason: FINISH_REASONS[finishOf(script)] } : {}),
        index: 0,
      },
    ],
    ...(script.usage === null ? {} : { usageMetadata: wireUsage(script, { whole: last }) }),
    modelVersion: model,
    responseId: script.id ?? '1',
  };
}

function errorOf(refusal: Refusal): Fields {
  const status = refusal.code ?? STATUSES[refusal.status] ?? 'INTERNAL';
  const details =
    refusal.retryAfter === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${refusal.retryAfter}s` }];
  return {
    error: {
      code: refusal.status,
      message: refusal.message,
      status,
      ...(details.length > 0 ? { details } : {}),
    },
  };
}

/** The Gemini API of Google AI. */
export const gemini: Language = {
  name: 'gemini',
  answers: (path) => PATH.test(decodeURIComponent(path)),
  framing(request) {
    const { method, query } = target(request);
    if (method !== 'streamGenerateContent') return 'whole';
    return query.get('alt') === 'sse' ? 'sse' : 'list';
  },
  events(script, request, options): SseEvent[] {
    const parts = wireParts(script, options);
    const events = parts.map((part) => responseOf(script, request, [part], false));
    return [...events, responseOf(script, request, [{ text: '' }], true)];
  },
  whole(script, request, options) {
    const usage = script.usage ?? SCRIPT_USAGE;
    if (target(request).method === 'countTokens')
      return {
        totalTokens: usage.input,
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: usage.input }],
      };
    return responseOf(script, request, joined(wireParts(script, options)), true);
  },
  headers: () => ({ 'server-timing': 'gfet4t7; dur=12' }),
  errorBody: errorOf,
  errorHeaders: () => ({}),
  errorEvents: (refusal) => [errorOf(refusal)],
  check: checkGemini,
};
