/** A JSON Schema as far as the calls need it. */
interface Schema {
  type?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: unknown[];
}

/** A tool that an agent offers, whatever the language. */
export interface Offered {
  name: string;
  schema: Schema;
  /** The group that it is in, in the Responses API. */
  namespace?: string;
}

/** A call that the model makes. */
export interface Call {
  name: string;
  input: Fields;
  namespace?: string;
}

type Fields = Record<string, unknown>;

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);

/** The functions that a request of any of the four languages offers. */
export function offeredIn(body: Fields): Offered[] {
  return listOf(body.tools).flatMap((tool): Offered[] => {
    if (tool.type === 'namespace')
      return offeredIn(tool).map((one) => ({ ...one, namespace: String(tool.name) }));
    const declared = listOf(tool.functionDeclarations ?? tool.function_declarations);
    const all = declared.length > 0 ? declared : [(tool.function as Fields) ?? tool];
    return all
      .filter((one) => typeof one.name === 'string' && one.type !== 'custom')
      .map((one) => ({
        name: one.name as string,
        schema: (one.parametersJsonSchema ?? one.parameters ?? one.input_schema ?? {}) as Schema,
      }));
  });
}

/** Names under which agents offer the reading of a file, and the running of a command. */
const READING = /^(read|read_file|Read|ReadFile|read_files|view)$/;
const RUNNING = /^(exec_command|shell|shell_command|Bash|bash|run_shell_command)$/;

const typeOf = (schema: Schema | undefined) => String(schema?.type).toLowerCase();

function readingInput({ properties = {}, required = [] }: Schema, file: string): Fields {
  const names = Object.keys(properties).filter((name) => required.includes(name) || /path/i.test(name));
  return Object.fromEntries(
    names.map((name) => {
      const type = typeOf(properties[name]);
      if (type === 'array') return [name, [file]];
      return [name, type === 'number' || type === 'integer' ? 1 : file];
    }),
  );
}

function runningInput({ properties = {}, required = [] }: Schema, file: string): Fields {
  const name = 'cmd' in properties ? 'cmd' : 'command';
  const command = typeOf(properties[name]) === 'array' ? ['cat', file] : `cat ${file}`;
  const others = required.filter((one) => one !== name).map((one) => [one, 'reads the note']);
  return { ...Object.fromEntries(others), [name]: command };
}

/** The call that reads `file`, with one of the tools on offer; null where none can. */
export function readingCall(offered: Offered[], file: string): Call | null {
  const reading = offered.find((tool) => READING.test(tool.name));
  if (reading) return { name: reading.name, input: readingInput(reading.schema, file) };
  const running = offered.find((tool) => RUNNING.test(tool.name));
  return running ? { name: running.name, input: runningInput(running.schema, file) } : null;
}

/** The MCP server's tool that reads a file; agents and the gateway put names of their own before its. */
const READING_BY_MCP = /[\w-]*fast_read_file\b/;

/** Names under which agents offer the looking up of tools that they name in words only. */
const SEARCHING = /^(ToolSearch|tool_search)$/;

/**
 * The call that reads `file` with the MCP server's tool. An agent that only names its tools in words (`text` is the whole
 * request) is asked for that one's schema first; it then offers the tool, or another that passes calls on. Null where
 * there is no way to it.
 */
export function mcpCall(offered: Offered[], file: string, text: string): Call | null {
  const input = { path: file };
  const tool = offered.find((one) => READING_BY_MCP.test(one.name));
  if (tool) {
    const { name, namespace } = tool;
    return { name, input, ...(namespace === undefined ? {} : { namespace }) };
  }
  // An escaped line break may stand before it.
  const [named] = READING_BY_MCP.exec(text.replaceAll('\\n', ' ')) ?? [];
  if (named === undefined) return null;
  const query = `select:${named}`;
  const search = offered.find((one) => SEARCHING.test(one.name));
  if (search && !text.includes(query)) return { name: search.name, input: { query } };
  const passing = offered.find((one) => one.name === 'tool_call');
  return passing ? { name: passing.name, input: { name: named, arguments: input } } : null;
}

/** A value that a schema allows, mostly. */
function sample(schema: Schema): unknown {
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  const type = typeOf(schema);
  if (type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, sample(inner)]),
    );
  if (type === 'array') return [];
  if (type === 'boolean') return false;
  return type === 'number' || type === 'integer' ? 1 : 'certified';
}

/** The schema that the answer must fit, wherever the language has it; null where there is none. */
function formatOf(body: Fields): Schema | null {
  const at = (value: unknown, ...keys: string[]): unknown =>
    keys.reduce<unknown>((inner, key) => (inner as Fields | null | undefined)?.[key], value);
  const found =
    at(body, 'response_format', 'json_schema', 'schema') ??
    at(body, 'text', 'format', 'schema') ??
    at(body, 'output_config', 'format', 'schema') ??
    at(body, 'generationConfig', 'responseJsonSchema') ??
    at(body, 'generationConfig', 'responseSchema');
  return (found as Schema | undefined) ?? null;
}

/** What a request that offers no tools is answered: a title, or JSON where that is asked for. */
export function sideAnswer(body: Fields): string {
  const format = formatOf(body);
  return format === null ? 'Certified' : JSON.stringify(sample(format));
}
