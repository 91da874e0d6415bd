import type { PlacedContext } from '../context/index.ts';
import { ProxyError } from '../exchange/index.ts';
import { type Headers, headerText, isCleanName, isPrintable, MAX_NAME_BYTES } from './headers.ts';

/** Longest path of a project, in bytes of UTF-8. */
export const MAX_PROJECT_BYTES = 500;
/** How much text is looked through for a folder, in UTF-16 units: tools name it in their system text, or before the first question. */
const LOOKED_THROUGH = 64 * 1024;

/** A line's start, with or without a mark of a list. */
const ITEM = String.raw`^[ \t]{0,8}(?:[-*]|\d{1,2}\.)?[ \t]{0,8}`;
const REST = String.raw`[ \t]{0,8}(\S.{0,1000})$`;

/**
 * How tools name the folder in which they work. Seen on the wire with Claude Code 2.1.332, OpenCode 1.18.33, Continue
 * 1.5.47 and Cline 3.0.65 (a line each, among others on the environment); Codex 0.169.0; Kimi Code 2.1.0; Qwen Code
 * 0.24.4; Gemini CLI 0.61.0 (the first of a list). Cline and Roo Code within an editor: getEnvironmentDetails in
 * https://github.com/cline/cline.
 */
const NAMED: RegExp[] = [
  new RegExp(`${ITEM}(?:primary |current )?working directory:${REST}`, 'im'),
  /<environment_context>\s{0,20}<cwd>([^<\n]{1,1000})<\/cwd>/,
  /\bcurrent working directory is `([^`\n]{1,1000})`/,
  new RegExp(`^I'm currently working in the directory:${REST}`, 'm'),
  new RegExp(
    String.raw`^(?:- \*\*Workspace Directories:\*\*|I'm currently working in the following directories:)[ \t]{0,8}\n[ \t]{0,8}-${REST}`,
    'm',
  ),
  /^# Current (?:Working|Workspace) Directory \((.{1,1000})\) Files$/m,
];

/**
 * The path as a project is named by: absolute, as POSIX or Windows writes it, or in the home (`~/…`), without a slash at
 * its end. Null for what is no such path: too long, with control characters, angle brackets or `..`.
 */
export function projectPath(text: string): string | null {
  const path = text.trim();
  if (!/^(?:\/|~(?:\/|$)|[A-Za-z]:[\\/]|\\\\[^\\])/.test(path)) return null;
  if (Buffer.byteLength(path) > MAX_PROJECT_BYTES || !isPrintable(path) || /[<>]/.test(path)) return null;
  if (path.split(/[\\/]/).includes('..')) return null;
  const bare = path.replace(/[\\/]{1,500}$/, '');
  return bare === '' || /^[A-Za-z]:$/.test(bare) ? path : bare;
}

function pathIn(text: string): string | null {
  for (const pattern of NAMED) {
    const found = pattern.exec(text)?.[1];
    const path = found === undefined ? null : projectPath(found);
    if (path !== null) return path;
  }
  return null;
}

/**
 * The folder that a conversation is about, as its client names it: in a system text, which after a compaction may stand
 * anywhere, or in what comes before the first answer. Null where it names none. Of a conversation that goes on, texts
 * are not known any more.
 */
export function projectOf({ blocks }: PlacedContext): string | null {
  let left = LOOKED_THROUGH;
  let isAnswered = false;
  for (const { kind, role, content } of blocks) {
    isAnswered ||= role === 'assistant';
    if (kind !== 'system' && (kind !== 'text' || isAnswered)) continue;
    const path = pathIn(content.slice(0, left));
    if (path !== null) return path;
    left -= content.length;
    if (left <= 0) return null;
  }
  return null;
}

/** A project as a person names it: a path, or any name. Throws `invalid_request` that names the field. */
export function checkedProject(text: string, field: string): string {
  const name = projectPath(text) ?? (isCleanName(text) ? text.trim() : null);
  if (name !== null) return name;
  throw new ProxyError('invalid_request', `${field}: is no name for a project`, {
    hint: `use an absolute path of up to ${MAX_PROJECT_BYTES} bytes, or a name of up to ${MAX_NAME_BYTES}, without control characters`,
    details: { field },
  });
}

/** The project that the header `x-kimi-proxy-project` names; null where there is none. Throws `invalid_request`. */
export function projectOfHeader(headers: Headers): string | null {
  const field = 'x-kimi-proxy-project';
  if (headers[field] === undefined) return null;
  const text = headerText(headers, field);
  return text === null ? null : checkedProject(text, field);
}
