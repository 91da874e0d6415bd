import type { Fields } from '../neutral/parts.ts';
import {
  booleanOf,
  fieldsOf,
  isObject,
  jsonOf,
  listOf,
  maybe,
  named,
  numberOf,
  parsed,
  textOf,
} from './wire.ts';

/**
 * Tools that OpenAI's models know without a schema and the client runs. For any other model each is a function with the
 * schema here; its calls are given to the client as the items that it expects, and back again.
 */
export interface Builtin {
  /** `type` of the tool, and the function's name. */
  type: 'local_shell' | 'shell' | 'apply_patch' | 'tool_search';
  call: string;
  output: string;
  /** Prefix of the call's item id. */
  prefix: string;
  description: string;
  schema: Fields;
  /** Arguments of the function for a call's item. */
  argumentsOf(item: Fields): unknown;
  /** Fields of a call's item for the arguments that the model wrote. */
  itemOf(args: Fields): Fields;
}

const texts = (description: string): Fields => ({ type: 'array', items: { type: 'string' }, description });
const TIMEOUT = { type: 'integer', description: 'Milliseconds after which it is ended.' };

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return listOf(value).filter((entry): entry is string => typeof entry === 'string');
}

/** Shapes: OpenAI's API reference, responses/create, input items (`ResponseInputItem` of the `openai` package). */
const LOCAL_SHELL: Builtin = {
  type: 'local_shell',
  call: 'local_shell_call',
  output: 'local_shell_call_output',
  prefix: 'lsh',
  description: 'Runs a command on the computer of the user and gives its output.',
  schema: {
    type: 'object',
    properties: {
      command: texts('The program and its arguments, one entry each.'),
      working_directory: { type: 'string', description: 'The folder to run it in.' },
      timeout_ms: TIMEOUT,
    },
    required: ['command'],
  },
  argumentsOf: ({ action }) => {
    const { type: _, env, ...rest } = fieldsOf(action);
    return { ...rest, ...(Object.keys(fieldsOf(env)).length === 0 ? {} : { env }) };
  },
  itemOf: (args) => ({
    action: {
      type: 'exec',
      command: strings(args.command),
      env: fieldsOf(args.env),
      ...maybe('timeout_ms', numberOf(args.timeout_ms)),
      ...maybe('working_directory', named(args.working_directory)),
      ...maybe('user', named(args.user)),
    },
  }),
};

const SHELL: Builtin = {
  type: 'shell',
  call: 'shell_call',
  output: 'shell_call_output',
  prefix: 'sh',
  description: 'Runs shell commands on the computer of the user and gives their output.',
  schema: {
    type: 'object',
    properties: {
      commands: texts('Command lines, each run by itself.'),
      timeout_ms: TIMEOUT,
      max_output_length: { type: 'integer', description: 'Most characters of output wanted.' },
    },
    required: ['commands'],
  },
  argumentsOf: ({ action }) => action,
  itemOf: (args) => ({
    action: {
      commands: strings(args.commands),
      timeout_ms: numberOf(args.timeout_ms) ?? null,
      max_output_length: numberOf(args.max_output_length) ?? null,
    },
  }),
};

const OPERATIONS = ['create_file', 'update_file', 'delete_file'];

const APPLY_PATCH: Builtin = {
  type: 'apply_patch',
  call: 'apply_patch_call',
  output: 'apply_patch_call_output',
  prefix: 'apc',
  description: 'Creates, changes or deletes one file.',
  schema: {
    type: 'object',
    properties: {
      type: { type: 'string', enum: OPERATIONS },
      path: { type: 'string', description: 'The file, relative to the working folder.' },
      diff: {
        type: 'string',
        description:
          'For create_file and update_file: the change as a V4A diff, lines with +, - or a blank in front, @@ before a hunk.',
      },
    },
    required: ['type', 'path'],
  },
  argumentsOf: ({ operation }) => operation,
  itemOf: ({ type, path, diff }) => ({
    operation: {
      type: OPERATIONS.find((known) => known === type) ?? 'update_file',
      path: textOf(path),
      ...(type === 'delete_file' ? {} : { diff: textOf(diff) }),
    },
  }),
};

const TOOL_SEARCH: Builtin = {
  type: 'tool_search',
  call: 'tool_search_call',
  output: 'tool_search_output',
  prefix: 'tsc',
  description: 'Looks for more tools, which can be called afterwards.',
  schema: {
    type: 'object',
    properties: { query: { type: 'string', description: 'What the tool is to do.' } },
    required: ['query'],
  },
  argumentsOf: (item) => item.arguments,
  itemOf: (args) => ({ execution: 'client', arguments: args }),
};

const BUILTINS = [LOCAL_SHELL, SHELL, APPLY_PATCH, TOOL_SEARCH];

export const builtinOfType = (type: unknown): Builtin | undefined => BUILTINS.find((b) => b.type === type);
export const builtinOfCall = (type: unknown): Builtin | undefined => BUILTINS.find((b) => b.call === type);
export const builtinOfOutput = (type: unknown): Builtin | undefined =>
  BUILTINS.find((b) => b.output === type);

/** Whether such a tool is run by the client, and not by OpenAI in a container or on its servers. */
export function runsAtClient(tool: Fields): boolean {
  if (tool.type === 'tool_search') return tool.execution === 'client';
  if (tool.type !== 'shell') return builtinOfType(tool.type) !== undefined;
  const { environment } = tool;
  return !isObject(environment) || environment.type === undefined || environment.type === 'local';
}

/** The arguments that a model wrote, as an object; text that is none is empty. */
export function argumentsIn(text: string): Fields {
  return fieldsOf(parsed(text));
}

function outcomeText(entry: Fields): string {
  const { type, exit_code: code } = fieldsOf(entry.outcome);
  const ending = type === 'timeout' ? 'timed out' : `exit code ${numberOf(code) ?? 'unknown'}`;
  return [textOf(entry.stdout), textOf(entry.stderr), `(${ending})`].filter((text) => text !== '').join('\n');
}

/** The text of such a call's output, for a model that knows it as a function's result. */
export function outputText(item: Fields): string {
  if (item.type === 'tool_search_output') {
    const found = listOf(item.tools).filter(isObject);
    return found.length === 0 ? 'No tool was found.' : `Tools that can be called now:\n${jsonOf(found)}`;
  }
  const { output } = item;
  if (typeof output === 'string') return output;
  const entries = listOf(output).filter(isObject);
  if (entries.length > 0) return entries.map(outcomeText).join('\n');
  return textOf(item.status);
}

/** Whether such an output says that the call failed. */
export function outputFailed(item: Fields): boolean {
  return item.status === 'failed' || booleanOf(item.success) === false;
}
