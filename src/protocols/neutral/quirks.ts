import type { ReasoningRequest } from './request.ts';

export type Effort = NonNullable<ReasoningRequest['effort']>;

/** OpenAI's own options that not every chat provider knows. */
export type ChatOption =
  | 'user'
  | 'store'
  | 'metadata'
  | 'service_tier'
  | 'prompt_cache_key'
  | 'verbosity'
  | 'top_k'
  | 'logit_bias'
  | 'logprobs'
  | 'json_schema';

/**
 * What differs between providers of one protocol. The defaults are what the protocol's own documents say; what a
 * provider needs otherwise stands with its source in `providers/quirks.ts`.
 */
export interface Quirks {
  /**
   * Where reasoning of earlier turns stands in an assistant message of chat completions; `thinking_parts`: in the
   * content, as Mistral has it; null: it may not be sent.
   */
  reasoningField: 'reasoning_content' | 'reasoning' | 'thinking_parts' | null;
  /** Whether `reasoning_details` come with an answer and are wanted back as they were (OpenRouter). */
  reasoningDetails: boolean;
  /** Whether calls carry `extra_content.google.thought_signature` (Gemini's OpenAI endpoint). */
  thoughtSignatures: boolean;
  /** How a chat provider is asked to think. `null`: it cannot be told. */
  reasoningRequest: 'reasoning_effort' | 'reasoning' | 'thinking' | 'enable_thinking' | null;
  /** Values of `reasoning_effort` that are known, the least first; `none` turns thinking off. Empty: there is no such field. */
  efforts: readonly (Effort | 'none')[];
  /** The provider's models that think, by their ids; null: nobody knows, so an effort is sent only where the client named one. */
  reasoningModels: RegExp | null;
  /** Models whose sampling cannot be set: temperature, top_p, penalties and the like are refused. */
  fixedSampling: RegExp | null;
  /** Kimi, DeepSeek: an assistant turn that calls tools must carry its reasoning. */
  reasoningRequired: boolean;
  /** What stands for such reasoning where nobody knows it any more; null: nothing. */
  reasoningStandIn: string | null;
  /** `not_thinking`: a forced tool is refused while the model thinks; `kimi`: the same, by model. */
  forcedTools: 'any' | 'not_thinking' | 'kimi';
  /** `mistral`: nine letters or digits, nothing else; `openai`: at most 40 characters. */
  toolCallIds: 'any' | 'mistral' | 'openai';
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  seedField: 'seed' | 'random_seed';
  /** Highest temperature. */
  maxTemperature: number;
  /** Whether the role `developer` is known; else it becomes `system`. */
  developerRole: boolean;
  /** Fields that the provider refuses, by their names at the top of the body. */
  refusedFields: readonly string[];
  /** The same for fields of messages. `name` is meant for all but tool messages. */
  refusedMessageFields: readonly string[];
  /** Whether usage is asked for in streams: `stream_options.include_usage`. */
  asksUsage: boolean;
  /** Which of OpenAI's own options are known; the rest is left out of converted requests. */
  options: readonly ChatOption[];
  /** Whether tools whose input is plain text (`custom`) are known. */
  customTools: boolean;
  /**
   * `moonshot`: a JSON Schema with `type` beside `anyOf`, or a list of `items`, is refused; `openai`: one that is no
   * object at the top, has no `properties`, or arrays without `items`.
   */
  schemas: 'any' | 'moonshot' | 'openai';
  /** Whether `strict` must be the same for all tools (Cerebras). */
  strictAlike: boolean;
  /** What a tool's name may begin with: `letter`, or `_`; `any`: digits and `-`, too. */
  toolNames: 'any' | 'letter';
  /** Models that take a form for the answer or tools, and not both; null: none. */
  formatOrTools: RegExp | null;
  /** Models that take a schema for the answer, where not all do; null: all. */
  schemaModels: RegExp | null;
  /** Models that take an effort, where not all that think do; null: all. */
  effortModels: RegExp | null;
  /** Models that take system messages in front alone; null: none. */
  systemFirst: RegExp | null;
  /** Whether a tool's message may hold images. */
  toolImages: boolean;
  /** Whether an assistant's turn must stand between a tool's message and the user's (Mistral). */
  answerAfterTools: boolean;
  /** Whether files may be given by an http(s) URL. */
  fileUrls: boolean;
  /** How a last message of the assistant is marked as one to go on from; null: it cannot be. */
  prefill: 'prefix' | 'partial' | null;
  /** Whether the `content` of a turn that only calls tools is left out; else it is null. */
  omitEmptyContent: boolean;
  /** The provider is OpenAI itself: what its own models refuse is left out. */
  isOpenAI: boolean;
  /** The provider is Anthropic itself: lines that its clients mean for it alone stay. */
  isAnthropic: boolean;
  /** Whether `cache_control` marks are understood in chat completions (OpenRouter). */
  cacheMarks: boolean;
}

/**
 * Models whose own template refuses a system message that is not the first, whoever serves them: "System message must be at
 * the beginning." (github.com/QwenLM/Qwen3.8/issues/244, github.com/vllm-project/vllm/issues/41114).
 */
const STRICT_TEMPLATES = /qwen-?3\.[5-9]/i;

export const DEFAULT_QUIRKS: Quirks = {
  reasoningField: 'reasoning_content',
  reasoningDetails: false,
  thoughtSignatures: false,
  reasoningRequest: 'reasoning_effort',
  efforts: ['low', 'medium', 'high'],
  reasoningModels: null,
  fixedSampling: null,
  reasoningRequired: false,
  reasoningStandIn: null,
  forcedTools: 'any',
  toolCallIds: 'any',
  maxTokensField: 'max_tokens',
  seedField: 'seed',
  maxTemperature: 2,
  developerRole: false,
  refusedFields: [],
  refusedMessageFields: [],
  asksUsage: true,
  options: ['user', 'logit_bias', 'logprobs', 'json_schema'],
  customTools: false,
  schemas: 'any',
  strictAlike: false,
  toolNames: 'any',
  formatOrTools: null,
  schemaModels: null,
  effortModels: null,
  systemFirst: STRICT_TEMPLATES,
  toolImages: false,
  answerAfterTools: false,
  fileUrls: false,
  prefill: null,
  omitEmptyContent: false,
  isOpenAI: false,
  isAnthropic: false,
  cacheMarks: false,
};
