import { JSONPathNodeList, type jsonpath, Nothing } from 'json-p3';

type Infix = InstanceType<typeof jsonpath.expressions.InfixExpression>;

/** A half of a character beyond U+FFFF comes after all that are whole. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

function isLess(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference < 0;
  }
  return a.length < b.length;
}

function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => isEqual(item, b[i]))
    );
  const members = Object.entries(a);
  return (
    members.length === Object.keys(b).length &&
    members.every(
      ([name, member]) => Object.hasOwn(b, name) && isEqual(member, (b as Record<string, unknown>)[name]),
    )
  );
}

const single = (found: unknown): unknown =>
  found instanceof JSONPathNodeList ? (found.nodes.length === 1 ? found.nodes[0]?.value : Nothing) : found;

/**
 * Has a comparison of a filter done as RFC 9535, section 2.3.5.2.2, says: strings by their characters, where the library
 * takes UTF-16's units; objects by members of their own.
 */
export function compareByCharacters(comparison: Infix): void {
  const { left, operator, right } = comparison;
  comparison.evaluate = (context) => {
    const a = single(left.evaluate(context));
    const b = single(right.evaluate(context));
    if (operator === '==') return isEqual(a, b);
    if (operator === '!=') return !isEqual(a, b);
    if (operator.endsWith('=') && isEqual(a, b)) return true;
    return operator.startsWith('<') ? isLess(a, b) : isLess(b, a);
  };
}

/** The `length()` of RFC 9535, section 2.4.4, which counts the characters of a string, not UTF-16's units. */
export function lengthOf(value: unknown): number | typeof Nothing {
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  return typeof value === 'string'
    ? value.length - (value.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0)
    : Nothing;
}
