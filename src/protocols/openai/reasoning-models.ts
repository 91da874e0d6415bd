import type { Notes } from '../neutral/notes.ts';
import type { Effort } from '../neutral/quirks.ts';

/** Values of `reasoning.effort` and `reasoning_effort`. */
type Value = Effort | 'none';

const THREE: readonly Value[] = ['low', 'medium', 'high'];
const TO_XHIGH: readonly Value[] = ['low', 'medium', 'high', 'xhigh'];
const SIX: readonly Value[] = ['none', 'low', 'medium', 'high', 'xhigh', 'max'];

/** The model's own name, without the vendor that gateways put before it. */
function bare(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).toLowerCase();
}

/**
 * OpenAI's models that do not reason: they refuse `reasoning`, and `include: ["reasoning.encrypted_content"]` with
 * "Encrypted content is not supported with this model" (seen by users with gpt-4o and gpt-4.1).
 */
export function neverReasons(model: string): boolean {
  return /^(?:gpt-3|gpt-4|chatgpt-|gpt-5-chat|gpt-5\.\d+-chat)/.test(bare(model));
}

/** OpenAI's models that reason (platform.openai.com/docs/guides/reasoning). */
export function reasons(model: string): boolean {
  return /^(?:o\d|gpt-[5-9]|codex)/.test(bare(model)) && !neverReasons(model);
}

/** The version behind `gpt-`: 5, 5.4, 6; null where there is none. */
function versionOf(name: string): number | null {
  const [, major, minor] = /^gpt-(\d+)(?:\.(\d+))?(?:-|$)/.exec(name) ?? [];
  return major === undefined ? null : Number(major) * 100 + Number(minor ?? 0);
}

/**
 * The efforts that a model takes, the least first; null: nobody knows. Any other is a 400, "Unsupported value: 'minimal'
 * is not supported with the 'gpt-5.1' model" (github.com/anomalyco/opencode/issues/4451). By version: what the API itself
 * answers (github.com/anomalyco/opencode/pull/26268, github.com/enricoros/big-AGI/issues/1159,
 * github.com/anomalyco/models.dev/pull/2296), codex models without `none` (github.com/openai/codex/issues/6647), `max`
 * from 5.6 (github.com/anomalyco/opencode/issues/36141).
 */
export function effortsOf(model: string): readonly Value[] | null {
  const name = bare(model);
  if (neverReasons(model)) return null;
  if (/deep-research|^computer-use/.test(name)) return ['medium'];
  if (/^(?:o\d|gpt-oss|codex-mini)/.test(name)) return THREE;
  const version = versionOf(name);
  if (version === null || version < 500) return null;
  if (/-pro\b/.test(name)) return version === 500 ? ['high'] : ['medium', 'high', 'xhigh'];
  if (name.includes('codex')) return version >= 502 || name.includes('codex-max') ? TO_XHIGH : THREE;
  if (version === 500) return ['minimal', ...THREE];
  if (version === 501) return ['none', ...THREE];
  return version >= 506 ? SIX : ['none', ...TO_XHIGH];
}

/** Whether a model can be told not to reason, and takes temperature and the like then. */
export function takesNone(model: string): boolean {
  return effortsOf(model)?.includes('none') === true;
}

/**
 * Models that take function tools in chat completions only without reasoning: "Function tools with reasoning_effort are not
 * supported for gpt-5.4 in /v1/chat/completions" (github.com/openai/openai-openapi/issues/541); of those that reason by
 * default, 5.5 and later, even where no effort was sent (github.com/BerriAI/litellm/pull/34569). 5.2 is one of them
 * (github.com/livekit/agents/pull/5088).
 */
export function refusesEffortWithTools(model: string): boolean {
  return takesNone(model) && (versionOf(bare(model)) ?? 0) >= 502;
}

const ORDER: readonly Effort[] = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** The known effort that is nearest to the one asked for; of two, the greater. */
export function nearestEffort(effort: Effort, known: readonly Value[]): Effort | undefined {
  const asked = ORDER.indexOf(effort);
  let best: Effort | undefined;
  for (const one of known) {
    if (one === 'none') continue;
    const far = Math.abs(ORDER.indexOf(one) - asked);
    if (best === undefined || far <= Math.abs(ORDER.indexOf(best) - asked)) best = one;
  }
  return best;
}

/** An effort as the model takes it; what it does not know becomes the nearest that it does, with a note. */
export function fittingEffort(effort: Value, model: string, notes: Notes): Value {
  const known = effortsOf(model);
  if (known === null || known.includes(effort)) return effort;
  if (effort === 'none') {
    const [least = 'low'] = known;
    notes.changed(
      'the wish that the model does not think',
      `${model} always does; the least effort, ${least}, was asked for`,
    );
    return least;
  }
  const sent = nearestEffort(effort, known) ?? effort;
  notes.changed('the effort of reasoning', `${model} does not know ${effort}; ${sent} was sent`);
  return sent;
}
