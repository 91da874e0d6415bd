import { chatEvents, chatWhole, type ToolCall } from '../handlers/chat.ts';
import { checkChat } from '../rules/openai-chat.ts';
import {
  callsOf,
  finishOf,
  partsOf,
  SCRIPT_USAGE,
  type Script,
  type ScriptUsage,
  sealFor,
} from '../script.ts';
import type { Language } from './language.ts';
import { openAiErrorBody, openAiErrorHeaders, openAiHeaders } from './openai-errors.ts';

/** https://platform.openai.com/docs/api-reference/chat/object, `usage` */
function wireUsage(usage: ScriptUsage): Record<string, unknown> {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead ?? 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoning ?? 0, audio_tokens: 0 },
  };
}

function piecesOf(script: Script, type: 'text' | 'reasoning' | 'refusal'): string[] {
  return partsOf(script).flatMap((part) => (part.type === type ? part.pieces : []));
}

/** OpenRouter's and others' signatures ride beside the text: https://openrouter.ai/docs/use-cases/reasoning-tokens */
function sealsOf(script: Script): Record<string, unknown>[] {
  return partsOf(script).flatMap((part, index) =>
    part.type === 'reasoning' && part.seal !== undefined
      ? [{ type: 'reasoning.encrypted', data: sealFor('openai-chat', part.seal), index }]
      : [],
  );
}

function shapeOf(script: Script, interleaved: boolean) {
  const calls = callsOf(script).map(
    (call): ToolCall => ({
      id: call.id,
      name: call.name,
      arguments: call.pieces.join(''),
      pieces: call.pieces,
      ...(call.custom ? { custom: true } : {}),
    }),
  );
  const finish = finishOf(script);
  const { usage = SCRIPT_USAGE } = script;
  return {
    id: `chatcmpl-${script.id ?? '1'}`,
    chunks: piecesOf(script, 'text'),
    reasoning: piecesOf(script, 'reasoning'),
    refusal: piecesOf(script, 'refusal'),
    seals: sealsOf(script),
    toolCalls: calls,
    interleaved,
    finish: finish === 'refusal' ? 'stop' : finish,
    usageValue: usage === null ? null : wireUsage(usage),
  };
}

export const openAiChat: Language = {
  name: 'openai-chat',
  answers: (path) => path.endsWith('/chat/completions'),
  framing: (request) => (request.json().stream === true ? 'sse' : 'whole'),
  events(script, request, { interleaved = false }) {
    const { usageValue, ...shape } = shapeOf(script, interleaved);
    if (usageValue === null) return chatEvents({ ...shape, usage: 'never' }, request);
    return chatEvents({ ...shape, usage: 'asked', usageValue }, request);
  },
  whole: (script, request) => {
    const { chunks, reasoning, refusal, usageValue, ...shape } = shapeOf(script, false);
    return chatWhole(
      {
        ...shape,
        ...(chunks.length === 0 ? {} : { text: chunks.join('') }),
        ...(reasoning.length === 0 ? {} : { reasoning: reasoning.join('') }),
        ...(refusal.length === 0 ? {} : { refusal: refusal.join('') }),
        usage: usageValue,
      },
      request,
    );
  },
  headers: openAiHeaders,
  errorBody: openAiErrorBody,
  errorHeaders: openAiErrorHeaders,
  errorEvents: (refusal) => [openAiErrorBody(refusal)],
  check: checkChat,
};
