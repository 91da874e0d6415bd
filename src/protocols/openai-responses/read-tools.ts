import { cannotCarry, type Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { AnswerFormat, NeutralRequest, Tool, ToolChoice } from '../neutral/request.ts';
import { allowedNames, isBuiltinChoice, type ToolShelf } from './tool-shelf.ts';
import { booleanOf, fieldsOf, invalid, isObject, maybe, named } from './wire.ts';

type Chosen = Pick<NeutralRequest, 'tools' | 'toolChoice'>;

function namedChoice(name: string, tools: Tool[]): ToolChoice {
  if (!tools.some((tool) => tool.name === name && tool.type !== 'hosted'))
    throw invalid(
      'tool_choice',
      `names ${JSON.stringify(name.slice(0, 80))}, which is none of the tools`,
      'name one of the tools',
    );
  return { mode: 'named', name };
}

/**
 * `allowed_tools` exists so that the list of tools, and the cached prefix with it, stays. No other protocol has it: one
 * tool that must be called is named; else the others are left out.
 */
function allowed(choice: Fields, shelf: ToolShelf, notes: Notes): Chosen {
  const names = allowedNames(choice.tools, shelf);
  const kept = shelf.tools.filter((tool) => names.has(tool.name));
  const [only] = kept;
  if (only === undefined)
    throw invalid('tool_choice.tools', 'names none of the tools', 'name at least one of them');
  const mode = choice.mode === 'required' ? 'required' : 'auto';
  if (kept.length === 1 && mode === 'required' && only.type !== 'hosted')
    return { tools: shelf.tools, toolChoice: { mode: 'named', name: only.name } };
  if (kept.length < shelf.tools.length)
    notes.changed('tool_choice.allowed_tools', 'the tools that are not allowed were left out of the request');
  return { tools: kept, toolChoice: { mode } };
}

/** The tools, and which of them may or must be called. Throws where a tool is forced that OpenAI runs itself. */
export function readChoice(choice: unknown, shelf: ToolShelf, notes: Notes): Chosen {
  const { tools } = shelf;
  if (choice === undefined || choice === null) return { tools };
  if (choice === 'auto' || choice === 'none' || choice === 'required')
    return { tools, toolChoice: { mode: choice } };
  if (!isObject(choice))
    throw invalid('tool_choice', 'is none that is known', 'use "auto", "none", "required" or a tool');
  const { type } = choice;
  if (type === 'allowed_tools') return allowed(choice, shelf, notes);
  if (type === 'function' || type === 'custom' || type === undefined) {
    const name = named(choice.name);
    if (name === undefined) throw invalid('tool_choice.name', 'is required', 'name one of the tools');
    return { tools, toolChoice: namedChoice(shelf.nameOf(named(choice.namespace), name), tools) };
  }
  if (isBuiltinChoice(type)) return { tools, toolChoice: namedChoice(shelf.builtinName(type), tools) };
  throw cannotCarry(
    'tool_choice.type',
    `${named(type) ?? 'this'} is run by OpenAI, and the provider of this model cannot be made to call it`,
    'use "auto", or a function',
  );
}

/** The form that the answer must have: `text.format`. */
export function readFormat(text: unknown): AnswerFormat | undefined {
  if (text !== undefined && text !== null && !isObject(text))
    throw invalid('text', 'must be an object', 'send {"format": {"type": "text"}}');
  const { format } = fieldsOf(text);
  if (format === undefined || format === null) return undefined;
  if (!isObject(format)) throw invalid('text.format', 'must be an object', 'send {"type": "text"}');
  if (format.type === 'text') return undefined;
  if (format.type === 'json_object') return { type: 'json' };
  if (format.type !== 'json_schema')
    throw cannotCarry(
      'text.format.type',
      'is none that can be converted',
      'use text, json_object or json_schema',
    );
  if (!isObject(format.schema))
    throw invalid('text.format.schema', 'is required', 'send the JSON Schema of the answer');
  return {
    type: 'schema',
    ...maybe('name', named(format.name)),
    ...maybe('description', named(format.description)),
    schema: format.schema,
    ...maybe('strict', booleanOf(format.strict)),
  };
}
