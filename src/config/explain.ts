import * as z from 'zod';
import { type KeyPath, pathId } from './path.ts';
import type { Problems } from './problems.ts';
import { type FileConfig, fileSchema } from './schema.ts';
import { didYouMean } from './suggest.ts';
import { at, kindOf, type Tree } from './tree.ts';

type Node = unknown;

function inner(schema: Node): Node {
  return schema instanceof z.ZodOptional ? inner(schema.unwrap()) : schema;
}

/** The keys that the schema knows at a path; null where it takes any. */
function knownKeys(path: KeyPath): string[] | null {
  let schema: Node = fileSchema;
  for (const part of path) {
    const here = inner(schema);
    if (here instanceof z.ZodObject) schema = here.shape[String(part)];
    else if (here instanceof z.ZodRecord) schema = here.valueType;
    else if (here instanceof z.ZodArray) schema = here.element;
    else return null;
  }
  const here = inner(schema);
  return here instanceof z.ZodObject ? Object.keys(here.shape) : null;
}

function explain(issue: z.core.$ZodIssue, tree: Tree, problems: Problems): void {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (tree.unset.has(pathId(path))) return;
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      problems.add([...path, key], 'is not a known key', didYouMean(key, knownKeys(path) ?? []));
    }
    return;
  }
  const value = at(tree.value, path);
  if (issue.code === 'invalid_type') {
    problems.add(
      path,
      value === undefined ? `is missing: it ${issue.message}` : `${issue.message}, not ${kindOf(value)}`,
    );
  } else if (issue.code === 'invalid_value' && typeof value === 'string') {
    problems.add(
      path,
      issue.message,
      tree.raw.has(pathId(path)) ? null : didYouMean(value, issue.values.map(String)),
    );
  } else {
    problems.add(path, issue.message);
  }
}

/**
 * Checks a tree against the schema. What is wrong goes to `problems`, without any value that may be secret, and
 * null comes back.
 */
export function validate(tree: Tree, problems: Problems): FileConfig | null {
  const result = fileSchema.safeParse(tree.value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) explain(issue, tree, problems);
  return null;
}
