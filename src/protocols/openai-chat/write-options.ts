import type { Fields } from '../neutral/parts.ts';
import type { ChatOption, Effort } from '../neutral/quirks.ts';
import type { NeutralRequest, ReasoningRequest } from '../neutral/request.ts';
import { nearestEffort } from '../openai/reasoning-models.ts';
import { maybe } from './wire.ts';
import type { MessageTarget } from './write-assistant.ts';

function clamped(
  value: number | undefined,
  least: number,
  most: number,
  field: string,
  { notes }: MessageTarget,
): number | undefined {
  if (value === undefined) return undefined;
  const kept = Math.min(most, Math.max(least, value));
  if (kept !== value) notes.changed(field, `${value} is out of the provider's range; ${kept} was sent`);
  return kept;
}

/** Sampling and limits (platform.openai.com/docs/api-reference/chat/create). */
export function writeSampling(request: NeutralRequest, target: MessageTarget): Fields {
  const { sampling } = request;
  const { quirks, notes, model } = target;
  const limit = clamped(sampling.maxTokens, 1, Number.MAX_SAFE_INTEGER, quirks.maxTokensField, target);
  const fields: Fields = {
    ...maybe(quirks.maxTokensField, limit),
    ...maybe('stop', sampling.stop),
    ...maybe(quirks.seedField, sampling.seed),
  };
  const settings: Fields = {
    ...maybe('temperature', clamped(sampling.temperature, 0, quirks.maxTemperature, 'temperature', target)),
    ...maybe('top_p', clamped(sampling.topP, 0, 1, 'top_p', target)),
    ...maybe('presence_penalty', clamped(sampling.presencePenalty, -2, 2, 'presence_penalty', target)),
    ...maybe('frequency_penalty', clamped(sampling.frequencyPenalty, -2, 2, 'frequency_penalty', target)),
    ...option('top_k', sampling.topK, target),
    ...option('logit_bias', sampling.logitBias, target),
    ...(sampling.logprobs === undefined ? {} : option('logprobs', true, target)),
  };
  if (settings.logprobs === true && sampling.logprobs !== undefined && sampling.logprobs > 0)
    settings.top_logprobs = clamped(sampling.logprobs, 0, 20, 'top_logprobs', target);
  if (quirks.fixedSampling?.test(model) !== true) return { ...fields, ...settings };
  for (const field of Object.keys(settings))
    notes.dropped(field, `${model} has fixed sampling, and refuses it`);
  return fields;
}

/** One of OpenAI's own options, where the provider knows it. */
function option(name: ChatOption, value: unknown, { quirks, notes }: MessageTarget): Fields {
  if (value === undefined) return {};
  if (quirks.options.includes(name)) return { [name]: value };
  notes.dropped(name, 'the provider does not know it');
  return {};
}

export function writeOptions(request: NeutralRequest, target: MessageTarget): Fields {
  return {
    ...option('user', request.user, target),
    ...option('metadata', request.metadata, target),
    ...option('service_tier', request.serviceTier, target),
    ...option('prompt_cache_key', request.promptCacheKey, target),
    ...option('store', request.store, target),
    ...option('verbosity', request.verbosity, target),
  };
}

/** An effort for a budget in tokens, about as OpenRouter has it (openrouter.ai/docs/use-cases/reasoning-tokens). */
function effortOf(budget: number | undefined): Effort | undefined {
  if (budget === undefined) return undefined;
  if (budget <= 2048) return 'low';
  return budget <= 8192 ? 'medium' : 'high';
}

function effortField(asked: ReasoningRequest, thinks: boolean | null, target: MessageTarget): Fields {
  const { quirks, notes } = target;
  if (quirks.efforts.length === 0) return {};
  if (quirks.effortModels?.test(target.model) === false) {
    if (asked.effort !== undefined) notes.dropped('the effort of reasoning', `${target.model} takes none`);
    return {};
  }
  if (asked.enabled === false) {
    if (quirks.efforts.includes('none')) return { reasoning_effort: 'none' };
    const least = thinks === true ? quirks.efforts[0] : undefined;
    if (least === undefined)
      notes.dropped('the wish that the model does not think', 'the provider cannot be told');
    else
      notes.changed(
        'the wish that the model does not think',
        `it cannot be met; the least effort, ${least}, was asked for`,
      );
    return maybe('reasoning_effort', least);
  }
  // A budget alone says little of a model that may not think at all.
  const effort = asked.effort ?? (thinks === true ? effortOf(asked.budget) : undefined);
  if (effort === undefined) {
    if (asked.budget !== undefined)
      notes.dropped('the budget for reasoning', 'nobody knows whether the model takes one');
    return {};
  }
  const sent = nearestEffort(effort, quirks.efforts);
  if (sent !== effort && asked.effort !== undefined)
    notes.changed('the effort of reasoning', `${effort} is not known; ${sent} was sent`);
  return maybe('reasoning_effort', sent);
}

/** OpenRouter takes an effort or a budget, not both (openrouter.ai/docs/use-cases/reasoning-tokens). */
function openRouter(asked: ReasoningRequest): Fields {
  const silent = asked.summary === 'none' ? { exclude: true } : {};
  if (asked.enabled === false) return { reasoning: { enabled: false } };
  if (asked.effort !== undefined) return { reasoning: { effort: asked.effort, ...silent } };
  if (asked.budget !== undefined) return { reasoning: { max_tokens: asked.budget, ...silent } };
  if (asked.enabled === true) return { reasoning: { enabled: true, ...silent } };
  return asked.summary === 'none' ? { reasoning: silent } : {};
}

/** SiliconFlow: 128 to 32,768 tokens (docs.siliconflow.com/en/api-reference/chat-completions/chat-completions). */
function switchField(asked: ReasoningRequest, target: MessageTarget): Fields {
  if (asked.enabled === false) return { enable_thinking: false };
  return {
    enable_thinking: true,
    ...maybe('thinking_budget', clamped(asked.budget, 128, 32_768, 'thinking_budget', target)),
  };
}

/**
 * Kimi K3 has an effort in the place of the switch, and K2.7 and the thinking models cannot be turned off
 * (platform.kimi.ai/docs/guide/use-reasoning-effort); DeepSeek has both (api-docs.deepseek.com/guides/thinking_mode).
 */
function thinkingField(asked: ReasoningRequest, target: MessageTarget): Fields {
  const { quirks, model, notes } = target;
  const kimi = quirks.forcedTools === 'kimi';
  if (kimi && /\bk3\b/.test(model)) return effortField(asked, true, target);
  if (asked.enabled === false) {
    if (!kimi || !/thinking|\bk2\.[7-9]\b/.test(model)) return { thinking: { type: 'disabled' } };
    notes.dropped('the wish that the model does not think', `${model} always does`);
    return {};
  }
  const switched = { thinking: { type: 'enabled' } };
  return kimi ? switched : { ...switched, ...effortField(asked, true, target) };
}

/** How the provider is asked to think; nothing where the client did not ask. */
export function writeReasoning(asked: ReasoningRequest | undefined, target: MessageTarget): Fields {
  const { quirks, notes, model } = target;
  if (asked === undefined) return {};
  const thinks = quirks.reasoningModels === null ? null : quirks.reasoningModels.test(model);
  const wants = asked.enabled !== false && (asked.enabled ?? asked.effort ?? asked.budget) !== undefined;
  if (thinks === false || quirks.reasoningRequest === null) {
    if (wants)
      notes.dropped(
        'reasoning',
        thinks === false ? `${model} is not known to think` : 'the provider cannot be told',
      );
    return {};
  }
  if (quirks.reasoningRequest === 'reasoning') return openRouter(asked);
  if (!wants && asked.enabled !== false) return {};
  if (quirks.reasoningRequest === 'enable_thinking') return switchField(asked, target);
  if (quirks.reasoningRequest === 'thinking') return thinkingField(asked, target);
  return effortField(asked, thinks, target);
}
