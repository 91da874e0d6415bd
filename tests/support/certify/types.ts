/** Types of providers that the tools are certified with. */
export const PROVIDER_TYPES = [
  'openai-compatible',
  'kimi',
  'anthropic',
  'openai-responses',
  'gemini',
] as const;
export type ProviderType = (typeof PROVIDER_TYPES)[number];

/** The provider's own name of its model: what is asked of a request goes by it, too. */
export const PROVIDER_MODELS: Record<ProviderType, string> = {
  'openai-compatible': 'gpt-4.1',
  kimi: 'kimi-for-coding',
  anthropic: 'claude-opus-4-8',
  'openai-responses': 'gpt-5',
  gemini: 'gemini-3-pro-preview',
};

/**
 * What is looked at, in this order: `again` goes on with the conversation of `tool`, `session` looks at both, `mcp` is
 * the last, as the tool knows of the gateway from there on.
 */
export const CASES = ['text', 'tool', 'again', 'session', 'cancel', 'error', 'mcp'] as const;
export type Case = (typeof CASES)[number];

/** One cell of the table. */
export interface Cell {
  tool: string;
  type: ProviderType;
  case: Case;
  /** Null where it is green, else why it is not. */
  why: string | null;
  /** Not green, but the tool's own doing: what it sent is refused though it was passed on as it was. */
  isTheirs: boolean;
  /** What is worth knowing of a green cell; else null. */
  note: string | null;
  ms: number;
  /** Folder with what was said, where the cell is red. */
  logs: string | null;
}
