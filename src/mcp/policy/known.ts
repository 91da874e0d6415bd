import type { KeyKind } from './keys.ts';

/** What is known of a tool, by reading its server; the rest is told by the names of its arguments. */
export interface KnownTool {
  /** It touches no files, whatever its arguments say. */
  noFiles?: true;
  keys?: Record<string, KeyKind>;
  /** What the server takes where an argument is left out. */
  defaults?: Record<string, string>;
  /** Arguments whose folders it walks following links, or writes into through them. */
  walks?: readonly string[];
  /** Only where this argument says so: it is copied before. */
  walksIf?: string;
  /** Of these, those in which no link may be at all: it may put it elsewhere before it follows it. */
  linkFree?: readonly string[];
  /** How deep it walks: an argument, and what is taken without it. */
  depth?: { key: string; otherwise: number };
  /** Arguments whose folders it walks without following links, handing the names on to a program, one a line. */
  names?: readonly string[];
  /** Arguments that may not be an allowed folder itself: it would make, move or delete something beside it. */
  below?: readonly string[];
  /** Arguments that may not be given at all, and why. */
  never?: Record<string, string>;
}

const EDIT: KnownTool = { below: ['path'], keys: { old_text: 'text', new_text: 'text' } };

/**
 * fast-filesystem-mcp 3.5.2 (https://github.com/efforthye/fast-filesystem-mcp), task-master-ai 0.43.1
 * (https://github.com/eyaltoledano/claude-task-master) and the two servers for sequential thinking.
 */
const KNOWN: Readonly<Record<string, KnownTool>> = {
  fast_list_directory: {},
  fast_get_file_info: {},
  fast_read_file: {},
  fast_read_multiple_files: {},
  fast_extract_lines: {},
  fast_create_directory: {},
  fast_write_file: { below: ['path'] },
  fast_large_write_file: { below: ['path'] },
  fast_edit_block: EDIT,
  fast_edit_blocks: EDIT,
  fast_edit_multiple_blocks: EDIT,
  fast_safe_edit: EDIT,
  fast_delete_file: { below: ['path'], walks: ['path'], walksIf: 'backup_before_delete' },
  fast_move_file: { below: ['source', 'destination'], walks: ['source', 'destination'] },
  fast_copy_file: { walks: ['source', 'destination'] },
  fast_batch_file_operations: { walks: ['source', 'destination'], below: ['source'] },
  fast_sync_directories: { walks: ['target_dir'] },
  fast_get_directory_tree: { walks: ['path'], depth: { key: 'max_depth', otherwise: 3 } },
  fast_get_disk_usage: { defaults: { path: '/' } },
  fast_compress_files: { names: ['paths'] },
  fast_extract_archive: {
    defaults: { extract_to: '.' },
    keys: { extract_specific: 'text' },
    walks: ['extract_to'],
    linkFree: ['extract_to'],
    never: {
      extract_specific:
        "hands the archive's own names to tar, which takes some of them for options (another folder, for one): extract all of it",
    },
  },
  fast_search_files: { keys: { path: 'path' }, walks: [] },
  fast_search_code: { walks: [] },
  fast_find_large_files: { walks: [] },
  parse_prd: { keys: { input: 'path', output: 'path' } },
  research: { keys: { saveTo: 'text' } },
  sequentialthinking: { noFiles: true },
  sequentialthinking_tools: { noFiles: true },
};

/** Names of tools that go through folders; whether an unknown one follows links there nobody says. */
const WALKING =
  /(?:^|_)(?:tree|search|find|grep|rg|glob|copy|cp|compress|zip|tar|archive|extract|unzip|sync|walk|scan|index|recursive|recursively|backup|mirror|pack|cat_all|concat)(?:_|$)/;

export function knownTool(name: string): KnownTool | undefined {
  return Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
}

/** Whether an unknown tool is taken to go through the folders that it is given. */
export function seemsToWalk(name: string, args: unknown): boolean {
  const snake = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_');
  if (WALKING.test(snake)) return true;
  return (
    typeof args === 'object' &&
    args !== null &&
    Object.entries(args).some(
      ([key, value]) => /recurs|follow/i.test(key) && value !== false && value !== null,
    )
  );
}
