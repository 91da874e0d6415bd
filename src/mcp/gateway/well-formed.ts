import { type Fields, fieldsOf } from '../rpc.ts';

export type ListKind = 'tools' | 'prompts' | 'resources' | 'resourceTemplates';

/** The least of an item that is not what the protocol says: what it can be called by, and any arguments. */
function least(kind: ListKind, { name, description, uri, uriTemplate }: Fields): Fields {
  const said = typeof description === 'string' ? { description } : {};
  const title = typeof name === 'string' ? name : String(uri ?? uriTemplate);
  if (kind === 'tools') return { name: title, ...said, inputSchema: { type: 'object' } };
  if (kind === 'prompts') return { name: title, ...said };
  return kind === 'resources' ? { uri, name: title, ...said } : { uriTemplate, name: title, ...said };
}

/**
 * A list that clients can read: they refuse a whole list for one item that is not well formed, and one server must not
 * take away what the others have. Items that are well formed stay as they came.
 */
export async function wellFormed(kind: ListKind, items: readonly Fields[]): Promise<Fields[]> {
  const { PromptSchema, ResourceSchema, ResourceTemplateSchema, ToolSchema } = await import(
    '@modelcontextprotocol/sdk/types.js'
  );
  const schema = {
    tools: ToolSchema,
    prompts: PromptSchema,
    resources: ResourceSchema,
    resourceTemplates: ResourceTemplateSchema,
  }[kind];
  return items.flatMap((item) => {
    if (schema.safeParse(item).success) return [item];
    const plain = least(kind, fieldsOf(item));
    return schema.safeParse(plain).success ? [plain] : [];
  });
}
