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

/** The model's path below the base URL, without the call: `/models/x`, `/tunedModels/x`. */
export function modelPath(model: string): string {
  const named = /^(?:models|tunedModels)\//.test(model) ? model : `models/${model}`;
  return `/${named.split('/').map(encodeURIComponent).join('/')}`;
}

/** The name alone, as answers have it. */
export function bareModel(model: string): string {
  return model.replace(/^models\//, '');
}
