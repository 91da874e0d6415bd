import { INPUT_SCHEMA } from '../neutral/custom-input.ts';
import { cannotCarry } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type {
  AnswerFormat,
  CustomTool,
  FunctionTool,
  HostedTool,
  NeutralRequest,
  Tool,
  ToolChoice,
} from '../neutral/request.ts';
import { moonshotSchema } from './moonshot-schema.ts';
import { SEARCH_OPTIONS } from './read-tools.ts';
import { jsonOf, maybe, ownExtra } from './wire.ts';
import type { MessageTarget } from './write-assistant.ts';

/** The parameters of a tool that takes none: left out, some providers refuse it. */
const NOTHING = { type: 'object', properties: {} };

function writeFunction(tool: FunctionTool, { quirks, names, notes }: MessageTarget): Fields {
  const given = tool.parameters ?? NOTHING;
  const parameters = quirks.schemas === 'moonshot' ? moonshotSchema(given) : given;
  if (parameters !== given)
    notes.changed(
      `the schema of ${tool.name}`,
      'written as the provider takes it: "type" in the branches of "anyOf", tuples as "prefixItems"',
    );
  return {
    ...ownExtra(tool.extra),
    type: 'function',
    function: {
      name: names.of(tool.name),
      ...maybe('description', tool.description),
      parameters,
      ...maybe('strict', tool.strict),
    },
    ...(tool.cache !== undefined && quirks.cacheMarks ? { cache_control: { type: 'ephemeral' } } : {}),
  };
}

function writeCustom(tool: CustomTool, target: MessageTarget): Fields {
  const name = target.names.of(tool.name);
  const { grammar } = tool;
  if (target.quirks.customTools) {
    const format = grammar === undefined ? undefined : { type: 'grammar', grammar };
    const custom = { name, ...maybe('description', tool.description), ...maybe('format', format) };
    return { ...ownExtra(tool.extra), type: 'custom', custom };
  }
  target.notes.changed(`the custom tool ${tool.name}`, 'sent as a function with one text argument');
  const said = [tool.description];
  if (grammar !== undefined)
    said.push(`The input must match this ${grammar.syntax} grammar:\n${grammar.definition}`);
  const description = said.filter((text) => text !== undefined).join('\n\n');
  return {
    type: 'function',
    function: { name, ...(description === '' ? {} : { description }), parameters: INPUT_SCHEMA },
  };
}

function writeTool(tool: Tool, target: MessageTarget): Fields | null {
  if (tool.type === 'function') return writeFunction(tool, target);
  if (tool.type === 'custom') return writeCustom(tool, target);
  if (tool.protocol === 'openai-chat') return tool.value.type === SEARCH_OPTIONS ? null : tool.value;
  target.notes.dropped(`the tool ${tool.name}`, 'the provider would have to run it, and does not know it');
  return null;
}

function writeChoice(choice: ToolChoice, tools: Tool[], target: MessageTarget): unknown {
  if (choice.mode !== 'named') return choice.mode;
  const tool = tools.find((one) => one.name === choice.name);
  if (tool?.type === 'hosted')
    throw cannotCarry(
      'tool_choice',
      `the provider does not have the tool ${choice.name}`,
      'leave the choice to the model',
    );
  const kind = tool?.type === 'custom' && target.quirks.customTools ? 'custom' : 'function';
  return { type: kind, [kind]: { name: target.names.of(choice.name) } };
}

/** `tools` and what belongs to them; nothing where there are none. `customs`: names of custom tools sent as functions. */
export function writeTools(
  request: NeutralRequest,
  choice: ToolChoice | undefined,
  target: MessageTarget,
  customs: Set<string>,
): Fields {
  const tools = request.tools.map((tool) => writeTool(tool, target)).filter((tool) => tool !== null);
  if (!target.quirks.customTools)
    for (const tool of request.tools) if (tool.type === 'custom') customs.add(tool.name);
  const search = request.tools.find(
    (tool): tool is HostedTool => tool.type === 'hosted' && tool.value.type === SEARCH_OPTIONS,
  );
  const searching = search === undefined ? {} : { [SEARCH_OPTIONS]: search.value[SEARCH_OPTIONS] };
  if (tools.length === 0) {
    if (choice?.mode === 'required' || choice?.mode === 'named')
      throw cannotCarry(
        'tool_choice',
        'none of the tools can be sent to this provider',
        'leave the choice to the model',
      );
    return searching;
  }
  return {
    ...searching,
    tools,
    ...maybe('tool_choice', choice === undefined ? undefined : writeChoice(choice, request.tools, target)),
    ...maybe('parallel_tool_calls', request.parallelToolCalls),
  };
}

/** OpenAI: letters, digits, `_` and `-`, at most 64 (platform.openai.com/docs/api-reference/chat/create). */
function schemaName(name: string | undefined): string {
  const kept = (name ?? '').replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 64);
  return kept === '' ? 'answer' : kept;
}

/** `response_format`, and what the model must be told besides, where the provider takes no schema. */
export function writeFormat(
  format: AnswerFormat | undefined,
  { quirks, notes }: MessageTarget,
): { field: Fields | undefined; told: string | undefined } {
  if (format === undefined) return { field: undefined, told: undefined };
  if (format.type === 'json') return { field: { type: 'json_object' }, told: undefined };
  if (!quirks.options.includes('json_schema')) {
    notes.changed(
      'the schema of the answer',
      'the provider takes none: it was asked for JSON, and told the schema in words',
    );
    const told = `Answer with one JSON value that is valid against this JSON Schema:\n${jsonOf(format.schema)}`;
    return { field: { type: 'json_object' }, told };
  }
  const schema = quirks.schemas === 'moonshot' ? moonshotSchema(format.schema) : format.schema;
  const field = {
    type: 'json_schema',
    json_schema: {
      name: schemaName(format.name),
      ...maybe('description', format.description),
      schema,
      ...maybe('strict', format.strict),
    },
  };
  return { field, told: undefined };
}
