import type { Fields } from '../neutral/parts.ts';
import type { NeutralRequest, ReasoningRequest } from '../neutral/request.ts';
import { budgetOf, closestEffort, effortOf, LEAST_BUDGET } from './effort.ts';
import type { Effort } from './models.ts';
import { PROTOCOL } from './wire.ts';
import type { Turn } from './write-messages.ts';
import type { Writing } from './writing.ts';

/** How the model is told to think. */
export interface Thinking {
  /** `thinking`; null: nothing is said. */
  config: Fields | null;
  /** `output_config.effort`. */
  effort: Effort | null;
  /** Whether it thinks, as far as is known: sampling and prefilled answers depend on it. */
  active: boolean;
  /** `anthropic-beta`, where `config` needs it. */
  beta?: string;
}

const THINKING = new Set(['thinking', 'redacted_thinking']);

/**
 * Whether the calls that are being answered now came without the model's reasoning. With a budget the API refuses
 * that (`a final assistant message must start with a thinking block`); adaptive thinking does not mind.
 */
function lostReasoning(turns: Turn[]): boolean {
  const user = turns.findLast((turn) => turn.role !== 'system');
  if (user?.role !== 'user' || !user.content.some((block) => block.type === 'tool_result')) return false;
  const assistant = turns.findLast((turn) => turn.role === 'assistant');
  return assistant !== undefined && !THINKING.has(String(assistant.content[0]?.type));
}

/** What writing it needs to know; `own`: the client speaks this protocol, too. */
interface Asking extends Writing {
  own: boolean;
}

/** What is sent where the model shall not think. */
function off(asked: ReasoningRequest, writing: Writing): Thinking {
  const { traits, notes } = writing;
  const kept = asked.effort === undefined ? null : closestEffort(asked.effort, traits.efforts);
  if (traits.thinking === 'none') return { config: null, effort: kept, active: false };
  if (traits.thinkingOff === null) {
    notes.changed('reasoning', 'asked for with low effort: this model cannot be kept from thinking');
    return { config: null, effort: closestEffort('low', traits.efforts), active: true };
  }
  // Opus 5 takes `disabled` up to effort `high` (github.com/anthropics/skills, claude-api/shared/models.md).
  const effort = kept === 'xhigh' || kept === 'max' ? 'high' : kept;
  if (effort !== kept) notes.changed(`effort ${kept}`, 'sent as high: without thinking there is no more');
  return { config: { type: traits.thinkingOff }, effort, active: traits.thinkingOff === 'between_tools' };
}

/**
 * How thinking is told. Clients of other protocols expect to see it: where the model hides it unless asked, what it says
 * between two calls would be hidden with it (platform.claude.com/docs/en/models/opus-5-5/whats-new-opus-5-5, "Text between
 * tool calls").
 */
function displayOf(asked: ReasoningRequest, { traits, own }: Asking): Fields {
  if (asked.summary === undefined) return traits.hidesThinking && !own ? { display: 'summarized' } : {};
  return { display: asked.summary === 'none' ? 'omitted' : 'summarized' };
}

function adaptive(asked: ReasoningRequest, asking: Asking): Thinking {
  const { traits, notes } = asking;
  const wanted = asked.effort ?? (asked.budget === undefined ? undefined : effortOf(asked.budget));
  const effort = wanted === undefined ? null : closestEffort(wanted, traits.efforts);
  if (asked.budget !== undefined && asked.effort === undefined)
    notes.changed('thinking budget', `sent as effort ${effort}: this model has no budgets`);
  else if (effort !== null && effort !== wanted) notes.changed(`effort ${wanted}`, `sent as ${effort}`);
  return { config: { type: 'adaptive', ...displayOf(asked, asking) }, effort, active: true };
}

const NOTHING: Thinking = { config: null, effort: null, active: false };

function budgeted(asked: ReasoningRequest, maxTokens: number, turns: Turn[], asking: Asking): Thinking {
  const { traits, notes, own } = asking;
  if (traits.verifies && lostReasoning(turns)) {
    if (traits.thinking === 'either') return adaptive({ ...asked, effort: asked.effort ?? 'high' }, asking);
    notes.dropped(
      'reasoning',
      'the calls that are being answered came without theirs, which Anthropic refuses',
    );
    return NOTHING;
  }
  if (maxTokens <= LEAST_BUDGET) {
    notes.dropped('reasoning', `it takes more than ${LEAST_BUDGET} tokens, and max_tokens is ${maxTokens}`);
    return NOTHING;
  }
  const wanted = Math.floor(asked.budget ?? budgetOf(asked.effort ?? 'high'));
  // Where the budget does not fit, a fifth is left for the answer.
  const most = Math.max(LEAST_BUDGET, Math.floor(maxTokens * 0.8));
  const budget = Math.max(LEAST_BUDGET, wanted < maxTokens ? wanted : most);
  if (asked.budget !== undefined && budget !== asked.budget)
    notes.changed(
      `thinking budget ${asked.budget}`,
      `sent as ${budget}: at least ${LEAST_BUDGET}, below max_tokens`,
    );
  const effort = asked.effort === undefined ? null : closestEffort(asked.effort, traits.efforts);
  const display = own ? displayOf(asked, asking) : {};
  return { config: { type: 'enabled', budget_tokens: budget, ...display }, effort, active: true };
}

function ask(
  asked: ReasoningRequest,
  maxTokens: number,
  turns: Turn[],
  forced: boolean,
  asking: Asking,
): Thinking {
  const { traits, notes, own } = asking;
  // An effort alone asks chat and Responses models to think; Anthropic's for no more than their usual.
  const byEffort = asked.effort !== undefined && !own;
  const wants =
    asked.enabled === true || (asked.enabled === undefined && (asked.budget !== undefined || byEffort));
  if (forced && (wants || traits.thinksByDefault) && traits.thinkingOff === 'disabled') {
    if (wants) notes.dropped('reasoning', 'a tool is forced, which goes without thinking only');
    return off(asked, asking);
  }
  if (asked.enabled === false) return off(asked, asking);
  if (!wants && traits.thinksByDefault && !own && !forced) return adaptive(asked, asking);
  if (!wants) {
    const effort = asked.effort === undefined ? null : closestEffort(asked.effort, traits.efforts);
    return { config: null, effort, active: traits.thinksByDefault };
  }
  if (traits.thinking === 'none') {
    notes.dropped('reasoning', 'this model does not think');
    return NOTHING;
  }
  const budget = traits.thinking === 'budget' || (traits.thinking === 'either' && asked.budget !== undefined);
  return budget ? budgeted(asked, maxTokens, turns, asking) : adaptive(asked, asking);
}

/** platform.claude.com/docs/en/build-with-claude/preserved-thinking, `thinking.block_binding`. */
const BINDING_BETA = 'thinking-binding-controls-2026-08-01';

/**
 * Newer models refuse a conversation whose reasoning came behind another beginning ("The block is bound to a different
 * conversation"). Clients of other protocols know nothing of it: they clear old results, change tools and system texts,
 * and bring the reasoning back all the same. Anthropic is told to leave such reasoning out instead.
 */
function unbound(thinking: Thinking, turns: Turn[], { traits, quirks, own }: Asking): Thinking {
  const { config } = thinking;
  if (own || !quirks.isAnthropic || !traits.bindsThinking || !thinking.active) return thinking;
  if (config !== null && config.type !== 'adaptive') return thinking;
  if (!turns.some(({ content }) => content.some(({ type }) => THINKING.has(String(type))))) return thinking;
  const binding = { block_binding: { prefix_mismatch_behavior: 'drop_block' } };
  return { ...thinking, config: { type: 'adaptive', ...config, ...binding }, beta: BINDING_BETA };
}

/** How much to think, as the model takes it; `forced`: a tool must be called, with which no thinking goes together. */
export function writeThinking(
  request: NeutralRequest,
  maxTokens: number,
  turns: Turn[],
  forced: boolean,
  writing: Writing,
): Thinking {
  const asking: Asking = { ...writing, own: request.extra?.protocol === PROTOCOL };
  return unbound(ask(request.reasoning ?? {}, maxTokens, turns, forced, asking), turns, asking);
}
