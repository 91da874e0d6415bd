import type { Tool } from '../port.ts';
import { type Fields, fieldsOf } from '../rpc.ts';

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Arguments as the tool names them: one that its schema does not have, but has in the other spelling
 * (`next_thought_needed`, `nextThoughtNeeded`), is renamed. Everything else stays as it is.
 */
export function fitArguments(args: Fields, tool: Tool | null): Fields {
  const properties = fieldsOf(fieldsOf(tool?.inputSchema).properties);
  const fitted: Fields = {};
  for (const [name, value] of Object.entries(args)) {
    const other = [camelCase(name), snakeCase(name)].find(
      (spelling) =>
        spelling !== name && Object.hasOwn(properties, spelling) && !Object.hasOwn(args, spelling),
    );
    const key = Object.hasOwn(properties, name) || other === undefined ? name : other;
    Object.defineProperty(fitted, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return fitted;
}
