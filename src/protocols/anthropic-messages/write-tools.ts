import { INPUT_SCHEMA } from '../neutral/custom-input.ts';
import { cannotCarry, Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { CustomTool, FunctionTool, NeutralRequest, Tool } from '../neutral/request.ts';
import type { NameRule } from '../neutral/tool-names.ts';
import { fitStrict, fitTool } from './fit-schema.ts';
import { isTooHeavy, sumOf, type Weight, weightOf } from './strict-limits.ts';
import { ownExtra, PROTOCOL } from './wire.ts';
import type { Turn } from './write-messages.ts';
import { cacheControl, type Writing } from './writing.ts';

/** The API's own words: `String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`. */
export const NAME_RULE: NameRule = { max: 128, valid: /^[a-zA-Z0-9_-]{1,128}$/ };

/** platform.claude.com/docs/en/build-with-claude/structured-outputs: so many strict tools a request. */
const MOST_STRICT = 20;

/** A custom tool's text is one argument of a function; its grammar is told in words. */
function writeCustom(tool: CustomTool, { names }: Writing): Fields {
  const { grammar } = tool;
  const lines = [
    tool.description,
    grammar === undefined
      ? undefined
      : `The input must fit this ${grammar.syntax} grammar:\n${grammar.definition}`,
  ];
  const description = lines.filter((line) => line !== undefined && line !== '').join('\n\n');
  return {
    name: names.of(tool.name),
    ...(description === '' ? {} : { description }),
    input_schema: INPUT_SCHEMA,
  };
}

function strictSchema(tool: FunctionTool, notes: Notes): Fields {
  const schema = fitTool(tool.parameters, tool.name, notes);
  return fitStrict(schema, `the schema of tool ${tool.name}`, notes);
}

function writeFunction(tool: FunctionTool, strict: boolean, { names, notes }: Writing): Fields {
  return {
    ...ownExtra(tool.extra),
    name: names.of(tool.name),
    ...(tool.description === undefined || tool.description === '' ? {} : { description: tool.description }),
    input_schema: strict ? strictSchema(tool, notes) : fitTool(tool.parameters, tool.name, notes),
    ...(strict ? { strict: true } : {}),
    ...cacheControl(tool.cache),
  };
}

/** Why no tool is bound to its schema; null where those that ask for it are. */
function unbound(strict: number, weights: Weight[], { traits }: Writing): string | null {
  if (!traits.schemas) return 'this model has none';
  if (strict > MOST_STRICT) return `more than ${MOST_STRICT} have it`;
  return isTooHeavy(sumOf(weights)) ? 'together they have too many optional or many-typed arguments' : null;
}

/** The tools that ask to be bound to their schemas, and can be. `taken`: what the answer's own schema weighs, which counts, too. */
function boundTools(tools: Tool[], taken: Weight, writing: Writing): Set<Tool> {
  const { notes } = writing;
  const strict = tools.filter((tool) => tool.type === 'function').filter((tool) => tool.strict === true);
  const bound = new Map<Tool, Weight>();
  for (const tool of strict) {
    const weight = weightOf(strictSchema(tool, new Notes()));
    if (weight !== null) bound.set(tool, weight);
    else
      notes.dropped(
        `strict of tool ${tool.name}`,
        'Anthropic binds to no schema that goes round or names another',
      );
  }
  const why = unbound(bound.size, [taken, ...bound.values()], writing);
  if (why === null || bound.size === 0) return new Set(bound.keys());
  notes.dropped('strict of tools', why);
  return new Set();
}

/** The tools as they are sent, each name once, and the custom ones among them by the client's names. */
export function writeTools(
  tools: Tool[],
  taken: Weight,
  writing: Writing,
): { list: Fields[]; custom: Set<string> } {
  const custom = new Set<string>();
  const seen = new Set<string>();
  const list: Fields[] = [];
  const bound = boundTools(tools, taken, writing);
  for (const tool of tools) {
    if (tool.type === 'hosted' && tool.protocol !== PROTOCOL) {
      writing.notes.dropped(`tool ${tool.name}`, `only ${tool.protocol} has it`);
      continue;
    }
    if (tool.type === 'hosted') {
      list.push(tool.value);
      continue;
    }
    if (seen.has(tool.name)) {
      writing.notes.dropped(`a second tool ${tool.name}`, 'names must differ');
      continue;
    }
    seen.add(tool.name);
    if (tool.type === 'custom') {
      custom.add(tool.name);
      list.push(writeCustom(tool, writing));
    } else list.push(writeFunction(tool, bound.has(tool), writing));
  }
  return { list, custom };
}

/** Whether the client wants a call for sure. */
export function forcesTool(request: NeutralRequest): boolean {
  const mode = request.toolChoice?.mode;
  return mode === 'required' || mode === 'named';
}

/** `tool_choice`; null where the provider's default says the same. Throws where a forced tool cannot be forced. */
export function writeToolChoice(request: NeutralRequest, list: Fields[], writing: Writing): Fields | null {
  const { toolChoice, parallelToolCalls } = request;
  const oneByOne = parallelToolCalls === false ? { disable_parallel_tool_use: true } : {};
  if (forcesTool(request)) {
    if (list.length === 0)
      throw cannotCarry('tool_choice', 'a tool is forced, and none can be offered', 'offer a function tool');
    if (!writing.traits.forcedTools)
      throw cannotCarry(
        'tool_choice',
        'this model refuses to be forced to call a tool',
        'ask with tool_choice auto, or choose another model',
      );
  }
  if (list.length === 0) return null;
  switch (toolChoice?.mode) {
    case 'none':
      return { type: 'none' };
    case 'required':
      return { type: 'any', ...oneByOne };
    case 'named': {
      const name = writing.names.of(toolChoice.name);
      if (!list.some((tool) => tool.name === name))
        throw cannotCarry(
          'tool_choice',
          `tool ${toolChoice.name} cannot be offered here`,
          'offer a function tool',
        );
      return { type: 'tool', name, ...oneByOne };
    }
    case 'auto':
      return { type: 'auto', ...oneByOne };
    default:
      return parallelToolCalls === false ? { type: 'auto', ...oneByOne } : null;
  }
}

/**
 * Tools for a conversation that has calls and offers none (a compaction): the API wants those that were called to be
 * defined (`Requests which include tool_use or tool_result blocks must define tools`). They may not be called again.
 */
export function toolsOf(turns: Turn[]): Fields[] {
  const names = new Set<string>();
  for (const { content } of turns)
    for (const { type, name } of content)
      if (type === 'tool_use' && typeof name === 'string') names.add(name);
  return [...names].map((name) => ({ name, input_schema: { type: 'object', properties: {} } }));
}
