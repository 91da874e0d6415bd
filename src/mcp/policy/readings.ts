import { homedir } from 'node:os';

/** PATH_MAX of Linux: no longer path can be opened there. */
export const LONGEST_PATH = 4096;
const MOST_READINGS = 96;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;
// Ignored by some file systems, or by who trims.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
/** Slashes that NFKC leaves alone, and best-fit encodings do not. */
const LIKE_SLASH = /[\u2044\u2215\u29f8\u2571]/g;
const LIKE_BACKSLASH = /[\u2216\u29f5\u29f9]/g;
const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))|%([A-Za-z_]\w*)%/g;
const FILE_URI = /^\s*(?:url:)?(?:[a-z][a-z0-9+.-]*:)*file:/i;
const SCHEME = /^\s*[a-z][a-z0-9+.-]+:\/\//i;
const DRIVE = /^\s*[a-z]:/i;

/** The variables that a server may put into a path, and what `~` is to it. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
}

/** Bytes written `%XX`, once; what is no such byte stays. Overlong UTF-8 becomes what lax decoders make of it. */
function decoded(text: string): string {
  if (!text.includes('%')) return text;
  const lax = text
    .replace(/%c0%af/gi, '/')
    .replace(/%c0%ae/gi, '.')
    .replace(/%c1%9c/gi, '\\');
  return lax.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function expanded(text: string, { env }: Surroundings): string {
  return text.replace(VARIABLE, (_all, braced, plain, percent) => {
    const name = String(braced ?? plain ?? percent);
    if (name === 'HOME' || name === 'USERPROFILE') return env[name] ?? homedir();
    return env[name] ?? '';
  });
}

function homes({ env }: Surroundings): string[] {
  return [...new Set([env.HOME, env.USERPROFILE, homedir()])].filter(
    (home) => home !== undefined && home !== '',
  ) as string[];
}

/** A segment without the dots and spaces at its end, which Windows drops; what goes up stays. */
function trimmedSegment(part: string): string {
  let end = part.length;
  while (end > 0 && (part[end - 1] === '.' || part[end - 1] === ' ')) end -= 1;
  if (end > 0) return part.slice(0, end);
  return part.startsWith('..') ? '..' : part;
}

function trimmedSegments(text: string): string {
  return text.replace(/[^/\\]+/g, trimmedSegment);
}

function fromFileUri(text: string): string[] {
  const rest = text.replace(FILE_URI, '');
  const path = rest.replace(
    /^\/\/(?:localhost(?=\/|$))?/i,
    rest.startsWith('//') && !/^\/\/(?:localhost)?(?:\/|$)/i.test(rest) ? '//' : '',
  );
  return [path, path.replace(/[?#].*$/s, '')];
}

/** All that one step of reading makes of a text. */
function steps(text: string, around: Surroundings): string[] {
  const made = [
    text.trim(),
    decoded(text),
    text.replaceAll('\\', '/'),
    text.normalize('NFC'),
    text.normalize('NFD'),
    text.normalize('NFKC'),
    text.replace(LIKE_SLASH, '/').replace(LIKE_BACKSLASH, '\\'),
    text.replace(INVISIBLE, ''),
    trimmedSegments(text),
    expanded(text, around),
  ];
  if (text.includes('+')) made.push(text.replaceAll('+', ' '));
  if (/^(["'`]).*\1$/s.test(text)) made.push(text.slice(1, -1));
  if (FILE_URI.test(text)) made.push(...fromFileUri(text));
  else if (!SCHEME.test(text))
    made.push(...text.split(/[,;|]|:(?=[/~.\\])/).filter((part) => part.trim() !== ''));
  if (/^~(?:[/\\]|$)/.test(text)) made.push(...homes(around).map((home) => home + text.slice(1)));
  return made;
}

/** Whether a text, under any reading, is absolute, in a home folder, a `file:` URI, or goes up (`..`). */
export function looksLikePath(text: string): boolean {
  let at = text.trim();
  for (let round = 0; round < 4; round++) {
    const plain = at
      .normalize('NFKC')
      .replace(LIKE_SLASH, '/')
      .replace(LIKE_BACKSLASH, '\\')
      .replace(INVISIBLE, '')
      .trim();
    if (
      /^(?:\/|~[\w.-]*(?:[/\\]|$)|\\\\|\\[^\\]+\\|[a-z]:[\\/]|\$\{?[A-Za-z_]|%[A-Za-z_]\w*%)/i.test(plain) ||
      FILE_URI.test(plain)
    )
      return true;
    if (/(?:^|[/\\])\.\.(?:[. ]*[/\\]| *$)/.test(plain)) return true;
    const next = decoded(plain);
    if (next === at) return false;
    at = next;
  }
  return true;
}

/** Whether it is the address of something other than a file (`https://…`), and does not go up. */
function isForeignUri(text: string): boolean {
  if (!SCHEME.test(text) || FILE_URI.test(text)) return false;
  return !/(?:^|[/\\])\.\.(?:[/\\]|$)/.test(decoded(decoded(text)).normalize('NFKC'));
}

/**
 * What a server might make of a text that it takes for a path: as it stands; decoded from `%XX`, as often as that
 * changes it; its home folder and variables put in; with `\` as `/`; in Unicode's normal forms; without what file
 * systems ignore; each part of a list. Or why it is refused without a look at the file system.
 */
export function readingsOf(
  text: string,
  around: Surroundings,
): { paths: string[]; problem: null } | { paths: null; problem: string } {
  const refused = (problem: string): { paths: null; problem: string } => ({ paths: null, problem });
  if (text.length > LONGEST_PATH) return refused(`is longer than a path can be (${LONGEST_PATH} characters)`);
  const all = new Set([text]);
  for (const one of all) {
    if (CONTROL.test(one)) return refused('has control characters, or hides some');
    if (one.startsWith('-'))
      return refused('begins with "-" and may be taken for an option: write ./ before it');
    if (/^~[^/\\]/.test(one))
      return refused("names a user's home folder, or seems to: write ./ before it, or the path in full");
    if (/\$\(|`|\$\{(?![A-Za-z_]\w*\})/.test(one))
      return refused('has a command or an expression in it that a shell would replace');
    if (process.platform !== 'win32' && DRIVE.test(one) && !FILE_URI.test(one))
      return refused('names a drive');
    if (/^(?:\\\\|\/\/[^/]*[?.])/.test(one)) return refused('names another machine or a device');
    if (
      FILE_URI.test(one) &&
      !/^\s*(?:url:)?(?:[a-z][a-z0-9+.-]*:)*file:(?:\/\/(?:localhost)?(?:\/|$)|\/(?!\/)|[^/])/i.test(one)
    )
      return refused('is a file: URI of another machine');
    for (const made of steps(one, around)) all.add(made);
    if (all.size > MOST_READINGS) return refused('can be read in too many ways');
  }
  return {
    paths: [...all].filter((one) => one !== '' && !FILE_URI.test(one) && !isForeignUri(one)),
    problem: null,
  };
}
