/** Tells whether a whole text matches. */
export type Matcher = (text: string) => boolean;

function matchesAt(text: string, at: number, part: string): boolean {
  for (let i = 0; i < part.length; i++) {
    if (part[i] !== '?' && part[i] !== text[at + i]) return false;
  }
  return true;
}

function find(text: string, from: number, to: number, part: string): number {
  for (let at = from; at + part.length <= to; at++) {
    if (matchesAt(text, at, part)) return at;
  }
  return -1;
}

/**
 * Compiles a glob in which `*` stands for any run of characters (slashes included, none as well) and `?` for
 * exactly one; every other character is itself. The parts between stars are found leftmost first, each once, so
 * that no pattern can make the matching explode.
 */
export function globMatcher(pattern: string): Matcher {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  if (parts.length === 1) return (text) => text.length === first.length && matchesAt(text, 0, first);
  const last = parts[parts.length - 1] ?? '';
  const middle = parts.slice(1, -1).filter((part) => part !== '');
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !matchesAt(text, 0, first) || !matchesAt(text, end, last)) return false;
    let at = first.length;
    for (const part of middle) {
      const found = find(text, at, end, part);
      if (found < 0) return false;
      at = found + part.length;
    }
    return true;
  };
}
