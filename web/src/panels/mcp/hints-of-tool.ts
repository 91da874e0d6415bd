/** What a server says of a tool in its `annotations`, as far as it says it. */
export interface ToolHint {
  name: 'readOnly' | 'writes' | 'destructive' | 'idempotent' | 'openWorld';
  tone: 'ok' | 'warn' | '';
}

/** By the meaning that the specification gives them: destructive and idempotent mean something only of a tool that writes. */
export function hintsOfTool(annotations: unknown): ToolHint[] {
  if (typeof annotations !== 'object' || annotations === null) return [];
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations as Record<
    string,
    unknown
  >;
  const hints: ToolHint[] = [];
  if (readOnlyHint === true) hints.push({ name: 'readOnly', tone: 'ok' });
  else if (destructiveHint === true) hints.push({ name: 'destructive', tone: 'warn' });
  else if (readOnlyHint === false) hints.push({ name: 'writes', tone: 'warn' });
  if (readOnlyHint !== true && idempotentHint === true) hints.push({ name: 'idempotent', tone: '' });
  if (openWorldHint === true) hints.push({ name: 'openWorld', tone: '' });
  return hints;
}
