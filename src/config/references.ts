import { type KeyPath, pathId } from './path.ts';
import type { Problems } from './problems.ts';
import { didYouMean, nearest } from './suggest.ts';
import { at, entriesAt, type Tree, textAt } from './tree.ts';

const MAX_PATTERN = 256;

/** Whether a key of `[models]` is a glob (`*` any text, `?` one character) rather than an id. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** What is quoted in a message: the text as it stands in the file, whose variables may be secret. */
function quote(tree: Tree, path: KeyPath, text: string): string {
  return JSON.stringify(tree.raw.get(pathId(path)) ?? text);
}

function checkReference(
  path: KeyPath,
  text: string,
  tree: Tree,
  names: Names,
  problems: Problems,
  bare: boolean,
): void {
  if (names.ids.has(text)) return;
  const slash = text.indexOf('/');
  if (slash === -1) {
    if (bare) return;
    problems.add(path, 'is neither provider/model nor an id of [models]', didYouMean(text, names.ids));
    return;
  }
  const provider = text.slice(0, slash);
  if (slash === text.length - 1) problems.add(path, 'names a provider and no model');
  else if (!names.providers.has(provider)) {
    const near = nearest(provider, names.providers);
    const hint =
      near === null || tree.raw.has(pathId(path)) ? null : `did you mean ${near}${text.slice(slash)}?`;
    problems.add(path, `names a provider that is not there: ${quote(tree, path, provider)}`, hint);
  }
}

interface Names {
  providers: ReadonlySet<string>;
  /** Ids of `[models]`, globs left out. */
  ids: ReadonlySet<string>;
}

function checkModel(pattern: string, tree: Tree, names: Names, problems: Problems): void {
  const path = ['models', pattern];
  if (pattern === '') problems.add(path, 'is empty: name an id or a glob');
  if (pattern === 'auto')
    problems.add(path, 'cannot be an id: auto means the pinned model, or default_model');
  if (pattern.length > MAX_PATTERN) problems.add(path, `is longer than ${MAX_PATTERN} characters`);
  const provider = textAt(tree.value, [...path, 'provider']);
  if (provider !== null && provider !== '' && !names.providers.has(provider)) {
    problems.add(
      [...path, 'provider'],
      `names a provider that is not there: ${quote(tree, [...path, 'provider'], provider)}`,
      didYouMean(provider, names.providers),
    );
  }
  const fallbacks = at(tree.value, [...path, 'fallbacks']);
  if (!Array.isArray(fallbacks)) return;
  for (const [index, text] of fallbacks.entries()) {
    if (typeof text !== 'string' || text === '') continue;
    if (text === pattern) problems.add([...path, 'fallbacks', index], 'is the entry itself');
    else checkReference([...path, 'fallbacks', index], text, tree, names, problems, false);
  }
}

/** Checks that what the models, their fallbacks and `default_model` name is there. */
export function checkReferences(tree: Tree, providers: ReadonlySet<string>, problems: Problems): void {
  const patterns = entriesAt(tree.value, ['models']).map(([pattern]) => pattern);
  const names = { providers, ids: new Set(patterns.filter((pattern) => !isGlob(pattern))) };
  for (const pattern of patterns) checkModel(pattern, tree, names, problems);
  const chosen = textAt(tree.value, ['default_model']);
  if (chosen === 'auto') problems.add(['default_model'], 'cannot be auto, which stands for it');
  else if (chosen !== null && chosen !== '')
    checkReference(['default_model'], chosen, tree, names, problems, true);
}
