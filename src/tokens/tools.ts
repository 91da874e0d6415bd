import { fieldsOf, type Json } from './fields.ts';
import type { Vocabulary } from './port.ts';

/**
 * Tokens around a tool's texts, as OpenAI's Cookbook has them ("How to count tokens with tiktoken", tool calls):
 * a function 7 (10 on gpt-4 and gpt-3.5), its first property 3, each key 3, an enum −3 and 3 an item.
 */
const functionTokens = (vocabulary: Vocabulary): number => (vocabulary === 'cl100k_base' ? 10 : 7);
const PROPERTIES = 3;
const PER_KEY = 3;
const ENUM = -3;
const PER_ENUM_ITEM = 3;

/** What the rule knows of a property. */
const PUBLISHED = new Set(['type', 'description', 'enum']);

/** Schemas nested deeper than this, or with more properties, are an attack or a mistake: the rest is not counted. */
const MAX_DEPTH = 20;
const MAX_KEYS = 5000;

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function description(schema: Json): string {
  return text(schema.description).replace(/\.$/, '');
}

function typeOf(schema: Json): string {
  if (Array.isArray(schema.type)) return schema.type.map(text).join('|');
  return text(schema.type);
}

interface Sum {
  texts: string[];
  add: number;
  keys: number;
  /**
   * The rule is published for flat properties with a type, a description and an enum; to others it is applied the same
   * way.
   */
  unpublished: boolean;
}

function addProperties(schema: Json, depth: number, sum: Sum): void {
  const properties = Object.entries(fieldsOf(schema.properties));
  if (properties.length === 0 || depth > MAX_DEPTH) return;
  sum.unpublished ||= depth > 0;
  sum.add += PROPERTIES;
  for (const [key, value] of properties) {
    if (++sum.keys > MAX_KEYS) {
      sum.unpublished = true;
      return;
    }
    const property = fieldsOf(value);
    sum.unpublished ||=
      typeof property.type !== 'string' || Object.keys(property).some((each) => !PUBLISHED.has(each));
    sum.add += PER_KEY;
    if (Array.isArray(property.enum)) {
      sum.add += ENUM;
      for (const item of property.enum) {
        sum.add += PER_ENUM_ITEM;
        sum.texts.push(typeof item === 'string' ? item : (JSON.stringify(item) ?? ''));
      }
    }
    sum.texts.push(`${key}:${typeOf(property)}:${description(property)}`);
    addProperties(property, depth + 1, sum);
    addProperties(fieldsOf(property.items), depth + 1, sum);
  }
}

/** How a tool's schema (JSON, as a chat request offers it) is counted. What is no function is counted as its JSON. */
export function toolPlan(
  schema: string,
  vocabulary: Vocabulary,
): { texts: string[]; add: number; exact: boolean } {
  let tool: Json = {};
  try {
    tool = fieldsOf(JSON.parse(schema));
  } catch {
    // Not JSON: counted as the text that it is.
    return { texts: [schema], add: 0, exact: false };
  }
  const called = tool.function === undefined ? tool : fieldsOf(tool.function);
  const parameters = called.parameters ?? called.input_schema ?? called.parametersJsonSchema;
  const other = parameters === undefined && called.format !== undefined;
  if (typeof called.name !== 'string' || other) return { texts: [schema], add: 0, exact: false };
  const sum: Sum = {
    texts: [`${called.name}:${description(called)}`],
    add: functionTokens(vocabulary),
    keys: 0,
    unpublished: called.strict === true,
  };
  addProperties(fieldsOf(parameters), 0, sum);
  return { texts: sum.texts, add: sum.add, exact: !sum.unpublished };
}
