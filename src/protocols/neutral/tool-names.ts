import { createHash } from 'node:crypto';

/** What a protocol takes as a tool's name. */
export interface NameRule {
  /** Longest name, in characters. */
  max: number;
  /** Matches a whole name that is all right. */
  valid: RegExp;
}

/** OpenAI: letters, digits, `_` and `-`, at most 64 (platform.openai.com/docs/api-reference/chat/create, tools). */
export const OPENAI_NAMES: NameRule = { max: 64, valid: /^[A-Za-z0-9_-]{1,64}$/ };

/** The same, but for what a name may begin with: see `Quirks.toolNames`. */
export const LETTER_NAMES: NameRule = { max: 64, valid: /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/ };

/** Gives every tool a name that a target takes, the same each turn, and knows the client's own again. */
export class ToolNames {
  /** As sent → as the client calls it; only names that differ. */
  readonly back = new Map<string, string>();
  private readonly sent = new Map<string, string>();
  private readonly rule: NameRule;

  constructor(rule: NameRule) {
    this.rule = rule;
  }

  /** The name to send. A name that will not do keeps what it can, and gets a mark made from the whole. */
  of(name: string): string {
    if (this.rule.valid.test(name)) return name;
    const known = this.sent.get(name);
    if (known !== undefined) return known;
    const mark = createHash('sha256').update(name).digest('hex').slice(0, 8);
    const kept = name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^[^A-Za-z_]+/, '');
    const made = `${(kept === '' ? 'tool' : kept).slice(0, this.rule.max - 9)}_${mark}`;
    this.sent.set(name, made);
    this.back.set(made, name);
    return made;
  }
}
