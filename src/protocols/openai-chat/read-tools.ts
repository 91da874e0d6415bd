import { cannotCarry } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { AnswerFormat, NeutralRequest, Tool, ToolChoice } from '../neutral/request.ts';
import { extraOf, fieldsOf, invalid, isFields, listOf, maybe, textOf } from './wire.ts';

const KNOWN_TOOL = new Set(['type', 'function', 'custom', 'cache_control']);

function functionTool(given: unknown, at: string, around: Fields): Tool {
  if (!isFields(given)) throw invalid(at, 'must be an object', 'send {name, description, parameters}');
  const name = textOf(given.name);
  if (name === undefined) throw invalid(`${at}.name`, 'is required', 'name the tool');
  const { parameters } = given;
  if (parameters !== undefined && parameters !== null && !isFields(parameters))
    throw invalid(`${at}.parameters`, 'must be a JSON Schema object', 'leave it out where there are none');
  return {
    type: 'function',
    name,
    ...maybe('description', textOf(given.description)),
    parameters: isFields(parameters) ? parameters : null,
    ...maybe('strict', typeof given.strict === 'boolean' ? given.strict : undefined),
    ...(fieldsOf(around.cache_control).type === 'ephemeral' ? { cache: { ttl: null } } : {}),
    ...maybe('extra', extraOf(around, KNOWN_TOOL)),
  };
}

function customTool(given: Fields, at: string, around: Fields): Tool {
  const name = textOf(given.name);
  if (name === undefined) throw invalid(`${at}.name`, 'is required', 'name the tool');
  const { syntax, definition } = fieldsOf(fieldsOf(given.format).grammar);
  return {
    type: 'custom',
    name,
    ...maybe('description', textOf(given.description)),
    ...(typeof syntax === 'string' && typeof definition === 'string'
      ? { grammar: { syntax, definition } }
      : {}),
    ...maybe('extra', extraOf(around, KNOWN_TOOL)),
  };
}

function readTool(tool: unknown, at: string): Tool {
  if (!isFields(tool)) throw invalid(at, 'must be an object', 'send {type: "function", function}');
  if (tool.type === 'custom' && isFields(tool.custom)) return customTool(tool.custom, `${at}.custom`, tool);
  if (tool.type === 'function' || tool.type === undefined)
    return functionTool(tool.function, `${at}.function`, tool);
  return { type: 'hosted', protocol: 'openai-chat', name: textOf(tool.type) ?? 'unknown', value: tool };
}

/** The field that OpenAI's search models take in the place of a tool. */
export const SEARCH_OPTIONS = 'web_search_options';

function readTools(body: Fields): Tool[] {
  if (body.tools !== undefined && body.tools !== null && !Array.isArray(body.tools))
    throw invalid('tools', 'must be a list', 'leave it out where there are none');
  const tools = listOf(body.tools).map((tool, i) => readTool(tool, `tools[${i}]`));
  for (const [i, given] of listOf(body.functions).entries())
    tools.push(functionTool(given, `functions[${i}]`, {}));
  const search = body[SEARCH_OPTIONS];
  if (isFields(search))
    tools.push({
      type: 'hosted',
      protocol: 'openai-chat',
      name: 'web_search',
      value: { type: SEARCH_OPTIONS, [SEARCH_OPTIONS]: search },
    });
  return tools;
}

function named(name: unknown, tools: Tool[], field: string): ToolChoice {
  const text = textOf(name);
  if (text === undefined) throw invalid(field, 'names no tool', 'give the name of one of the tools');
  if (!tools.some((tool) => tool.name === text))
    throw invalid(
      field,
      `names ${JSON.stringify(text.slice(0, 80))}, which is none of the tools`,
      'name one of the tools',
    );
  return { mode: 'named', name: text };
}

function nameIn(choice: Fields): unknown {
  return fieldsOf(choice.function).name ?? fieldsOf(choice.custom).name ?? choice.name;
}

type Chosen = Pick<NeutralRequest, 'tools' | 'toolChoice'>;

function allowed(choice: Fields, tools: Tool[]): Chosen {
  const { mode, tools: list } = fieldsOf(choice.allowed_tools);
  const names = new Set(listOf(list).map((tool) => nameIn(fieldsOf(tool))));
  const kept = tools.filter((tool) => names.has(tool.name));
  if (kept.length === 0)
    throw invalid('tool_choice.allowed_tools.tools', 'names none of the tools', 'name at least one');
  return { tools: kept, toolChoice: { mode: mode === 'required' ? 'required' : 'auto' } };
}

/** Tools, and which of them may or must be called. `allowed_tools` leaves the others out. */
export function readToolsAndChoice(body: Fields): Chosen {
  const tools = readTools(body);
  const choice = body.tool_choice ?? body.function_call;
  const field = body.tool_choice === undefined || body.tool_choice === null ? 'function_call' : 'tool_choice';
  if (choice === undefined || choice === null) return { tools };
  if (choice === 'none' || choice === 'auto') return { tools, toolChoice: { mode: choice } };
  if (choice === 'required' || choice === 'any') return { tools, toolChoice: { mode: 'required' } };
  if (isFields(choice)) {
    if (choice.type === 'allowed_tools') return allowed(choice, tools);
    return { tools, toolChoice: named(nameIn(choice), tools, field) };
  }
  throw invalid(field, 'is none that is known', 'use "auto", "none", "required" or a tool');
}

/** The form that the answer must have. Throws where it is one that only its own provider could keep. */
export function readFormat(body: Fields): AnswerFormat | undefined {
  const format = body.response_format;
  if (format === undefined || format === null) return undefined;
  if (!isFields(format)) throw invalid('response_format', 'must be an object', 'send {"type":"json_object"}');
  if (format.type === 'text') return undefined;
  if (format.type === 'json_object') {
    // Some providers take a schema here (docs.together.ai/docs/json-mode).
    return isFields(format.schema) ? { type: 'schema', schema: format.schema } : { type: 'json' };
  }
  if (format.type !== 'json_schema')
    throw cannotCarry(
      'response_format.type',
      'is none that can be converted',
      'use text, json_object or json_schema',
    );
  const given = fieldsOf(format.json_schema);
  if (!isFields(given.schema))
    throw invalid('response_format.json_schema.schema', 'is required', 'send the JSON Schema of the answer');
  return {
    type: 'schema',
    ...maybe('name', textOf(given.name)),
    ...maybe('description', textOf(given.description)),
    schema: given.schema,
    ...maybe('strict', typeof given.strict === 'boolean' ? given.strict : undefined),
  };
}
