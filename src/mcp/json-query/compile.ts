import { JSONPathEnvironment, JSONPathError, JSONPathQuery, jsonpath } from 'json-p3';
import { compareByCharacters, lengthOf } from './compare.ts';
import { QueryFailure } from './failure.ts';

const { FilterSelector, IndexSelector, NameSelector, SliceSelector, WildcardSelector } = jsonpath.selectors;
const { FunctionExtension, InfixExpression, LogicalExpression, PrefixExpression, RelativeQuery, RootQuery } =
  jsonpath.expressions;

export type Filter = InstanceType<typeof LogicalExpression>;

/** What one selector picks of a container, as far as that can be told without the rest of it. */
export type Pick =
  | { kind: 'name'; name: string }
  | { kind: 'index'; index: number }
  | { kind: 'slice'; start: number; stop: number; step: number }
  | { kind: 'all' }
  | { kind: 'filter'; expression: Filter };

export interface Segment {
  descends: boolean;
  /** Null where the whole container is needed to tell: an index or a slice that counts from the end. */
  picks: Pick[] | null;
}

export interface Compiled {
  environment: JSONPathEnvironment;
  segments: Segment[];
  /** The query from a segment on. */
  from(segment: number): JSONPathQuery;
  /** A filter looks at the whole document by `$`. */
  usesRoot: boolean;
  /** Patterns that came up in `match()` or `search()` and are none (RFC 9485). */
  badPatterns: Set<string>;
}

const MAX_BAD_PATTERNS = 5;

interface Strings {
  decodeHexChar(...args: unknown[]): [number, number];
  stringFromCodePoint(codepoint: number, token: unknown): string;
}

/** The library refuses `\u0000` to `\u001f`, which RFC 9535 (section 2.3.1.1) allows and normalized paths need. */
function allowEscapedControls(environment: JSONPathEnvironment): void {
  const { parser } = environment as unknown as { parser: Strings };
  const decode = parser.decodeHexChar.bind(parser);
  const check = parser.stringFromCodePoint.bind(parser);
  let escaped = false;
  parser.decodeHexChar = (...args) => {
    const decoded = decode(...args);
    escaped = true;
    return decoded;
  };
  parser.stringFromCodePoint = (codepoint, token) => {
    if (!escaped) return check(codepoint, token);
    escaped = false;
    return String.fromCodePoint(codepoint);
  };
}

function createEnvironment(badPatterns: Set<string>): JSONPathEnvironment {
  // How deep a value may be was checked while it was read.
  const environment = new JSONPathEnvironment({ maxRecursionDepth: Number.MAX_SAFE_INTEGER });
  allowEscapedControls(environment);
  const { argTypes, returnType } = new jsonpath.functions.Length();
  environment.functionRegister.set('length', { argTypes, returnType, call: lengthOf });
  for (const [name, Regexp] of Object.entries({
    match: jsonpath.functions.Match,
    search: jsonpath.functions.Search,
  })) {
    const real = new Regexp({ throwErrors: true });
    environment.functionRegister.set(name, {
      argTypes: real.argTypes,
      returnType: real.returnType,
      // RFC 9535, sections 2.4.6 and 2.4.7: false for what is no string, and for what is no pattern.
      call(text: unknown, pattern: unknown): boolean {
        if (typeof text !== 'string' || typeof pattern !== 'string') return false;
        try {
          return real.call(text, pattern);
        } catch {
          if (badPatterns.size < MAX_BAD_PATTERNS) badPatterns.add(pattern);
          return false;
        }
      },
    });
  }
  return environment;
}

function pickOf(selector: InstanceType<typeof jsonpath.JSONPathSelector>): Pick | null {
  if (selector instanceof NameSelector) return { kind: 'name', name: selector.name };
  if (selector instanceof WildcardSelector) return { kind: 'all' };
  if (selector instanceof FilterSelector) return { kind: 'filter', expression: selector.expression };
  if (selector instanceof IndexSelector)
    return selector.index < 0 ? null : { kind: 'index', index: selector.index };
  if (selector instanceof SliceSelector) {
    const { start = 0, stop = Number.POSITIVE_INFINITY, step = 1 } = selector;
    return start < 0 || stop < 0 || step < 0 ? null : { kind: 'slice', start, stop, step };
  }
  return null;
}

interface Visits {
  query(query: JSONPathQuery): void;
  comparison(comparison: InstanceType<typeof InfixExpression>): void;
  /** A filter looks at the whole document. */
  root(): void;
}

/** Walks every query within a query, itself and those in its filters, and what these compare. */
function walk(query: JSONPathQuery, visits: Visits): void {
  const look = (expression: unknown): void => {
    if (expression instanceof LogicalExpression) look(expression.expression);
    else if (expression instanceof InfixExpression) {
      if (!expression.logical) visits.comparison(expression);
      look(expression.left);
      look(expression.right);
    } else if (expression instanceof PrefixExpression) look(expression.right);
    else if (expression instanceof FunctionExtension) expression.args.forEach(look);
    else if (expression instanceof RelativeQuery) walk(expression.path, visits);
    else if (expression instanceof RootQuery) {
      visits.root();
      walk(expression.path, visits);
    }
  };
  visits.query(query);
  for (const segment of query.segments)
    for (const selector of segment.selectors)
      if (selector instanceof FilterSelector) look(selector.expression);
}

/** The library puts what a selector picks on the stack, which overflows at some 100,000; its lazy way doesn't. */
function withoutStack(query: JSONPathQuery): void {
  for (const segment of query.segments) segment.resolve = (nodes) => [...segment.lazyResolve(nodes)];
}

function parse(environment: JSONPathEnvironment, text: string): JSONPathQuery {
  try {
    return environment.compile(text);
  } catch (error) {
    if (error instanceof RangeError)
      throw new QueryFailure('jsonpath is nested too deeply; write it with fewer brackets.', {
        cause: error,
      });
    if (!(error instanceof JSONPathError)) throw error;
    const at = Math.max(0, error.token.index);
    throw new QueryFailure(
      `jsonpath is no JSONPath (RFC 9535): ${error.message.replace(/\s*\([^()]*\)$/, '')}, at character ${at + 1}. ` +
        `It begins with $, as in $.items[0].name, $..id or $.items[?@.price < 10].`,
      { cause: error },
    );
  }
}

/** Reads a JSONPath. Throws a {@link QueryFailure} where it is none. */
export function compile(text: string): Compiled {
  const badPatterns = new Set<string>();
  const environment = createEnvironment(badPatterns);
  const query = parse(environment, text.trim());
  let usesRoot = false;
  walk(query, {
    query: withoutStack,
    comparison: compareByCharacters,
    root() {
      usesRoot = true;
    },
  });
  const segments = query.segments.map((segment): Segment => {
    const picks = segment.selectors.map(pickOf);
    return {
      descends: segment.toString().startsWith('..'),
      picks: picks.every((pick) => pick !== null) ? picks : null,
    };
  });
  const rests = new Map<number, JSONPathQuery>();
  return {
    environment,
    segments,
    from(segment) {
      const rest = rests.get(segment) ?? new JSONPathQuery(environment, query.segments.slice(segment));
      rests.set(segment, rest);
      return rest;
    },
    usesRoot,
    badPatterns,
  };
}
