import { INPUT_SCHEMA } from '../neutral/custom-input.ts';
import { cannotCarry } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type {
  CustomTool,
  FunctionTool,
  HostedTool,
  NeutralRequest,
  Tool,
  ToolChoice,
} from '../neutral/request.ts';
import { formatInWords, openaiParameters, openaiStrict, takesAsAnswer } from '../openai/schemas.ts';
import { moonshotSchema } from './moonshot-schema.ts';
import { SEARCH_OPTIONS } from './read-tools.ts';
import { fieldsOf, isFields, jsonOf, maybe, ownExtra } from './wire.ts';
import type { MessageTarget } from './write-assistant.ts';

/** The parameters of a tool that takes none: left out, some providers refuse it. */
const NOTHING = { type: 'object', properties: {} };

function fittingSchema(schema: Fields, name: string, { quirks, notes }: MessageTarget): Fields {
  if (quirks.schemas === 'moonshot') return moonshotSchema(schema);
  return quirks.schemas === 'openai' ? openaiParameters(schema, name, notes) : schema;
}

function writeFunction(tool: FunctionTool, target: MessageTarget): Fields {
  const { quirks, names, notes } = target;
  const given = tool.parameters ?? NOTHING;
  const parameters = fittingSchema(given, tool.name, target);
  if (quirks.schemas === 'moonshot' && parameters !== given)
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
      ...maybe(
        'strict',
        quirks.schemas === 'openai' ? openaiStrict(tool.strict, parameters, tool.name, notes) : tool.strict,
      ),
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

/** Tools with `strict` on all of them or on none. */
function alikeStrict(tools: Fields[], { quirks, notes }: MessageTarget): Fields[] {
  const values = new Set(tools.map((tool) => fieldsOf(tool.function).strict));
  if (!quirks.strictAlike || values.size < 2) return tools;
  notes.dropped('strict of tools', 'the provider wants it on all of them or on none');
  return tools.map((tool) => {
    const { strict: _, ...rest } = fieldsOf(tool.function);
    return isFields(tool.function) ? { ...tool, function: rest } : tool;
  });
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
    tools: alikeStrict(tools, target),
    ...maybe('tool_choice', choice === undefined ? undefined : writeChoice(choice, request.tools, target)),
    ...maybe('parallel_tool_calls', request.parallelToolCalls),
  };
}

/** OpenAI: letters, digits, `_` and `-`, at most 64 (platform.openai.com/docs/api-reference/chat/create). */
function schemaName(name: string | undefined): string {
  const kept = (name ?? '').replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 64);
  return kept === '' ? 'answer' : kept;
}

const SAYS_JSON = /json/i;

/**
 * What asks for JSON, where nothing in the conversation does: OpenAI, DeepSeek and Groq refuse `json_object` then ("must
 * contain the word 'json' in some form", github.com/vercel/ai/issues/7913, github.com/vercel/ai/pull/7508).
 */
function askForJson({ messages }: Pick<NeutralRequest, 'messages'>): string | undefined {
  const asks = messages.some(({ parts }) =>
    parts.some((part) => part.type === 'text' && SAYS_JSON.test(part.text)),
  );
  return asks ? undefined : 'Answer with one JSON object.';
}

/** `response_format`, and what the model must be told besides, where the provider takes no schema. */
export function writeFormat(
  request: Pick<NeutralRequest, 'format' | 'messages' | 'tools'>,
  { quirks, notes, model }: MessageTarget,
): { field: Fields | undefined; told: string | undefined } {
  const { format } = request;
  if (format === undefined) return { field: undefined, told: undefined };
  const said = format.type === 'json' ? askForJson(request) : formatInWords(jsonOf(format.schema));
  if (request.tools.length > 0 && quirks.formatOrTools?.test(model) === true) {
    notes.changed('the form of the answer', 'told in words: the provider takes none beside tools');
    return { field: undefined, told: said };
  }
  if (format.type === 'json') return { field: { type: 'json_object' }, told: said };
  if (quirks.schemas === 'openai' && !takesAsAnswer(format.schema)) {
    notes.changed('the schema of the answer', 'told in words: OpenAI takes none that is not of an object');
    return { field: undefined, told: said };
  }
  if (!quirks.options.includes('json_schema') || quirks.schemaModels?.test(model) === false) {
    notes.changed(
      'the schema of the answer',
      'the provider takes none: it was asked for JSON, and told the schema in words',
    );
    return { field: { type: 'json_object' }, told: said };
  }
  const schema = quirks.schemas === 'moonshot' ? moonshotSchema(format.schema) : format.schema;
  const strict =
    quirks.schemas === 'openai' ? openaiStrict(format.strict, schema, 'the answer', notes) : format.strict;
  const field = {
    type: 'json_schema',
    json_schema: {
      name: schemaName(format.name),
      ...maybe('description', format.description),
      schema,
      ...maybe('strict', strict),
    },
  };
  return { field, told: undefined };
}
