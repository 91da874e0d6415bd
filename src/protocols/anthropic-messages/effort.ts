import type { ReasoningRequest } from '../neutral/request.ts';
import type { Effort } from './models.ts';

type AnyEffort = NonNullable<ReasoningRequest['effort']>;

/**
 * Tokens to think with for each effort. Up to `high` as Google maps the same words
 * (ai.google.dev/gemini-api/docs/openai, "Thinking"); 1024 is Anthropic's least budget, and above 32k it advises against
 * (platform.claude.com/docs/en/build-with-claude/extended-thinking).
 */
const BUDGETS: Record<AnyEffort, number> = {
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_000,
  max: 64_000,
};

export const LEAST_BUDGET = 1024;

export function budgetOf(effort: AnyEffort): number {
  return BUDGETS[effort];
}

/** The effort that stands for a budget of tokens. */
export function effortOf(budget: number): Effort {
  if (budget <= BUDGETS.low) return 'low';
  if (budget <= BUDGETS.medium) return 'medium';
  return budget <= BUDGETS.high ? 'high' : 'xhigh';
}

const ORDER: readonly AnyEffort[] = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** The level itself where a model has it, else the next lower one, else its lowest; null where it has none. */
export function closestEffort(effort: AnyEffort, has: readonly Effort[]): Effort | null {
  const most = ORDER.indexOf(effort);
  return has.findLast((each) => ORDER.indexOf(each) <= most) ?? has[0] ?? null;
}
