import { fieldsOf } from '../rpc.ts';

/**
 * What a value is, by the name of its argument:
 * `path`: a path, whatever it looks like; `glob`: a pattern of paths; `command`: something that is run;
 * `text`: content, never a path; `token`: opaque, unless it is JSON in base64; `other`: by its own form.
 */
export type KeyKind = 'path' | 'glob' | 'command' | 'text' | 'token' | 'other';

const TEXT = new Set(
  (
    'content contents text texts code body thought thoughts query queries prompt prompts message messages description ' +
    'details detail comment comments note notes pattern patterns regex regexp replacement search title summary markdown ' +
    'html css sql reason question answer instruction instructions expression selector xpath jsonpath pointer snippet ' +
    'diff patch observation observations rationale strategy'
  ).split(' '),
);
/** Names whose last word would say something else. */
const TEXT_NAMES = new Set(
  'json_path key_path property_path query_path css_path old_string new_string old_str new_str test_strategy exclude excludes exclude_patterns exclude_pattern ignore_patterns'.split(
    ' ',
  ),
);
const GLOB = new Set('glob globs include includes'.split(' '));
const GLOB_NAMES = new Set(
  'file_pattern file_patterns include_pattern include_patterns path_pattern path_patterns'.split(' '),
);
const COMMAND = new Set('command commands cmd script args argv shell arguments'.split(' '));
const TOKEN = new Set('token tokens cursor cursors continuation'.split(' '));
const PATH = new Set(
  (
    'path paths file files filename filenames filepath filepaths pathname dir dirs directory directories dirname folder folders ' +
    'source sources src destination destinations dest dst target targets root roots cwd workdir workspace uri uris ' +
    'url urls location locations archive archives output outfile infile repo repository projectroot basedir'
  ).split(' '),
);
const TOWARDS =
  /^(?:extract|save|write|copy|move|output|download|export|upload|import|load|read)_(?:to|from)$/;

/** `operationSource`, `operation-source` and `operation_source` have the words `operation` and `source`. */
export function wordsOf(key: string): string[] {
  return key
    .slice(0, 200)
    .normalize('NFKC')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Counts and switches that only speak of files (`max_files`, `include_files`). */
export function isQuantity(words: readonly string[]): boolean {
  return /^(?:max|min|num|count|total|limit|size|include|exclude|show|follow|create|is|has|skip|with|use)$/.test(
    words[0] ?? '',
  );
}

function hintOf(schema: unknown): KeyKind | null {
  const { format, description } = fieldsOf(schema);
  if (
    typeof format === 'string' &&
    /^(?:uri|uri-reference|iri|path|file-?path|directory-?path|file)$/i.test(format)
  )
    return 'path';
  if (typeof description !== 'string') return null;
  const text = description.slice(0, 500);
  if (/\bglob\b/i.test(text)) return 'glob';
  return /\b(?:file ?path|path|filename|file name|directory|folder)s?\b/i.test(text) ? 'path' : null;
}

/**
 * What an argument is. Its name decides where it says something: content (`content`, `text`, `code`, `query`,
 * `pattern`, …) may hold anything, `// a comment` and `import '../x'` as well. Where the name says nothing, the
 * schema's format and description do.
 */
export function kindOfKey(key: string, schema: unknown, toolName: string): KeyKind {
  const words = wordsOf(key);
  const name = words.join('_');
  const last = words[words.length - 1] ?? '';
  if (GLOB_NAMES.has(name) || GLOB.has(last)) return 'glob';
  if (TEXT_NAMES.has(name)) return 'text';
  if (last === 'pattern' && (hintOf(schema) === 'glob' || /glob/i.test(toolName))) return 'glob';
  if (words.includes('token') || TOKEN.has(last)) return 'token';
  if (TEXT.has(last)) return 'text';
  if (PATH.has(last) || TOWARDS.test(name)) return 'path';
  if (COMMAND.has(last)) return 'command';
  if (
    words.some((word) => PATH.has(word)) &&
    !isQuantity(words) &&
    !/(?:type|size|name|id|mode|format|encoding|count|number|limit|level|line|lines|date|time)$/.test(last)
  )
    return 'path';
  return hintOf(schema) ?? 'other';
}
