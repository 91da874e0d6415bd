export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** What a model takes, as far as models of this protocol differ. */
export interface ModelTraits {
  /** Most tokens of one answer; null where it is not known. */
  maxOutput: number | null;
  /** How it is asked to think: with a budget of tokens, adaptively, either way, or not at all. */
  thinking: 'none' | 'budget' | 'either' | 'adaptive';
  /** What keeps it from thinking; null: nothing does. */
  thinkingOff: 'disabled' | 'between_tools' | null;
  /** Whether it thinks where nothing was said. */
  thinksByDefault: boolean;
  efforts: readonly Effort[];
  /** `one`: temperature or top_p, not both. */
  sampling: 'any' | 'one' | 'none';
  /** Whether tool_choice may be `any` or a tool. */
  forcedTools: boolean;
  /** Whether the last message may be the assistant's, to be continued. */
  prefill: boolean;
  /** Whether messages of role `system` may stand between the others. */
  midSystem: boolean;
  /** Whether an answer can be bound to a JSON schema. */
  schemas: boolean;
  /** Whether reasoning of earlier turns is verified, and must be there where calls are answered. */
  verifies: boolean;
  /** Whether reasoning is told as a summary only where that is asked for. */
  hidesThinking: boolean;
  /** Whether reasoning of earlier turns is refused where anything in front of it has changed since. */
  bindsThinking: boolean;
}

/** A model that is not Claude: what the protocol's documents say, and nothing that only some models take. */
const UNKNOWN: ModelTraits = {
  maxOutput: null,
  thinking: 'budget',
  thinkingOff: 'disabled',
  thinksByDefault: false,
  efforts: [],
  sampling: 'any',
  forcedTools: true,
  prefill: true,
  midSystem: false,
  schemas: false,
  verifies: false,
  hidesThinking: false,
  bindsThinking: false,
};

const NAME =
  /claude-(?:(\d)(?:[-.](\d))?-)?(haiku|sonnet|opus|fable|mythos)(?:[-.](\d{1,2})(?:[-.](\d{1,2}))?(?!\d))?/;

/** Family, and version × 100: `claude-opus-4-5-20251101` is opus, 405. Aliases without one are taken for the newest. */
function versionOf(model: string): { family: string; version: number } | null {
  const found = NAME.exec(model.toLowerCase());
  if (found === null) return null;
  const [, before, beforeMinor, family = '', major, minor] = found;
  const number = (text: string | undefined): number => (text === undefined ? 0 : Number(text));
  if (family === 'mythos' && major === undefined) return { family, version: 450 };
  if (major !== undefined) return { family, version: number(major) * 100 + number(minor) };
  if (before !== undefined) return { family, version: number(before) * 100 + number(beforeMinor) };
  return { family, version: 505 };
}

/** platform.claude.com/docs/en/models/overview; 4.6 and later: github.com/Effect-TS/effect/pull/7129, the API's own words. */
function maxOutputOf(family: string, version: number): number {
  if (version < 305) return 4096;
  if (version < 307) return 8192;
  if (family === 'opus' && version >= 400 && version <= 401) return 32_000;
  return version < 406 ? 64_000 : 128_000;
}

/** platform.claude.com/docs/en/build-with-claude/effort: which levels there are on which model. */
function effortsOf(family: string, version: number): readonly Effort[] {
  if (family === 'mythos' && version < 500) return ['low', 'medium', 'high', 'max'];
  if (version >= 407) return ['low', 'medium', 'high', 'xhigh', 'max'];
  if (version === 406) return ['low', 'medium', 'high', 'max'];
  return family === 'opus' && version === 405 ? ['low', 'medium', 'high'] : [];
}

/** platform.claude.com/docs/en/build-with-claude/adaptive-thinking and …/extended-thinking, supported models. */
function thinkingOf(version: number): ModelTraits['thinking'] {
  if (version < 307) return 'none';
  if (version < 406) return 'budget';
  return version === 406 ? 'either' : 'adaptive';
}

/** platform.claude.com/docs/en/models/opus-5-5/whats-new-opus-5-5 and …/sonnet-5-5/whats-new-sonnet-5-5. */
function thinkingOffOf(family: string, version: number): ModelTraits['thinkingOff'] {
  if (family === 'fable' || family === 'mythos') return null;
  if (version < 505 || family === 'haiku') return 'disabled';
  return family === 'opus' ? null : 'between_tools';
}

/**
 * What the model of this name takes. Providers' prefixes and dates around the name do not matter. Sources beside the
 * functions above: sampling, prefill, the first model that thinks by default and messages of role `system`:
 * github.com/anthropics/skills, claude-api/shared (models.md, model-migration.md, error-codes.md, prompt-caching.md);
 * forced tools: the pages on what is new in 5.5; how thinking is told: …/build-with-claude/thinking,
 * "Controlling thinking display"; what it is bound to: …/build-with-claude/preserved-thinking; schemas: platform.claude.com/docs/en/build-with-claude/structured-outputs.
 */
export function traitsOf(model: string): ModelTraits {
  const known = versionOf(model);
  if (known === null) return UNKNOWN;
  const { family, version } = known;
  const top = family === 'fable' || family === 'mythos';
  const always = top || version >= 500;
  const sampling = version < 400 ? 'any' : version < 407 ? 'one' : 'none';
  return {
    maxOutput: top ? 128_000 : maxOutputOf(family, version),
    thinking: top ? 'adaptive' : thinkingOf(version),
    thinkingOff: thinkingOffOf(family, version),
    thinksByDefault: always,
    efforts: effortsOf(family, version),
    sampling: top ? 'none' : sampling,
    forcedTools: !(top ? version >= 501 : version >= 505 && family !== 'haiku'),
    prefill: !top && version < 406,
    midSystem: top ? version >= 500 : version >= (family === 'opus' ? 408 : 505),
    schemas: top || version >= 405,
    verifies: true,
    hidesThinking: top || version >= 407,
    bindsThinking: version >= (top ? 501 : 505),
  };
}
