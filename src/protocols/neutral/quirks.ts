/**
 * What differs between providers of one protocol. The defaults are what the protocol's own documents say; what a
 * provider needs otherwise stands with its source in `providers/quirks.ts`.
 */
export interface Quirks {
  /** Where reasoning of earlier turns stands in an assistant message of chat completions; null: it may not be sent. */
  reasoningField: 'reasoning_content' | 'reasoning' | null;
  /** How a chat provider is asked to think. `null`: it cannot be told. */
  reasoningRequest: 'reasoning_effort' | 'reasoning' | 'thinking' | 'enable_thinking' | null;
  /** Kimi: an assistant turn that calls tools must carry its reasoning. */
  reasoningRequired: boolean;
  /** `mistral`: nine letters or digits, nothing else. */
  toolCallIds: 'any' | 'mistral';
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Whether the role `developer` is known; else it becomes `system`. */
  developerRole: boolean;
  /** Fields that the provider refuses, by their names at the top of the body. */
  refusedFields: readonly string[];
  /** Whether tools whose input is plain text (`custom`) are known. */
  customTools: boolean;
  /** The provider is Anthropic itself: lines that its clients mean for it alone stay. */
  isAnthropic: boolean;
  /** Whether `cache_control` marks are understood in chat completions (OpenRouter). */
  cacheMarks: boolean;
}

export const DEFAULT_QUIRKS: Quirks = {
  reasoningField: 'reasoning_content',
  reasoningRequest: 'reasoning_effort',
  reasoningRequired: false,
  toolCallIds: 'any',
  maxTokensField: 'max_tokens',
  developerRole: false,
  refusedFields: [],
  customTools: false,
  isAnthropic: false,
  cacheMarks: false,
};
