import { fieldsOf } from '../rpc.ts';

/** A value as JSON; `{}` where there is none, and where it cannot be written. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '{}';
  } catch {
    return '{}';
  }
}

/** What a model reads of a tool's result: its texts, or else its structured content; images and audio are not text. */
export function resultText(result: unknown): string {
  const { content, structuredContent } = fieldsOf(result);
  const texts: string[] = [];
  for (const part of Array.isArray(content) ? content : []) {
    const { type, text, resource } = fieldsOf(part);
    const inner = type === 'resource' ? fieldsOf(resource).text : text;
    if (typeof inner === 'string') texts.push(inner);
  }
  if (texts.length > 0) return texts.join('\n');
  return structuredContent === undefined ? '' : jsonOf(structuredContent);
}

/** A tool's definition as clients hand it to a model. */
export function schemaText(tool: { name: string; description?: unknown; inputSchema?: unknown }): string {
  const { name, description, inputSchema } = tool;
  return jsonOf({ name, description, input_schema: inputSchema });
}
