import type { Fields } from '../neutral/parts.ts';
import { mapSchema } from '../openai/map-schema.ts';
import { isFields } from './wire.ts';

function asMoonshot(schema: Fields): Fields {
  const { type, items, anyOf } = schema;
  const tuple = Array.isArray(items);
  const branched = type !== undefined && Array.isArray(anyOf);
  if (!tuple && !branched) return schema;
  const out = { ...schema };
  if (tuple) {
    out.prefixItems = Array.isArray(schema.prefixItems) ? [...schema.prefixItems, ...items] : items;
    delete out.items;
  }
  if (branched) {
    out.anyOf = anyOf.map((branch: unknown) =>
      isFields(branch) && branch.type === undefined ? { type, ...branch } : branch,
    );
    delete out.type;
  }
  return out;
}

/**
 * A schema as Moonshot's check takes it: `type` stands in the branches of `anyOf` and not beside it, and a tuple is
 * `prefixItems` (github.com/MoonshotAI/kimi-code/issues/2661, github.com/vercel/ai/pull/18921). The same object where
 * nothing had to change.
 */
export function moonshotSchema(schema: Fields): Fields {
  return mapSchema(schema, asMoonshot);
}
