/** What a model of Anthropic's takes; unknown names are taken for old ones. */
export interface ModelRules {
  /** `thinking` with a budget of tokens. */
  budget: boolean;
  /** `temperature`, `top_p`, `top_k` other than their defaults. */
  sampling: boolean;
  /** A last message of the assistant, to be gone on with. */
  prefill: boolean;
  /** Messages of the role `system` behind those of users. */
  systemInTheMiddle: boolean;
}

/** Family, major and minor version: `claude-opus-4-8-20260528`. Elder models have their version before the family. */
const NAME = /claude-(opus|sonnet|haiku|fable|mythos)-(\d)(?:-(\d)(?!\d))?/;

/**
 * https://platform.claude.com/docs/en/about-claude/models/whats-new-claude-4-6 (prefill), …-4-7 (budgets, sampling),
 * https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages
 */
export function modelRules(model: unknown): ModelRules {
  const [, family, major = '0', minor = '0'] = NAME.exec(String(model)) ?? [];
  const version = Number(major) * 100 + Number(minor);
  return {
    budget: version < 407,
    sampling: version < 407,
    prefill: version < 406,
    systemInTheMiddle: version >= (family === 'opus' ? 408 : 500),
  };
}
