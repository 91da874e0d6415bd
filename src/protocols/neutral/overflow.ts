/**
 * How providers say that a context is longer than the model's window, in their own words: Anthropic, OpenAI (and vLLM, DeepSeek,
 * OpenRouter), OpenAI Responses, Gemini, Kimi, Groq, xAI, Mistral, llama.cpp, LM Studio, Ollama. Collected from what agents look for
 * (github.com/anomalyco/opencode, packages/opencode/src/provider/error.ts; github.com/earendil-works/pi, packages/ai/src/utils/overflow.ts).
 */
const WORDS: readonly RegExp[] = [
  /prompt is too long/i,
  /input is too long for requested model/i,
  /maximum context length/i,
  /exceeds? the context window/i,
  /input token count.{0,40}exceeds the maximum/i,
  /exceeded model token limit/i,
  /reduce the length of the messages/i,
  /maximum prompt length is \d/i,
  /exceeds the available context size/i,
  /greater than the context length/i,
  /context window exceeds limit/i,
  /exceeded (?:max )?context length/i,
];

/** Their names for it: OpenAI's, and those of hosts that follow it. */
const CODES = new Set([
  'context_length_exceeded',
  'model_context_window_exceeded',
  'string_above_max_length',
]);

/** A message longer than this (UTF-16 units) is not searched to its end. */
const SEARCHED = 2000;
/** Numbers below are no window. */
const LEAST_WINDOW = 1000;

/** A context that is longer than the window, in tokens; null where the provider does not say how long. */
export interface Overflow {
  tokens: number | null;
  limit: number | null;
}

/** Whether a provider refused a request because its context is too long; null where it did not. */
export function overflowIn(error: { status: number; code: string; message: string }): Overflow | null {
  const { status, code } = error;
  if (status !== 400 && status !== 413 && status !== 422) return null;
  const message = error.message.slice(0, SEARCHED);
  if (!CODES.has(code) && !WORDS.some((words) => words.test(message))) return null;
  const numbers = [...message.matchAll(/\d[\d,]{2,11}/g)]
    .map(([digits]) => Number(digits.replaceAll(',', '')))
    .filter((number) => number >= LEAST_WINDOW);
  // Of two numbers the window is the smaller one, whichever a provider says first; more of them may mean anything.
  const [tokens, limit] = [...new Set(numbers)].sort((a, b) => b - a);
  const both = new Set(numbers).size === 2 && tokens !== undefined && limit !== undefined;
  return both ? { tokens, limit } : { tokens: null, limit: null };
}
