/** A model's name longer than this is nobody's. */
const MAX_NAME = 200;

/** What stands before the model in ids of Amazon Bedrock, such as `us.anthropic.claude-…` or `openai.gpt-oss-120b-1:0`. */
const BEDROCK =
  /^(?:(?:us|eu|apac|au|jp|global)\.)?(?:ai21|amazon|anthropic|cohere|deepseek|google|meta|minimax|mistral|moonshot|moonshotai|nvidia|openai|qwen|zai)\./;

/**
 * The part of a provider's model id that names the model, in lower case: without the organisation before it
 * (`openai/`, `hf.co/Qwen/`, `accounts/fireworks/models/`, `Pro/deepseek-ai/`) and marks of fine-tuning; a tag behind a
 * colon (Ollama's `:32b`, OpenRouter's `:free`) or an `@` comes with a hyphen. Empty where there is none.
 */
export function modelName(providerModel: string | null): string {
  if (providerModel === null || providerModel.length > MAX_NAME) return '';
  const lower = providerModel.toLowerCase().replace(/^ft:/, '');
  const name = lower.slice(lower.lastIndexOf('/') + 1).replace(BEDROCK, '');
  return name.replaceAll(/[:@_ ]/g, '-').replace(/^meta-(?=llama)/, '');
}
