import type { LanguageName } from '../../support/upstream/index.ts';

/** A provider type as the matrix knows it. */
export interface ProviderCase {
  name: 'chat' | 'kimi' | 'anthropic' | 'responses' | 'gemini';
  language: LanguageName;
  /** What the scripted upstream refuses. */
  strict: true | 'kimi';
  /** Whether arguments of calls come in pieces. */
  streamsArguments: boolean;
  /** Whether it tells tokens of reasoning. */
  countsReasoning: boolean;
  /** Whether reasoning comes with a seal that it wants back. */
  seals: boolean;
  /** Whether it wants the reasoning's own words back, unchanged. */
  wantsThoughts: boolean;
  /** Which event of a stream that is nothing but text has its first piece, counted from 0. */
  firstPiece: number;
  /** Whether its headers tell what is left of a limit. */
  limitHeaders: boolean;
  type: string;
  /** Its own name of the model that everything is asked of. */
  model: string;
}

export const PROVIDERS: readonly ProviderCase[] = [
  {
    name: 'chat',
    language: 'openai-chat',
    strict: true,
    streamsArguments: true,
    countsReasoning: true,
    seals: false,
    wantsThoughts: true,
    firstPiece: 1,
    limitHeaders: true,
    type: 'openai-compatible',
    model: 'some-thinking-model',
  },
  {
    name: 'kimi',
    language: 'openai-chat',
    strict: 'kimi',
    streamsArguments: true,
    countsReasoning: true,
    seals: false,
    wantsThoughts: true,
    firstPiece: 1,
    limitHeaders: true,
    type: 'kimi',
    model: 'kimi-k2-thinking',
  },
  {
    name: 'anthropic',
    language: 'anthropic-messages',
    strict: true,
    streamsArguments: true,
    countsReasoning: false,
    seals: true,
    wantsThoughts: true,
    firstPiece: 3,
    limitHeaders: true,
    type: 'anthropic',
    model: 'claude-sonnet-4-5',
  },
  {
    name: 'responses',
    language: 'openai-responses',
    strict: true,
    streamsArguments: true,
    countsReasoning: true,
    seals: true,
    wantsThoughts: false,
    firstPiece: 4,
    limitHeaders: true,
    type: 'openai-responses',
    model: 'gpt-5.2',
  },
  {
    name: 'gemini',
    language: 'gemini',
    strict: true,
    streamsArguments: false,
    countsReasoning: true,
    seals: true,
    wantsThoughts: false,
    firstPiece: 0,
    limitHeaders: false,
    type: 'gemini',
    model: 'gemini-3-pro-preview',
  },
];

/** Models with names of their own: more than a page of any SDK's list. */
export const LISTED = Array.from({ length: 60 }, (_, at) => `listed-${String(at).padStart(2, '0')}`);

/** How long (s) a provider called `…-slow` may be silent in the middle of a stream. */
const SILENCE_S = 0.3;

/** The configuration: any model called `…-chat` goes to the provider `chat`, and so on; `…-chat-slow` soon times out; `LISTED`. */
export function configFor(upstream: { url: string; geminiUrl: string }): string {
  const listed = LISTED.map((id) => `[models."${id}"]\nprovider = "chat"\nmodel = "m"\n`);
  const routed = PROVIDERS.flatMap(({ name, type, model }) => {
    const url = type === 'gemini' ? upstream.geminiUrl : upstream.url;
    const entry = (key: string, more: string) =>
      [
        `[providers.${key}]`,
        `type = "${type}"`,
        `base_url = "${url}"`,
        `api_key = "key-of-${name}"`,
        'retries = 0',
        more,
        `[models."*-${key}"]`,
        `provider = "${key}"`,
        `model = "${model}"`,
        '',
      ].join('\n');
    return [entry(name, ''), entry(`${name}-slow`, `timeouts = { idle_s = ${SILENCE_S} }`)];
  });
  return [...routed, ...listed].join('\n');
}
