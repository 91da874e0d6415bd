import { cannotCarry, type Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { AnswerFormat, NeutralRequest, Tool } from '../neutral/request.ts';
import type { ToolNames } from '../neutral/tool-names.ts';
import { openaiParameters, openaiStrict } from '../openai/schemas.ts';
import { builtinOfType } from './builtins.ts';
import { maybe, named, OWN, ownExtra } from './wire.ts';
import { wireName } from './write-calls.ts';

interface ToolTarget {
  notes: Notes;
  names: ToolNames;
  /** The client speaks this protocol: what it left out is left to the provider's default. */
  native: boolean;
  /** An answer repeats the client's own tools to it. */
  repeats?: boolean;
}

function writeTool(tool: Exclude<Tool, { type: 'hosted' }>, target: ToolTarget): Fields {
  const { namespace, namespace_description: _, name: own, ...rest } = ownExtra(tool.extra);
  if (builtinOfType(rest.type) !== undefined) return rest;
  const { name } = wireName(tool.name, { namespace, name: own }, target.names);
  const described = { ...rest, name, ...maybe('description', tool.description) };
  if (tool.type === 'custom') {
    const format = tool.grammar === undefined ? undefined : { type: 'grammar', ...tool.grammar };
    return { type: 'custom', ...described, ...maybe('format', format) };
  }
  const parameters =
    tool.parameters === null ? null : openaiParameters(tool.parameters, tool.name, target.notes);
  // Left out, OpenAI would take it for true; in every other protocol it is false then.
  const strict = target.native
    ? tool.strict
    : ((target.repeats === true
        ? tool.strict
        : openaiStrict(tool.strict, parameters, tool.name, target.notes)) ?? false);
  return { type: 'function', ...described, parameters, ...maybe('strict', strict) };
}

/** Tools in their order; those of a namespace together, where its first one stands. */
export function writeTools(tools: Tool[], target: ToolTarget): Fields[] {
  const out: Fields[] = [];
  const namespaces = new Map<string, Fields[]>();
  for (const tool of tools) {
    if (tool.type === 'hosted') {
      if (tool.protocol === OWN) out.push(tool.value);
      else target.notes.dropped(`the tool ${tool.name}`, `only a provider of ${tool.protocol} can run it`);
      continue;
    }
    const { namespace, namespace_description: description } = ownExtra(tool.extra);
    const space = named(namespace);
    const written = writeTool(tool, target);
    if (space === undefined) {
      out.push(written);
      continue;
    }
    const known = namespaces.get(space);
    if (known !== undefined) known.push(written);
    else {
      const list = [written];
      namespaces.set(space, list);
      out.push({ type: 'namespace', name: space, ...maybe('description', named(description)), tools: list });
    }
  }
  return out;
}

/** Which tool may or must be called. Throws where a tool is forced that only another provider can run. */
export function writeChoice(request: NeutralRequest, names: ToolNames): string | Fields | undefined {
  const { toolChoice, tools } = request;
  if (toolChoice === undefined) return undefined;
  if (toolChoice.mode !== 'named') return toolChoice.mode;
  const tool = tools.find(({ name }) => name === toolChoice.name);
  if (tool === undefined || tool.type === 'hosted') {
    if (tool?.protocol === OWN) return { type: tool.name };
    throw cannotCarry(
      'tool_choice',
      `${JSON.stringify(toolChoice.name.slice(0, 80))} is no tool that this provider can call`,
      'name a function, or leave the choice to the model',
    );
  }
  const extra = ownExtra(tool.extra);
  if (builtinOfType(extra.type) !== undefined) return { type: extra.type };
  return { type: tool.type, ...wireName(tool.name, extra, names) };
}

/** Names of schemas: letters, digits, `_` and `-`, at most 64 (OpenAI's API reference, responses/create, `text.format`). */
function schemaName(name: string | undefined): string {
  const kept = (name ?? '').replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 64);
  return kept === '' ? 'answer' : kept;
}

export function writeFormat(format: AnswerFormat | undefined): Fields | undefined {
  if (format === undefined) return undefined;
  if (format.type === 'json') return { type: 'json_object' };
  return {
    type: 'json_schema',
    name: schemaName(format.name),
    ...maybe('description', format.description),
    schema: format.schema,
    ...maybe('strict', format.strict),
  };
}
