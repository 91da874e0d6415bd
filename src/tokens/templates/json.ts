/**
 * JSON as Python writes it by default, `{"a": 1, "b": 2}`, from JSON without spaces: what `tojson` gives in a chat
 * template (https://huggingface.co/docs/transformers/chat_templating_writing). Linear, whatever the nesting.
 */
export function spaced(compact: string): string {
  const parts: string[] = [];
  let from = 0;
  let inText = false;
  for (let at = 0; at < compact.length; at++) {
    const unit = compact.charCodeAt(at);
    if (inText && unit === 0x5c) at++;
    else if (unit === 0x22) inText = !inText;
    else if (!inText && (unit === 0x2c || unit === 0x3a)) {
      parts.push(compact.slice(from, at + 1));
      from = at + 1;
    }
  }
  parts.push(compact.slice(from));
  return parts.join(' ');
}

/** JSON nested deeper than this is an attack or a mistake: written with indents, it would grow with the square. */
const MAX_DEPTH = 20;

function isTooDeep(json: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    if (inText && unit === 0x5c) at++;
    else if (unit === 0x22) inText = !inText;
    else if (inText) continue;
    else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return false;
}

/**
 * JSON with a line for each part, four spaces a level, as `tojson(indent=4)` gives it. The same text, as not exact,
 * where it is none, or is nested deeper than 20 brackets.
 */
export function indented(json: string): { text: string; exact: boolean } {
  if (isTooDeep(json)) return { text: json, exact: false };
  try {
    return { text: JSON.stringify(JSON.parse(json), null, 4), exact: true };
  } catch {
    return { text: json, exact: false };
  }
}

/** The same JSON without spaces between its parts; null for a text that is none, or is nested too deeply. */
export function compacted(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A call's content is its tool's name, a line feed, and its arguments. */
export function callOf(content: string): { name: string; args: string } {
  const end = content.indexOf('\n');
  return end < 0
    ? { name: content, args: '' }
    : { name: content.slice(0, end), args: content.slice(end + 1) };
}

/** A call's arguments as a server gives them to a template: read, and written again. Not exact where they are no JSON. */
export function spacedArguments(args: string): { text: string; exact: boolean } {
  const compact = compacted(args === '' ? '{}' : args);
  return compact === null ? { text: args, exact: false } : { text: spaced(compact), exact: true };
}

const FUNCTION_START = /^\{"type":"function","function":\{"name":"/;

/** A tool's schema as chat completions have it; `exact` is false where a client wrote it another way. */
export function functionJson(schema: string): { json: string; exact: boolean } {
  if (FUNCTION_START.test(schema)) return { json: schema, exact: true };
  const found = readTool(schema);
  if (found === null) return { json: schema, exact: false };
  const { name, description, parameters } = found;
  const json = JSON.stringify({ type: 'function', function: { name, description, parameters } });
  return { json, exact: false };
}

export interface ReadTool {
  name: string;
  description: string | undefined;
  parameters: unknown;
}

/** A function's parts, in whichever protocol it was offered; null for what is no function. */
export function readTool(schema: string): ReadTool | null {
  try {
    const tool = JSON.parse(schema) as Record<string, unknown> | null;
    const called = (tool?.function ?? tool) as Record<string, unknown> | null;
    if (typeof called?.name !== 'string') return null;
    const { name, description } = called;
    return {
      name,
      description: typeof description === 'string' ? description : undefined,
      parameters: called.parameters ?? called.input_schema ?? called.parametersJsonSchema,
    };
  } catch {
    return null;
  }
}
