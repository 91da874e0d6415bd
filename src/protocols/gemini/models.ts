/** `models/gemini-2.5-pro`, `gemini-3-flash-preview` → 2.5, 3; names that follow the newest model count as 3. */
const VERSION = /(?:^|\/)gemini-(?:[a-z]+-)*?(\d+(?:\.\d+)?)(?:-|$)/;

/**
 * A model's generation; null where its name does not say: Gemma, tuned models, others behind the same address.
 * What depends on it is the newest generations' way only where a model is known to be one of them.
 */
export function generationOf(model: string): number | null {
  const version = VERSION.exec(model)?.[1];
  if (version !== undefined) return Number(version);
  return /(?:^|\/)gemini-.*latest$/.test(model) ? 3 : null;
}

/** From Gemini 3 on, calls must come back with their signatures (ai.google.dev/gemini-api/docs/thought-signatures). */
export function wantsSignatures(model: string): boolean {
  return (generationOf(model) ?? 0) >= 3;
}

/** Files at any https address are fetched, but not for Gemini 2.0 (ai.google.dev/gemini-api/docs/file-input-methods). */
export function takesUrls(model: string): boolean {
  const generation = generationOf(model);
  return generation === null || generation >= 2.5;
}

/** From Gemini 3 on, a function's response may hold images (ai.google.dev/gemini-api/docs/function-calling, "Multimodal function responses"). */
export function takesMediaInResults(model: string): boolean {
  return (generationOf(model) ?? 0) >= 3;
}

/**
 * Before Gemini 3, an answer's format beside tools is refused: "Function calling with a response mime type:
 * 'application/json' is unsupported" (github.com/googleapis/python-genai/issues/867); from then on both go together
 * (ai.google.dev/gemini-api/docs/structured-output, "Structured outputs with tools").
 */
export function takesFormatWithTools(model: string): boolean {
  return (generationOf(model) ?? 0) >= 3;
}

/** The aliases that follow the newest model of their line (ai.google.dev/gemini-api/docs/models, "Latest"). */
const LATEST = /(?:^|\/)gemini-(?:pro|(flash)(-lite)?)-latest$/;

/**
 * Whether a model is of those that came with Gemini 3.6 Flash and 3.5 Flash-Lite, or later. These have sampling of their own
 * and do not go on with a content of the model: ai.google.dev/gemini-api/docs/generate-content/whats-new-gemini-3.6,
 * github.com/LibreChat-AI/agents/pull/323 (asked of the API, model by model).
 */
function isAfter35Flash(model: string): boolean {
  const latest = LATEST.exec(model);
  if (latest !== null) return latest[1] !== undefined;
  const generation = generationOf(model) ?? 0;
  return generation > 3.5 || (generation === 3.5 && model.includes('flash-lite'));
}

/**
 * Whether `temperature`, `topP` and `topK` count: later models ignore them, and the ones to come refuse them
 * (ai.google.dev/gemini-api/docs/generate-content/whats-new-gemini-3.6).
 */
export function takesSampling(model: string): boolean {
  return !isAfter35Flash(model);
}

/** Whether the last content may be the model's: "Requests ending with a model turn are not supported", says the API else. */
export function goesOnWithAnswers(model: string): boolean {
  return !isAfter35Flash(model);
}

/**
 * Whether penalties are taken: "Penalty is not enabled for models/gemini-2.5-flash"
 * (github.com/BerriAI/litellm/pull/32273; Gemini 3: github.com/BerriAI/litellm/pull/16907).
 */
export function takesPenalties(model: string): boolean {
  return (generationOf(model) ?? 0) < 2.5;
}

export type ThinkingLevel = 'MINIMAL' | 'LOW' | 'MEDIUM' | 'HIGH' | 'XHIGH';

/**
 * The levels of thinking that a model from Gemini 3 on knows, the least first; any other is refused
 * (docs.cloud.google.com/gemini-enterprise-agent-platform/models/thinking, and the guides beside it: gemini-3-8-flash,
 * gemini-4-neon).
 */
export function thinkingLevelsOf(model: string): readonly ThinkingLevel[] {
  const generation = generationOf(model) ?? 3;
  const flash = model.includes('flash');
  if (model.includes('flash-lite')) return ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'];
  if (generation >= 4)
    return /-(?:hydrogen|neon)/.test(model) ? ['LOW', 'MEDIUM', 'HIGH', 'XHIGH'] : ['LOW', 'MEDIUM', 'HIGH'];
  if (flash && generation < 3.7 && !LATEST.test(model)) return ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'];
  return flash || generation > 3 || LATEST.test(model) ? ['LOW', 'MEDIUM', 'HIGH'] : ['LOW', 'HIGH'];
}

/** The model's path below the base URL, without the call: `/models/x`, `/tunedModels/x`. */
export function modelPath(model: string): string {
  const named = /^(?:models|tunedModels)\//.test(model) ? model : `models/${model}`;
  return `/${named.split('/').map(encodeURIComponent).join('/')}`;
}

/** The name alone, as answers have it. */
export function bareModel(model: string): string {
  return model.replace(/^models\//, '');
}
