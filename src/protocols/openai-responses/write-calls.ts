import type { Notes } from '../neutral/notes.ts';
import type { Fields, ToolCallPart, ToolResultPart } from '../neutral/parts.ts';
import type { Tool } from '../neutral/request.ts';
import type { ToolNames } from '../neutral/tool-names.ts';
import { shortenedId } from '../openai/shortened-id.ts';
import { argumentsIn, builtinOfCall, builtinOfOutput } from './builtins.ts';
import { named, ownExtra } from './wire.ts';
import { writeContent } from './write-content.ts';

export interface CallTarget {
  notes: Notes;
  names: ToolNames;
  /** The request's tools by their names. */
  tools: ReadonlyMap<string, Tool>;
}

/** How a tool is called by its own protocol: by its name within its namespace, where it has one. */
export function wireName(name: string, extra: Fields, names: ToolNames): Fields {
  const own = named(extra.name);
  const namespace = named(extra.namespace);
  return own === undefined || namespace === undefined ? { name: names.of(name) } : { name: own, namespace };
}

function extraOfTool(name: string, target: CallTarget): Fields {
  const tool = target.tools.get(name);
  return tool === undefined || tool.type === 'hosted' ? {} : ownExtra(tool.extra);
}

export function callIdOf(id: string): string {
  return shortenedId(id, 'call_');
}

export function writeCall(part: ToolCallPart, target: CallTarget): Fields {
  const { type, namespace: _, name: __, ...rest } = ownExtra(part.extra);
  const builtin = builtinOfCall(type);
  const callId = callIdOf(part.id);
  if (builtin !== undefined)
    return {
      type: builtin.call,
      call_id: callId,
      status: 'completed',
      ...builtin.itemOf(argumentsIn(part.input)),
    };
  const origin = { ...extraOfTool(part.name, target), ...ownExtra(part.extra) };
  const name = wireName(part.name, origin, target.names);
  return part.custom === true
    ? { ...rest, type: 'custom_tool_call', call_id: callId, ...name, input: part.input }
    : { ...rest, type: 'function_call', call_id: callId, ...name, arguments: part.input || '{}' };
}

const ERROR = 'Error: ';
const SAYS_ERROR = /^\W{0,3}(?:\w+)?error\b/i;

/** A result's output: its text, or parts. The API has no field for a failure: the text says so. */
function outputOf(part: ToolResultPart, notes: Notes): string | Fields[] {
  const [first] = part.content;
  const text = first?.type === 'text' ? first.text : '';
  const marks = part.isError === true && !SAYS_ERROR.test(text);
  if (marks) notes.changed('is_error of a tool result', `said in its text, which now begins with "Error:"`);
  const lead = marks ? ERROR : '';
  if (first === undefined) return lead.trim();
  if (first.type === 'text' && part.content.length === 1 && first.extra === undefined) return lead + text;
  const content = writeContent(part.content, notes);
  return marks ? [{ type: 'input_text', text: ERROR.trim() }, ...content] : content;
}

/** `custom`: whether the call that it answers was one of a custom tool. */
export function writeResult(part: ToolResultPart, custom: boolean, notes: Notes): Fields {
  const { type, ...rest } = ownExtra(part.extra);
  const callId = callIdOf(part.callId);
  const builtin = builtinOfOutput(type);
  if (builtin !== undefined)
    return { ...rest, type: builtin.output, [builtin.type === 'local_shell' ? 'id' : 'call_id']: callId };
  return {
    ...rest,
    type: custom ? 'custom_tool_call_output' : 'function_call_output',
    call_id: callId,
    output: outputOf(part, notes),
  };
}

const NO_RESULT = 'There is no result: the call was not carried out.';

/** The result of a call that has none: the API refuses a call without one. */
export function missingResult(part: ToolCallPart, notes: Notes): Fields {
  notes.changed(`the call of ${part.name}`, 'has no result; one that says so was sent with it');
  const type = part.custom === true ? 'custom_tool_call_output' : 'function_call_output';
  return { type, call_id: callIdOf(part.id), output: NO_RESULT };
}

/** A result without its call, which the API refuses: told as a message. */
export function strayResult(part: ToolResultPart, notes: Notes): Fields {
  notes.changed('a tool result without its call', 'sent as a message of the user');
  const content = writeContent(part.content, notes);
  const lead = { type: 'input_text', text: `Result of an earlier call of ${part.name ?? 'a tool'}:` };
  return { type: 'message', role: 'user', content: [lead, ...content] };
}
