import { fieldsOf } from '../protocols/index.ts';

/**
 * Tokens that a request lets its answer have, by the name of its language: chat completions, messages, responses, and
 * Gemini, which takes both spellings. Null where it does not say, or says no whole number above 0.
 */
export function answerLimit(body: unknown): number | null {
  const fields = fieldsOf(body);
  const config = fieldsOf(fields.generationConfig ?? fields.generation_config);
  const said =
    fields.max_completion_tokens ??
    fields.max_tokens ??
    fields.max_output_tokens ??
    config.maxOutputTokens ??
    config.max_output_tokens;
  return typeof said === 'number' && Number.isSafeInteger(said) && said > 0 ? said : null;
}
