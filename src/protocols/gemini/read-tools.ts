import type { Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { FunctionTool, Tool, ToolChoice } from '../neutral/request.ts';
import { extraOf, fieldOf, fieldsOf, isObject, listOf, restOf, stringOr } from './fields.ts';
import { refuse } from './read-parts.ts';
import { readSchema } from './schema/read.ts';

function parametersOf(declared: Fields, where: string): Fields | null {
  const schema = fieldOf(declared, 'parametersJsonSchema');
  const subset = fieldOf(declared, 'parameters');
  if (isObject(schema)) return schema;
  if (isObject(subset)) return readSchema(subset);
  if ((schema ?? subset) === undefined) return null;
  throw refuse(`${where}.parameters`, 'must be an object', 'send a schema of type OBJECT');
}

function readFunction(declared: unknown, where: string): FunctionTool {
  if (!isObject(declared)) throw refuse(where, 'must be an object', 'a declaration has a name');
  const name = stringOr(declared.name, '');
  if (name === '') throw refuse(`${where}.name`, 'is required', 'name the function');
  const description = stringOr(declared.description, null);
  const rest = restOf(declared, ['name', 'description', 'parameters', 'parametersJsonSchema']);
  return {
    type: 'function',
    name,
    ...(description === null ? {} : { description }),
    parameters: parametersOf(declared, where),
    ...extraOf(rest),
  };
}

/** `tools`, read: each declaration is a function; each other field is a tool that Google runs itself. */
export function readTools(value: unknown): Tool[] {
  const tools: Tool[] = [];
  for (const [i, tool] of listOf(value).entries()) {
    const where = `tools[${i}]`;
    if (!isObject(tool))
      throw refuse(where, 'must be an object', 'a tool has functionDeclarations, for example');
    for (const [key, entry] of Object.entries(tool)) {
      if (key === '__proto__') continue;
      if (key === 'functionDeclarations' || key === 'function_declarations') {
        for (const [k, declared] of listOf(entry).entries())
          tools.push(readFunction(declared, `${where}.functionDeclarations[${k}]`));
      } else if (entry !== undefined && entry !== null)
        tools.push({ type: 'hosted', protocol: 'gemini', name: key, value: { [key]: entry } });
    }
  }
  return tools;
}

/** What of `toolConfig` the neutral form has no place for; null where there is nothing. */
function restOfConfig(config: Fields, calling: Fields, mode: string): Fields | null {
  const rest = restOf(config, ['functionCallingConfig']) ?? {};
  const more = restOf(calling, ['mode', 'allowedFunctionNames']) ?? {};
  if (mode === 'VALIDATED') more.mode = mode;
  const all = Object.keys(more).length === 0 ? rest : { ...rest, functionCallingConfig: more };
  return Object.keys(all).length === 0 ? null : all;
}

/** `toolConfig`, read; with the tools that may be called under it. */
export function readToolConfig(
  value: unknown,
  tools: Tool[],
  notes: Notes,
): { tools: Tool[]; toolChoice?: ToolChoice; rest: Fields | null } {
  const config = fieldsOf(value);
  const calling = fieldsOf(fieldOf(config, 'functionCallingConfig'));
  const mode = stringOr(calling.mode, '').toUpperCase();
  const allowed = listOf(fieldOf(calling, 'allowedFunctionNames')).filter((name) => typeof name === 'string');
  const rest = restOfConfig(config, calling, mode);
  if (mode === 'NONE') return { tools, toolChoice: { mode: 'none' }, rest };
  const required = mode === 'ANY';
  const [only] = allowed;
  if (required && allowed.length === 1 && only !== undefined)
    return { tools, toolChoice: { mode: 'named', name: only }, rest };
  let callable = tools;
  if (allowed.length > 0 && (required || mode === 'VALIDATED')) {
    callable = tools.filter((tool) => tool.type === 'hosted' || allowed.includes(tool.name));
    if (callable.length < tools.length)
      notes.changed(
        'toolConfig.functionCallingConfig.allowedFunctionNames',
        'only the allowed tools are offered',
      );
  }
  if (required) return { tools: callable, toolChoice: { mode: 'required' }, rest };
  return { tools: callable, ...(mode === '' ? {} : { toolChoice: { mode: 'auto' } }), rest };
}
