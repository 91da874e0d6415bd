/** A part of what a tool answered: a text, or what only its kind is shown of. */
export type Part = { text: string } | { type: string; about: string };

const MOST_PARTS = 200;

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function partOf(item: unknown): Part {
  const fields = fieldsOf(item);
  if (fields.type === 'text' && typeof fields.text === 'string') return { text: fields.text };
  const resource = fieldsOf(fields.resource);
  if (typeof resource.text === 'string') return { text: resource.text };
  const about = [fields.mimeType, fields.name, fields.uri, resource.mimeType, resource.uri];
  return {
    type: typeof fields.type === 'string' ? fields.type : '?',
    about: about.filter((one) => typeof one === 'string').join(' · '),
  };
}

/** The parts of a tool's result, as it came: a stranger's, so of any shape. */
export function partsOf(raw: unknown): Part[] {
  const { content } = fieldsOf(raw);
  return Array.isArray(content) ? content.slice(0, MOST_PARTS).map(partOf) : [];
}
