import type { Fields } from '../neutral/parts.ts';
import type { FunctionTool, Tool, ToolChoice } from '../neutral/request.ts';
import { cacheOf, invalid, objectAt, type Reading, textAt } from './reading.ts';
import { extraOf, fieldsOf, PROTOCOL, textOr } from './wire.ts';

const TOOL = new Set(['type', 'name', 'description', 'input_schema', 'strict', 'cache_control']);

const text = { type: 'string' };
const integer = { type: 'integer' };

/**
 * Tools that Anthropic's models know without a schema, and that the client runs itself: what they are called with
 * (platform.claude.com/docs/en/agents-and-tools/tool-use/bash-tool and …/text-editor-tool).
 */
const CLIENT_TOOLS: { type: RegExp; description: string; parameters: Fields }[] = [
  {
    type: /^bash_\d+$/,
    description: 'Runs a command in a persistent bash session and gives its output.',
    parameters: {
      type: 'object',
      properties: {
        command: { ...text, description: 'The command to run. Required unless the session is restarted.' },
        restart: { type: 'boolean', description: 'True to restart the session.' },
      },
    },
  },
  {
    type: /^text_editor_\d+$/,
    description: 'Views, creates and edits text files.',
    parameters: {
      type: 'object',
      properties: {
        command: { ...text, enum: ['view', 'str_replace', 'create', 'insert'] },
        path: { ...text, description: 'The file or folder.' },
        view_range: {
          type: 'array',
          items: integer,
          description: 'For view: first and last line, from 1; -1 is the last.',
        },
        file_text: { ...text, description: 'For create: the content of the file.' },
        old_str: { ...text, description: 'For str_replace: the text to replace, which must be there once.' },
        new_str: { ...text, description: 'For str_replace: the text in its place.' },
        insert_line: {
          ...integer,
          description: 'For insert: the line behind which to insert; 0 is the top.',
        },
        insert_text: { ...text, description: 'For insert: the text to insert.' },
      },
      required: ['command', 'path'],
    },
  },
];

function readFunction(tool: Fields, path: string): FunctionTool {
  const name = textAt(tool.name, `${path}.name`);
  if (name === '') throw invalid(`${path}.name`, 'is empty', 'give the tool a name');
  const { description, input_schema: schema, strict } = tool;
  return {
    type: 'function',
    name,
    ...(typeof description === 'string' ? { description } : {}),
    parameters: schema === undefined || schema === null ? null : objectAt(schema, `${path}.input_schema`),
    ...(typeof strict === 'boolean' ? { strict } : {}),
    ...cacheOf(tool),
    ...extraOf(tool, TOOL),
  };
}

function readTool(value: unknown, path: string, reading: Reading): Tool {
  const tool = objectAt(value, path);
  const { type } = tool;
  if (type === undefined || type === null || type === 'custom') return readFunction(tool, path);
  const kind = textAt(type, `${path}.type`);
  const name = textOr(tool.name, kind);
  const known = reading.toAnthropic ? undefined : CLIENT_TOOLS.find((each) => each.type.test(kind));
  if (known === undefined) return { type: 'hosted', protocol: PROTOCOL, name, value: tool };
  reading.notes.changed(`tool ${kind}`, 'sent as a function with its schema written out');
  const { description, parameters } = known;
  return { type: 'function', name, description, parameters, ...cacheOf(tool) };
}

export function readTools(tools: unknown, reading: Reading): Tool[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools))
    throw invalid('tools', 'must be a list', 'send a list of tools, or leave it out');
  return tools.map((tool, i) => readTool(tool, `tools[${i}]`, reading));
}

const MODES = { auto: 'auto', any: 'required', none: 'none' } as const;

/** `tool_choice`, with whether several calls at a time are all right; nothing where it was not sent. */
export function readToolChoice(value: unknown): { toolChoice?: ToolChoice; parallelToolCalls?: boolean } {
  if (value === undefined || value === null) return {};
  const choice = objectAt(value, 'tool_choice');
  const { type } = choice;
  const parallel = fieldsOf(choice).disable_parallel_tool_use === true ? { parallelToolCalls: false } : {};
  if (type === 'tool')
    return { toolChoice: { mode: 'named', name: textAt(choice.name, 'tool_choice.name') }, ...parallel };
  if (type === 'auto' || type === 'any' || type === 'none')
    return { toolChoice: { mode: MODES[type] }, ...parallel };
  throw invalid('tool_choice.type', 'must be auto, any, tool or none', 'send one of these');
}
