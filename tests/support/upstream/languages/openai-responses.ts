import type { SseEvent } from '../../sse.ts';
import { checkResponses } from '../rules/openai-responses.ts';
import {
  CREATED,
  finishOf,
  partsOf,
  type Refusal,
  SCRIPT_USAGE,
  type Script,
  type ScriptUsage,
  sealFor,
} from '../script.ts';
import type { Received } from '../types.ts';
import type { Language } from './language.ts';
import { openAiErrorBody, openAiErrorHeaders, openAiErrorName, openAiHeaders } from './openai-errors.ts';
import { eventsOfItems, itemsOf } from './responses-items.ts';

type Fields = Record<string, unknown>;

const isCompacting = (request: Received) => /\/compact(\?|$)/.test(request.path);

/** https://platform.openai.com/docs/api-reference/responses/object, `usage` */
function wireUsage(usage: ScriptUsage): Fields {
  return {
    input_tokens: usage.input,
    input_tokens_details: {
      cached_tokens: usage.cacheRead ?? 0,
      ...(usage.cacheWrite === undefined ? {} : { cache_write_tokens: usage.cacheWrite }),
    },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
    total_tokens: usage.input + usage.output,
  };
}

/** The response object, which repeats what was asked; `output` and `usage` as far as they are there. */
function responseOf(script: Script, request: Received, progress: Fields): Fields {
  const asked = request.json();
  return {
    id: `resp_${script.id ?? '1'}`,
    object: 'response',
    created_at: CREATED,
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: asked.instructions ?? null,
    max_output_tokens: asked.max_output_tokens ?? null,
    model: asked.model ?? null,
    output: [],
    parallel_tool_calls: asked.parallel_tool_calls ?? true,
    previous_response_id: asked.previous_response_id ?? null,
    prompt_cache_key: asked.prompt_cache_key ?? null,
    reasoning: asked.reasoning ?? { effort: null, summary: null },
    service_tier: 'default',
    store: asked.store ?? true,
    temperature: asked.temperature ?? 1,
    text: asked.text ?? { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: asked.tool_choice ?? 'auto',
    tools: asked.tools ?? [],
    top_p: asked.top_p ?? 1,
    truncation: 'disabled',
    usage: null,
    metadata: asked.metadata ?? {},
    ...progress,
  };
}

function ended(script: Script, request: Received): Fields {
  const finish = finishOf(script);
  const cut =
    finish === 'length' ? 'max_output_tokens' : finish === 'content_filter' ? 'content_filter' : null;
  const { usage = SCRIPT_USAGE } = script;
  return responseOf(script, request, {
    status: cut === null ? 'completed' : 'incomplete',
    ...(cut === null ? {} : { incomplete_details: { reason: cut } }),
    output: itemsOf(partsOf(script), script.id ?? '1'),
    usage: usage === null ? null : wireUsage(usage),
  });
}

/** https://platform.openai.com/docs/api-reference/responses/compact */
function compacted(script: Script): Fields {
  return {
    id: `resp_${script.id ?? '1'}`,
    object: 'response.compaction',
    created_at: CREATED,
    output: [
      {
        id: `cmp_${script.id ?? '1'}`,
        type: 'compaction',
        encrypted_content: sealFor('openai-responses', 'compacted'),
      },
    ],
    usage: wireUsage(script.usage ?? SCRIPT_USAGE),
  };
}

function numbered(events: Fields[]): SseEvent[] {
  return events.map((event, at) => ({
    event: String(event.type),
    data: JSON.stringify({ ...event, sequence_number: at }),
  }));
}

function eventsOf(script: Script, request: Received, interleaved: boolean): SseEvent[] {
  const begun = responseOf(script, request, {});
  const response = ended(script, request);
  return numbered([
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...eventsOfItems(partsOf(script), script.id ?? '1', interleaved),
    { type: `response.${response.status}`, response },
  ]);
}

/** The error's own event; the response's end follows it: https://platform.openai.com/docs/api-reference/responses-streaming/error */
function errorEvents(refusal: Refusal): SseEvent[] {
  const [, name] = openAiErrorName(refusal);
  const code = name ?? 'server_error';
  const { message, param = null } = refusal;
  const response = {
    id: 'resp_1',
    object: 'response',
    created_at: CREATED,
    status: 'failed',
    error: { code, message },
    incomplete_details: null,
    output: [],
    usage: null,
  };
  return [
    { event: 'error', data: JSON.stringify({ type: 'error', code, message, param, sequence_number: 1000 }) },
    {
      event: 'response.failed',
      data: JSON.stringify({ type: 'response.failed', response, sequence_number: 1001 }),
    },
  ];
}

/** The Responses API of OpenAI. */
export const openAiResponses: Language = {
  name: 'openai-responses',
  answers: (path) => /\/responses(\/compact)?$/.test(path),
  framing: (request) => (request.json().stream === true && !isCompacting(request) ? 'sse' : 'whole'),
  events: (script, request, { interleaved = false }) => eventsOf(script, request, interleaved),
  whole: (script, request) => (isCompacting(request) ? compacted(script) : ended(script, request)),
  headers: openAiHeaders,
  errorBody: openAiErrorBody,
  errorHeaders: openAiErrorHeaders,
  errorEvents,
  check: checkResponses,
};
