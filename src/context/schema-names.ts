/** What the schema of an offered tool says of who it is. */
export interface SchemaNames {
  /** Whether a model calls it by a name of its own; false for what the provider runs itself. */
  named: boolean;
  /** Names of the tools within it, where it is a list of them (Codex has one a server). */
  within: string[];
}

/** More tools of one list than this are not looked at. */
const MAX_WITHIN = 1000;

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function nameOf(tool: unknown): string | null {
  const { name, function: called } = fieldsOf(tool);
  const found = name ?? fieldsOf(called).name;
  return typeof found === 'string' && found !== '' ? found : null;
}

/** Reads a schema, JSON as it was offered; null where it is none, or only its beginning is kept. */
export function schemaNames(content: string): SchemaNames | null {
  let schema: unknown;
  try {
    schema = JSON.parse(content);
  } catch {
    // Not whole, or never JSON: nothing is known of it but its name.
    return null;
  }
  const { tools } = fieldsOf(schema);
  const within = Array.isArray(tools) ? tools.slice(0, MAX_WITHIN).map(nameOf) : [];
  return { named: nameOf(schema) !== null, within: within.filter((name) => name !== null) };
}
