import type { AnswerError, Finish } from '../neutral/answer.ts';

/** OpenAI's words, and others' for the same: Mistral's `model_length`, Zhipu's `sensitive`, Anthropic's own. */
const REASONS: Record<string, Finish['reason']> = {
  stop: 'stop',
  end_turn: 'stop',
  eos: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  tool_calls: 'tool_calls',
  tool_use: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
  sensitive: 'content_filter',
  refusal: 'refusal',
};

/** Why the model stopped. A refusal comes with the reason `stop` (platform.openai.com/docs/guides/structured-outputs). */
export function readFinish(reason: string, refused: boolean): Finish {
  const known = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined;
  if (known === undefined) return { reason: 'other', raw: reason };
  return { reason: known === 'stop' && refused ? 'refusal' : known };
}

/**
 * Reasons that say that the answer failed: Mistral's `error` (github.com/mistralai/client-ts, `FinishReason`), DeepSeek's
 * `insufficient_system_resource` (api-docs.deepseek.com/api/create-chat-completion). Null for any other.
 */
export function failureOf(reason: string): AnswerError | null {
  if (reason === 'insufficient_system_resource')
    return { status: 503, code: reason, message: 'the provider broke the answer off: it lacks resources' };
  if (reason !== 'error') return null;
  return { status: 502, code: 'upstream_error', message: 'the provider broke the answer off with an error' };
}

/** `finish_reason` has five values; SDKs know no others. */
export function writeFinish(finish: Finish, { refused, old }: { refused: boolean; old: boolean }): string {
  switch (finish.reason) {
    case 'tool_calls':
      return old ? 'function_call' : 'tool_calls';
    case 'length':
    case 'context_window':
      return 'length';
    case 'content_filter':
      return 'content_filter';
    case 'refusal':
      return refused ? 'stop' : 'content_filter';
    default:
      return 'stop';
  }
}
