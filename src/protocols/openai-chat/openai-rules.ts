import type { Fields } from '../neutral/parts.ts';
import { effortsOf, fittingEffort, reasons, refusesEffortWithTools } from '../openai/reasoning-models.ts';
import { shortenedId } from '../openai/shortened-id.ts';
import { listOf } from './wire.ts';
import type { MessageTarget } from './write-assistant.ts';

const MOST_STOPS = 4;
/** `ChatCompletionCreateParams.service_tier` of the `openai` package, 6.49. */
const TIERS: readonly unknown[] = ['auto', 'default', 'flex', 'scale', 'priority'];

function drop(body: Fields, field: string, why: string, { notes }: MessageTarget): void {
  if (body[field] === undefined) return;
  delete body[field];
  notes.dropped(field, why);
}

function fitStop(body: Fields, target: MessageTarget): void {
  if (reasons(target.model)) {
    drop(body, 'stop', `${target.model} refuses it: the answer may go on behind it`, target);
    return;
  }
  const stop = listOf(body.stop);
  if (stop.length <= MOST_STOPS) return;
  body.stop = stop.slice(0, MOST_STOPS);
  target.notes.changed(
    'stop',
    `${stop.length} are more than OpenAI takes; the first ${MOST_STOPS} were sent`,
  );
}

function fitEffort(body: Fields, { model, notes }: MessageTarget): void {
  const tools = listOf(body.tools).length > 0;
  if (tools && refusesEffortWithTools(model)) {
    if (body.reasoning_effort !== undefined && body.reasoning_effort !== 'none')
      notes.changed(
        'the effort of reasoning',
        `sent as none: ${model} takes tools in chat completions only without reasoning; over the Responses API it takes both`,
      );
    body.reasoning_effort = 'none';
    return;
  }
  const effort = body.reasoning_effort as Parameters<typeof fittingEffort>[0] | undefined;
  if (effort === undefined) return;
  if (effort === 'none' && effortsOf(model) === null) delete body.reasoning_effort;
  else body.reasoning_effort = fittingEffort(effort, model, notes);
}

/**
 * A request as OpenAI's own chat completions take it.
 * - `stop`: at most four, none of models that reason ("Not supported with latest reasoning models", the types of the
 *   `openai` package; github.com/huggingface/smolagents/issues/1893 for gpt-5.2)
 * - `parallel_tool_calls`: refused by o-series models (github.com/evalstate/fast-agent/issues/279)
 * - tools and an effort: see `refusesEffortWithTools`
 * - `metadata`: "only allowed when 'store' is enabled" (github.com/QwenLM/qwen-code/issues/243)
 * - `user` and `prompt_cache_key`: at most 64 characters (github.com/maximhq/bifrost/pull/1000)
 */
export function asOpenAITakesIt(body: Fields, target: MessageTarget): Fields {
  fitStop(body, target);
  fitEffort(body, target);
  if (/^o\d/.test(target.model)) drop(body, 'parallel_tool_calls', `${target.model} refuses it`, target);
  if (body.store !== true) drop(body, 'metadata', 'OpenAI takes it only with store', target);
  if (body.service_tier !== undefined && !TIERS.includes(body.service_tier))
    drop(body, 'service_tier', 'OpenAI knows no such tier', target);
  for (const field of ['user', 'prompt_cache_key']) {
    const id = body[field];
    if (typeof id === 'string') body[field] = shortenedId(id, '');
  }
  return body;
}
