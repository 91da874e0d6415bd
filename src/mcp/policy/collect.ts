import { isQuantity, type KeyKind, kindOfKey, wordsOf } from './keys.ts';
import { knownTool } from './known.ts';
import { looksLikePath } from './readings.ts';

const MOST_STRINGS = 2000;
const MOST_NODES = 100_000;
const DEEPEST = 32;
const LONGEST_JSON = 1024 * 1024;
const TOO_MANY = 'have too many values to be checked: send fewer at a time';

/** A text among the arguments that may be a path. `maybe`: one only where something of its name is there. */
export interface Found {
  /** `operations[1].destination` */
  where: string;
  key: string;
  value: string;
  kind: 'path' | 'glob' | 'maybe';
  /** The object that holds it. */
  holder: unknown;
}

export type Collected =
  | { found: Found[]; problem: null }
  | { found: null; problem: { where: string; text: string } };

interface Node {
  where: string;
  key: string;
  value: unknown;
  kind: KeyKind;
  holder: unknown;
  schema: unknown;
  depth: number;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of what should be an object (arguments, a schema), without trusting its shape. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function shown(where: string, key: string): string {
  if (/^[A-Za-z_$][\w$-]{0,60}$/.test(key)) return where === '' ? key : `${where}.${key}`;
  return `${where}[${JSON.stringify(key.slice(0, 60))}]`;
}

function parsed(text: string): unknown {
  if (text.length > LONGEST_JSON || !/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromBase64(text: string): unknown {
  const plain = text.trim();
  if (!/^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(plain)) return undefined;
  return parsed(Buffer.from(plain, 'base64').toString('utf8'));
}

/** What of a command looks like a path: words, what follows `=`, what is joined to an option. */
function wordsOfCommand(text: string): string[] {
  return text
    .slice(0, LONGEST_JSON)
    .split(/[\s"'`=;|&<>(),]+/)
    .map((word) => word.replace(/^-[A-Za-z-]*(?=[/~.])/, ''))
    .filter((word) => word !== '' && looksLikePath(word));
}

/** A text whose key says nothing: a path by its form, a list of them, or one where something of that name is there. */
function byForm(text: string): { kind: 'path' | 'maybe'; values: string[] } {
  const lines = text
    .trim()
    .split(/\r\n|[\r\n]/)
    .filter((line) => line.trim() !== '');
  if (lines.length > 1) return { kind: 'path', values: lines.every(looksLikePath) ? lines : [] };
  const paths = looksLikePath(text);
  if (paths) return { kind: 'path', values: [text] };
  const parts = text.split(/[,;|]/).filter(looksLikePath);
  if (parts.length > 0) return { kind: 'path', values: parts };
  return { kind: 'maybe', values: text.length <= 1024 && text.trim() !== '' ? [text] : [] };
}

/**
 * Every text among the arguments that may be a path: at any depth, in lists, as the key of a map, in JSON within a
 * text, in a token that is JSON in base64. Or what is wrong: too many, too deep, a number where a path belongs.
 */
export function collectPaths(toolName: string, inputSchema: unknown, args: unknown): Collected {
  const known = knownTool(toolName);
  const found: Found[] = [];
  const nodes: Node[] = [
    { where: '', key: '', value: args, kind: 'other', holder: null, schema: inputSchema, depth: 0 },
  ];
  let seen = 0;
  const problem = (where: string, text: string): Collected => ({ found: null, problem: { where, text } });
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const { where, key, value, kind, holder, schema, depth } = node;
    seen += 1;
    if (seen > MOST_NODES || found.length > MOST_STRINGS) return problem('', TOO_MANY);
    if (depth > DEEPEST) return problem(where.slice(0, 200), `is nested deeper than ${DEEPEST} levels`);
    const below = (next: Partial<Node>): number => nodes.push({ ...node, depth: depth + 1, ...next });
    if (Array.isArray(value)) {
      const items = member(schema, 'items');
      for (let i = 0; i < value.length && i <= MOST_NODES; i++)
        below({ where: `${where}[${i}]`, value: value[i], schema: items });
    } else if (isObject(value)) {
      for (const name of Object.keys(value)) {
        const at = shown(where, name);
        const property = member(member(schema, 'properties'), name);
        const own =
          known?.keys !== undefined && Object.hasOwn(known.keys, name) ? known.keys[name] : undefined;
        const told = own ?? kindOfKey(name, property, toolName);
        const inherited = told === 'other' && depth > 0 ? kind : told;
        if (kind !== 'text' && (looksLikePath(name) || name.split(/[,;|]/).some(looksLikePath)))
          found.push({ where: at, key: name, value: name, kind: 'path', holder: value });
        else if (kind === 'path' && property === undefined && told === 'other')
          found.push({ where: at, key: name, value: name, kind: 'maybe', holder: value });
        below({ where: at, key: name, value: value[name], kind: inherited, holder: value, schema: property });
      }
    } else if (typeof value === 'number' && kind === 'path') {
      const type = member(schema, 'type');
      if (type === 'string' || (type === undefined && !isQuantity(wordsOf(key)) && wordsOf(key).length < 2))
        return problem(where, 'is a number where a path belongs');
    } else if (typeof value === 'string' && kind !== 'text') {
      const choices = member(schema, 'enum');
      if (Array.isArray(choices) && choices.includes(value)) continue;
      const json = kind === 'token' ? (fromBase64(value) ?? parsed(value)) : parsed(value);
      if (json !== undefined)
        below({ value: json, schema: undefined, kind: kind === 'token' ? 'other' : kind });
      if (kind === 'path' || kind === 'glob') {
        // An empty path is the folder that the server was started in.
        if (value !== '') found.push({ where, key, value, kind, holder });
        else if (kind === 'path') found.push({ where, key, value: '.', kind, holder });
        continue;
      }
      if (json !== undefined && typeof json !== 'string') continue;
      const read =
        kind === 'command' ? { kind: 'path' as const, values: wordsOfCommand(value) } : byForm(value);
      for (const one of read.values) found.push({ where, key, value: one, kind: read.kind, holder });
    }
  }
  if (found.length > MOST_STRINGS) return problem('', TOO_MANY);
  return { found: found.reverse(), problem: null };
}
