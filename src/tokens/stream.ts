import { definitionOf } from './definitions.ts';
import type { TokenCount, TokenCounter, Vocabulary } from './port.ts';

/** Counts a text that grows, such as a streamed answer. */
export interface StreamCounter {
  /** Takes what has come in addition. Does not count. */
  push(text: string): void;
  /** Tokens of everything pushed until now. Call it a few times a second, and once at the end. */
  count(): Promise<TokenCount>;
}

/**
 * A place that no token reaches across, whatever comes before or after: behind a letter or digit, before a space
 * or punctuation. (No vocabulary's pattern has a piece that goes on from a letter or digit to one of these but for the
 * apostrophe of `'s`. Those without a pattern say themselves what no token of theirs has behind a letter or digit.)
 */
const BEFORE = /[\p{L}\p{N}]/u;
const AFTER = /[ \n\t.,;:!?(){}[\]<>="，。、]/;

/** What is kept to be counted again: the end of a text may still become part of a longer token. */
const TAIL_UNITS = 64;

/** A tail of this length without a boundary is cut anyway, and the count says that it is a guess from then on. */
const MAX_TAIL_UNITS = 8192;

/**
 * Counts only what is new at each call: counting every delta by itself finds far too many tokens, since a token
 * is often split between two of them.
 */
export function createStreamCounter(counter: TokenCounter, vocabulary: Vocabulary): StreamCounter {
  const { after = AFTER, prefix = false } = definitionOf(vocabulary)?.cut ?? {};
  const pushed: string[] = [];
  let tail = '';
  /** Whether the tail goes on a text that was counted. */
  let goesOn = false;
  let settled: TokenCount = { tokens: 0, exact: true };
  let last: Promise<TokenCount> = Promise.resolve(settled);

  /** Up to where the tail can be counted once and for all; 0 where not yet. */
  function cutAt(text: string): { at: number; exact: boolean } {
    const limit = text.length - TAIL_UNITS;
    if (limit <= 0) return { at: 0, exact: true };
    let at = limit;
    while (at > 0 && !(after.test(text.charAt(at)) && BEFORE.test(text.charAt(at - 1)))) at--;
    if (at > 0 || text.length < MAX_TAIL_UNITS) return { at, exact: true };
    const half = /[\ud800-\udbff]/.test(text[limit - 1] ?? '') ? 1 : 0;
    return { at: limit - half, exact: false };
  }

  /**
   * A part of the text, and what is to be taken from its count. Where every text is read as if a space stood before
   * it, that is the space with which the part begins; or, before anything else, one token by itself.
   */
  function part(text: string, first: boolean): { text: string; less: number } {
    if (!prefix || first || text === '') return { text, less: 0 };
    return text.length > 1 && text.startsWith(' ') ? { text: text.slice(1), less: 0 } : { text, less: 1 };
  }

  async function countNow(): Promise<TokenCount> {
    tail += pushed.splice(0).join('');
    const { at, exact } = cutAt(tail);
    const whole = part(tail.slice(0, at), !goesOn);
    const rest = part(tail.slice(at), !goesOn && at === 0);
    const [first, second] = await counter.count([whole.text, rest.text], vocabulary);
    goesOn ||= at > 0;
    tail = tail.slice(at);
    if (first === undefined || second === undefined) return settled;
    settled = {
      tokens: settled.tokens + first.tokens - whole.less,
      exact: settled.exact && first.exact && exact,
    };
    return { tokens: settled.tokens + second.tokens - rest.less, exact: settled.exact && second.exact };
  }

  return {
    push(text) {
      if (text !== '') pushed.push(text);
    },
    count() {
      last = last.then(countNow);
      return last;
    },
  };
}
