import { INPUT_SCHEMA } from '../neutral/custom-input.ts';
import { cannotCarry, type Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { CustomTool, FunctionTool, HostedTool, NeutralRequest } from '../neutral/request.ts';
import type { NameRule, ToolNames } from '../neutral/tool-names.ts';
import { fieldsOf, ownExtra } from './fields.ts';
import { schemaNote, writeParameters } from './schema/write.ts';

/**
 * A letter or `_` first, then letters, digits, `_`, `.`, `:` and `-`. The reference says up to 128 characters now and
 * said 64 before, which older models hold to (ai.google.dev/api/caching#FunctionDeclaration).
 */
export const GEMINI_NAMES: NameRule = { max: 64, valid: /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/ };

function parametersOf(tool: FunctionTool, notes: Notes): Fields {
  if (tool.parameters === null) return {};
  const written = writeParameters(tool.parameters);
  const note = schemaNote(written);
  if (note !== null) notes.changed(`the schema of the tool ${tool.name}`, note);
  const { schema } = written;
  // An object of which nothing is said is no parameters at all.
  return Object.keys(schema).length === 1 ? {} : { parametersJsonSchema: schema };
}

function writeFunction(tool: FunctionTool, names: ToolNames, notes: Notes): Fields {
  if (tool.strict === true)
    notes.dropped('strict of tools', 'Gemini holds to schemas only in a mode for all tools at once');
  return {
    name: names.of(tool.name),
    ...(tool.description === undefined ? {} : { description: tool.description }),
    ...parametersOf(tool, notes),
    ...ownExtra(tool.extra),
  };
}

function writeCustom(tool: CustomTool, names: ToolNames, notes: Notes): Fields {
  notes.changed(`the custom tool ${tool.name}`, 'it goes up as a function with one text argument');
  const grammar =
    tool.grammar === undefined
      ? ''
      : `\n\nThe input must follow this ${tool.grammar.syntax} grammar:\n${tool.grammar.definition}`;
  return {
    name: names.of(tool.name),
    description: `${tool.description ?? ''}${grammar}`,
    parametersJsonSchema: INPUT_SCHEMA,
  };
}

/** Every tool that goes up; a name that was there before is left out, since Gemini refuses it twice. */
function declare(
  request: NeutralRequest,
  names: ToolNames,
  notes: Notes,
): { declared: Fields[]; hosted: Fields[] } {
  const declared = new Map<string, Fields>();
  const hosted: Fields[] = [];
  for (const tool of request.tools) {
    if (tool.type === 'hosted') {
      if (tool.protocol === 'gemini') hosted.push(tool.value);
      else notes.dropped(`the tool ${tool.name}`, 'its own provider runs it');
      continue;
    }
    const written =
      tool.type === 'custom' ? writeCustom(tool, names, notes) : writeFunction(tool, names, notes);
    const name = String(written.name);
    if (declared.has(name))
      notes.dropped(`the second tool called ${tool.name}`, 'Gemini refuses a name twice');
    else declared.set(name, written);
  }
  return { declared: [...declared.values()], hosted };
}

function foreignHosted({ tools }: NeutralRequest, name: string): HostedTool | undefined {
  return tools.find(
    (tool): tool is HostedTool => tool.type === 'hosted' && tool.protocol !== 'gemini' && tool.name === name,
  );
}

function callingConfig(request: NeutralRequest, names: ToolNames, extra: Fields): Fields | null {
  const choice = request.toolChoice;
  if (choice?.mode === 'named') {
    if (foreignHosted(request, choice.name) !== undefined)
      throw cannotCarry(
        'tool_choice',
        `${choice.name} is run by its own provider alone`,
        'offer it as a function',
      );
    return { ...extra, mode: 'ANY', allowedFunctionNames: [names.of(choice.name)] };
  }
  if (choice?.mode === 'required') return { ...extra, mode: 'ANY' };
  if (choice?.mode === 'none') return { ...extra, mode: 'NONE' };
  if (choice?.mode === 'auto') return { mode: 'AUTO', ...extra };
  return Object.keys(extra).length === 0 ? null : extra;
}

/**
 * `tools` and `toolConfig`. Throws `unsupported_conversion` where a tool is forced that only its own provider runs.
 * Gemini has no switch for calls in parallel.
 */
export function writeTools(request: NeutralRequest, names: ToolNames, notes: Notes): Fields {
  const { declared, hosted } = declare(request, names, notes);
  const { functionCallingConfig, ...more } = fieldsOf(ownExtra(request.extra).toolConfig);
  const calling = callingConfig(request, names, fieldsOf(functionCallingConfig));
  if (request.parallelToolCalls === false && declared.length > 0)
    notes.dropped('parallel tool calls off', 'Gemini cannot be told so');
  const tools = [...(declared.length === 0 ? [] : [{ functionDeclarations: declared }]), ...hosted];
  const config = {
    ...more,
    ...(calling === null || declared.length === 0 ? {} : { functionCallingConfig: calling }),
  };
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...(Object.keys(config).length === 0 ? {} : { toolConfig: config }),
  };
}
