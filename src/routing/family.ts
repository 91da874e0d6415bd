/**
 * Families of model ids and the providers that make them, in the order in which they are asked. `gpt-oss` is
 * open weights served by others: it is nobody's family.
 */
const FAMILIES: readonly { prefix: RegExp; providers: readonly string[] }[] = [
  { prefix: /^kimi-/, providers: ['kimi', 'moonshot'] },
  { prefix: /^moonshot-/, providers: ['moonshot', 'kimi'] },
  { prefix: /^claude-/, providers: ['anthropic'] },
  {
    prefix: /^(?:gpt-(?!oss)|chatgpt-|codex-|o[134](?:-|$)|text-embedding-)/,
    providers: ['openai', 'chatgpt'],
  },
  { prefix: /^gemini-/, providers: ['gemini'] },
  {
    prefix: /^(?:open-)?(?:mistral|mixtral|ministral|codestral|devstral|magistral|pixtral|voxtral)(?:-|$)/,
    providers: ['mistral'],
  },
  { prefix: /^deepseek-/, providers: ['deepseek'] },
];

/** Names (or presets) of the providers whose family a model id belongs to, by its prefix; empty: of none. */
export function familyOf(model: string): readonly string[] {
  return FAMILIES.find((family) => family.prefix.test(model))?.providers ?? [];
}
