import type { ToolCall } from './call.ts';
import { quoted } from './failure.ts';
import type { JsonQueryLimits } from './limits.ts';

const FILE = {
  type: 'string',
  description:
    'The JSON file: an absolute path, or one that is relative to an allowed folder. Files named .jsonl or .ndjson are read as a list of their lines.',
} as const;

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 5;

const LIMIT = {
  type: 'integer',
  minimum: 1,
  maximum: MAX_LIMIT,
  default: DEFAULT_LIMIT,
  description: `How many matches to list, best first (default: ${DEFAULT_LIMIT}).`,
} as const;

const PATH = {
  type: 'string',
  description: "Where the value stands: a normalized path such as $['items'][0], usable as a jsonpath.",
} as const;

function output(match: Record<string, object>, required: string[]) {
  return {
    type: 'object' as const,
    properties: {
      matches: {
        type: 'array',
        items: { type: 'object', properties: { path: PATH, ...match }, required: ['path', ...required] },
      },
      total: { type: 'integer', description: 'How many matches there are.' },
      omitted: { type: 'integer', description: 'How many of them are not listed.' },
      notes: { type: 'array', items: { type: 'string' } },
    },
    required: ['matches', 'total', 'omitted', 'notes'],
  };
}

const FOUND = output(
  {
    similarity: { type: 'number', description: '1 for the query itself, less the further away.' },
    value: { description: 'The value; of a long one the beginning, as a string.' },
    shortened: { type: 'boolean', description: 'There where the value is not whole.' },
  },
  ['similarity', 'value'],
);

const annotations = (title: string) => ({
  title,
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
});

const RANKING =
  'Without regard to case, best first: the query itself, then what contains it (the larger a part, the better), then what is spelt alike.';

/** The tools, as a client lists them. Their names and arguments are those of json-query-mcp (https://github.com/mgraczyk/json-query-mcp). */
export const TOOLS = [
  {
    name: 'json_query_jsonpath',
    description:
      "Get exact values out of a JSON file of any size with a JSONPath (RFC 9535), without reading the file. Answers a JSON list of matches: [{\"path\":\"$['a'][0]\",\"value\":…}]. Examples: $.nested.inner · $.items[0:10].name · $..id · $.items[?@.price < 10 && @.tag == 'x'] · $.items[?search(@.name, 'foo')] · $[-1]. Where you don't know the path, use json_query_search_keys first. Large files are streamed: there, indices and slices that count from the end work only below a value of some megabytes, and filters cannot use $.",
    inputSchema: {
      type: 'object' as const,
      properties: {
        file_path: FILE,
        jsonpath: { type: 'string', minLength: 1, description: 'The JSONPath; it begins with $.' },
      },
      required: ['file_path', 'jsonpath'],
    },
    outputSchema: output(
      {
        value: {
          description: 'The value; a number that a double cannot hold is a string of its digits here.',
        },
        omitted: { type: 'string', description: 'Instead of a value: why it is not here.' },
      },
      [],
    ),
    annotations: annotations('Query JSON by JSONPath'),
  },
  {
    name: 'json_query_search_keys',
    description: `Find keys in a JSON file when you know roughly what a key is called but not where it is. ${RANKING} Answers a JSON list: [{"path","similarity","value"}]; go on with json_query_jsonpath and the path.`,
    inputSchema: {
      type: 'object' as const,
      properties: {
        file_path: FILE,
        query: { type: 'string', minLength: 1, description: 'What the key is called, or a part of it.' },
        limit: LIMIT,
      },
      required: ['file_path', 'query'],
    },
    outputSchema: FOUND,
    annotations: annotations('Search keys of a JSON file'),
  },
  {
    name: 'json_query_search_values',
    description: `Find strings, numbers and booleans in a JSON file when you know roughly what a value is but not where it is. ${RANKING} Answers a JSON list: [{"path","similarity","value"}]; of a long text the part around what was found.`,
    inputSchema: {
      type: 'object' as const,
      properties: {
        file_path: FILE,
        query: { type: 'string', minLength: 1, description: 'The value, or a part of it.' },
        limit: LIMIT,
      },
      required: ['file_path', 'query'],
    },
    outputSchema: FOUND,
    annotations: annotations('Search values of a JSON file'),
  },
];

type Checked = { call: ToolCall } | { problem: string };

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;

function text(args: Record<string, unknown>, name: string, example: string, max: number): string {
  const value = Object.hasOwn(args, name) ? args[name] : undefined;
  if (value === undefined)
    throw new Problem(`The argument ${name} is missing; give a string such as ${example}.`);
  if (typeof value !== 'string')
    throw new Problem(`The argument ${name} is ${typeOf(value)}; give a string such as ${example}.`);
  if (value.trim() === '')
    throw new Problem(`The argument ${name} is empty; give a string such as ${example}.`);
  if (value.length > max)
    throw new Problem(
      `The argument ${name} has ${value.length} characters; the most is ${max}. Give a shorter one.`,
    );
  return value;
}

function limitOf(args: Record<string, unknown>): number {
  const value = (Object.hasOwn(args, 'limit') ? args.limit : undefined) ?? DEFAULT_LIMIT;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_LIMIT) return value;
  const given = typeof value === 'number' ? String(value) : typeOf(value);
  throw new Problem(
    `The argument limit is ${given}; give a whole number from 1 to ${MAX_LIMIT}, or leave it out.`,
  );
}

class Problem extends Error {}

/** Reads a call's name and arguments; where they are no call, says what is wrong with them. */
export function checkCall(name: string, args: Record<string, unknown>, limits: JsonQueryLimits): Checked {
  try {
    if (!TOOLS.some((tool) => tool.name === name))
      return {
        problem: `There is no tool ${quoted(name)}; there are ${TOOLS.map((t) => t.name).join(', ')}.`,
      };
    const filePath = text(args, 'file_path', '"/home/me/data.json"', Number.POSITIVE_INFINITY);
    if (name === 'json_query_jsonpath') {
      const jsonpath = text(args, 'jsonpath', '"$.items[0].name"', limits.maxQueryChars);
      return { call: { tool: 'jsonpath', filePath, jsonpath } };
    }
    const query = text(args, 'query', '"name"', limits.maxQueryChars);
    return {
      call: {
        tool: name === 'json_query_search_keys' ? 'keys' : 'values',
        filePath,
        query,
        limit: limitOf(args),
      },
    };
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message };
    throw error;
  }
}
