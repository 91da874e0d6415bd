import type { ToolCall } from './calls.ts';
import type { Commands } from './commands.ts';

/** Counts the tokens of a text. */
export type CountText = (text: string) => Promise<number>;

export type FinishReason = 'stop' | 'length' | 'tool_calls';

/** What an answer is going to say, whatever the endpoint. */
export interface Turn {
  commands: Commands;
  /** Words that end with their spaces, and how many there are. */
  words: Iterable<string>;
  wordCount: number;
  reasoning: readonly string[];
  calls: readonly ToolCall[];
  stream: boolean;
  /** Whether a stream ends with a usage chunk. */
  includeUsage: boolean;
  maxTokens: number | null;
  /** What was sent, as text, and how many messages it was in. */
  prompt: string;
  messageCount: number;
}

export interface WireUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details: { cached_tokens: number };
  completion_tokens_details: { reasoning_tokens: number };
}

/** Four characters a token, the usual rule of thumb for English. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Tokens around each message in OpenAI's chat format, and before the answer. */
const TOKENS_A_MESSAGE = 3;

/** The usage that the provider reports: counted by `count`, estimated where that fails. */
export async function usageOf(
  turn: Turn,
  said: { text: string; reasoning: string },
  count: CountText,
): Promise<WireUsage> {
  const counted = (text: string): Promise<number> =>
    text === '' ? Promise.resolve(0) : count(text).catch(() => estimateTokens(text));
  const calls = turn.calls.map((call) => `${call.name}${call.arguments}`).join('');
  const [prompt, answer, reasoning, called] = await Promise.all([
    counted(turn.prompt),
    counted(said.text),
    counted(said.reasoning),
    counted(calls),
  ]);
  const overhead = turn.messageCount === 0 ? 0 : TOKENS_A_MESSAGE * (turn.messageCount + 1);
  const input = prompt + overhead;
  const output = answer + reasoning + called;
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: turn.commands.usage === 'cached' ? Math.floor(input / 2) : 0 },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

/** The words that fit into `maxTokens`, counted so that the limit is never passed; `cut` says whether all did. */
export function* withinLimit(
  words: Iterable<string>,
  budget: { tokens: number | null; cut: boolean },
): Generator<string> {
  for (const word of words) {
    if (budget.tokens !== null) {
      const cost = Math.max(1, estimateTokens(word));
      if (cost > budget.tokens) {
        budget.cut = true;
        return;
      }
      budget.tokens -= cost;
    }
    yield word;
  }
}
