import type { Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { ReasoningRequest } from '../neutral/request.ts';
import { fieldOf, isObject, stringOr } from './fields.ts';
import { generationOf, type ThinkingLevel, thinkingLevelsOf } from './models.ts';

type Effort = NonNullable<ReasoningRequest['effort']>;

const EFFORTS: Record<string, Effort> = {
  MINIMAL: 'minimal',
  LOW: 'low',
  MEDIUM: 'medium',
  HIGH: 'high',
  XHIGH: 'xhigh',
};

/**
 * `thinkingConfig`, read. A budget of 0 means not at all, −1 as much as the model likes. Thoughts are told only where
 * `includeThoughts` is true.
 */
export function readThinking(config: unknown): ReasoningRequest | undefined {
  if (!isObject(config)) return undefined;
  const budget = fieldOf(config, 'thinkingBudget');
  const effort = EFFORTS[stringOr(fieldOf(config, 'thinkingLevel'), '').toUpperCase()];
  const known = typeof budget === 'number' && Number.isFinite(budget);
  return {
    ...(known && budget <= 0 ? { enabled: budget < 0 } : {}),
    ...(known && budget > 0 ? { budget: Math.trunc(budget) } : {}),
    ...(effort === undefined ? {} : { effort }),
    summary: fieldOf(config, 'includeThoughts') === true ? 'auto' : 'none',
  };
}

/** Tokens of each effort, as Google maps them itself (ai.google.dev/gemini-api/docs/openai, `reasoning_effort`). */
const BUDGETS: Record<Effort, number> = {
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
};

/** What thinking may take, in tokens (ai.google.dev/gemini-api/docs/thinking, "Set budget"). */
function rangeOf(model: string): { least: number; most: number; off: boolean } {
  if (model.includes('flash-lite')) return { least: 512, most: 24_576, off: true };
  if (model.includes('flash')) return { least: 1, most: 24_576, off: true };
  return { least: 128, most: 32_768, off: false };
}

function budgetFor(reasoning: ReasoningRequest, model: string, notes: Notes): number | null {
  const { least, most, off } = rangeOf(model);
  if (reasoning.enabled === false || reasoning.budget === 0) {
    if (off) return 0;
    notes.changed(
      'reasoning',
      `${model} cannot do without; it is asked for as little as can be (${least} tokens)`,
    );
    return least;
  }
  const wanted = reasoning.budget ?? (reasoning.effort === undefined ? undefined : BUDGETS[reasoning.effort]);
  if (wanted === undefined) return reasoning.enabled === true ? -1 : null;
  const budget = Math.min(most, Math.max(least, wanted));
  if (reasoning.budget !== undefined && budget !== wanted) {
    notes.changed('reasoning budget', `${wanted} is ${budget} for ${model}, which takes ${least} to ${most}`);
  }
  return budget;
}

function effortOf({ budget }: ReasoningRequest): Effort | undefined {
  if (budget === undefined) return undefined;
  return budget <= BUDGETS.low ? 'low' : budget <= BUDGETS.medium ? 'medium' : 'high';
}

/** The levels that stand for an effort, the best first. */
const LEVELS: Record<Effort, readonly ThinkingLevel[]> = {
  minimal: ['MINIMAL', 'LOW'],
  low: ['LOW'],
  medium: ['MEDIUM', 'HIGH'],
  high: ['HIGH'],
  xhigh: ['XHIGH', 'HIGH'],
  max: ['XHIGH', 'HIGH'],
};

function levelFor(reasoning: ReasoningRequest, model: string, notes: Notes): ThinkingLevel | null {
  const known = thinkingLevelsOf(model);
  if (reasoning.enabled === false || reasoning.budget === 0) {
    const [least = 'LOW'] = known;
    notes.changed('reasoning', `${model} cannot do without; it is asked for as little as can be (${least})`);
    return least;
  }
  const effort = reasoning.effort ?? effortOf(reasoning);
  if (effort === undefined) return null;
  if (reasoning.effort === undefined)
    notes.changed('reasoning budget', `${reasoning.budget} tokens are asked for as the level ${effort}`);
  return LEVELS[effort].find((level) => known.includes(level)) ?? 'HIGH';
}

/**
 * `thinkingConfig` for a model: levels from Gemini 3 on, budgets for 2.5; both at once are refused, and so is either by
 * models that do not think. Thoughts are asked for where their summary is, or where thinking was turned on and nothing
 * said of it. Null where nothing is to be said.
 */
export function writeThinking(
  reasoning: ReasoningRequest | undefined,
  model: string,
  notes: Notes,
): Fields | null {
  if (reasoning === undefined) return null;
  const generation = generationOf(model);
  if (generation === null || generation < 2.5 || /-(?:image|tts)/.test(model)) {
    if (reasoning.enabled !== false) notes.dropped('reasoning', `${model} is not known to think`);
    return null;
  }
  const config: Fields = {};
  const told = reasoning.summary ?? (reasoning.enabled === true ? 'auto' : 'none');
  if (told !== 'none' && reasoning.enabled !== false) config.includeThoughts = true;
  if (generation >= 3) {
    const level = levelFor(reasoning, model, notes);
    if (level !== null) config.thinkingLevel = level;
  } else {
    const budget = budgetFor(reasoning, model, notes);
    if (budget !== null) config.thinkingBudget = budget;
  }
  return Object.keys(config).length === 0 ? null : config;
}
