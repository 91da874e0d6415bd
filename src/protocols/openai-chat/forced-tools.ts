import type { Quirks } from '../neutral/quirks.ts';
import type { ToolChoice } from '../neutral/request.ts';

/** What becomes of a tool that must be called. `off`: the model must not think in this turn. */
export interface Forced {
  choice: ToolChoice;
  off: boolean;
  /** What to say of it, where it was not sent as it was. */
  note?: string;
}

const OFF =
  'thinking was turned off for this turn: the provider refuses a forced tool while the model thinks';

/**
 * Kimi K3 takes `required` but no name; K2.5 and K2.6 take both while they do not think; K2.7, kimi-for-coding and the
 * thinking models always think, and take neither (github.com/UKGovernmentBEIS/inspect_ai/pull/5152,
 * github.com/can1357/oh-my-pi/issues/1077). Older models take what OpenAI's do.
 */
function forKimi(choice: ToolChoice, model: string): Forced {
  if (/\bk3\b/.test(model)) {
    if (choice.mode !== 'named') return { choice, off: false };
    return {
      choice: { mode: 'required' },
      off: false,
      note: 'sent as "required": the model takes no name of a tool',
    };
  }
  if (/\bk2\.[56]\b/.test(model)) return { choice, off: true, note: OFF };
  if (/thinking|\bk2\.\d|for-coding/.test(model)) {
    return {
      choice: { mode: 'auto' },
      off: false,
      note: 'sent as "auto": the model always thinks, and takes no forced tool then; it may call none',
    };
  }
  return { choice, off: false };
}

/** A tool choice as the provider takes it. */
export function forcedTools(
  choice: ToolChoice,
  quirks: Quirks,
  model: string,
  thinking: boolean | null,
): Forced {
  const forced = choice.mode === 'named' || choice.mode === 'required';
  if (!forced || quirks.forcedTools === 'any') return { choice, off: false };
  if (quirks.forcedTools === 'kimi') return forKimi(choice, model);
  return thinking === false ? { choice, off: false } : { choice, off: true, note: OFF };
}
