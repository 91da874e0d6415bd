import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { describeKey } from '../../../src/config/descriptions.ts';
import { fileSchema } from '../../../src/config/schema.ts';

/** The paths of all keys that the file may have; `x` where it names something itself. */
function paths(schema: unknown, path: string[] = []): string[][] {
  if (schema instanceof z.ZodOptional) return paths(schema.unwrap(), path);
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([key, value]) => paths(value, [...path, key]));
  if (schema instanceof z.ZodRecord) return paths(schema.valueType, [...path, 'x']);
  return [path];
}

describe('what a key is for', () => {
  it.each(paths(fileSchema).map((path) => [path.join('.'), path] as const))('is said of %s', (_key, path) => {
    const described = describeKey(path);
    expect(described?.en).toMatch(/\S/);
    expect(described?.fr).toMatch(/\S/);
    expect(described?.fr).not.toBe(described?.en);
  });

  it('is not said of what is no key', () => {
    expect(describeKey(['prot'])).toBeNull();
    expect(describeKey(['providers', 'x'])).toBeNull();
  });
});
