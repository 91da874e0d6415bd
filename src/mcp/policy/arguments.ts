import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { McpServerConfig } from '../../config/index.ts';
import type { Refusal, Tool } from '../port.ts';
import { collectPaths, type Found, member } from './collect.ts';
import { kindOfKey, wordsOf } from './keys.ts';
import { type KnownTool, knownTool, seemsToWalk } from './known.ts';
import { LONGEST_PATH, readingsOf, type Surroundings } from './readings.ts';
import {
  type AllowedFolder,
  allowedFolders,
  followPath,
  hasLinkWithin,
  isFolderItself,
  isWithin,
  type Place,
} from './resolve.ts';
import { problemWithin, type WalkOptions } from './walk.ts';

/** A file system that does not answer (a dead network mount) must not hold a call forever. */
const LONGEST_MS = 5000;

interface Check {
  around: Surroundings;
  allowed: readonly AllowedFolder[];
  /** What relative paths are relative to; each must be inside. */
  bases: readonly string[];
  /** When all must be looked at, by `performance.now()`. */
  until: number;
  /** Where paths lead, as far as this call has looked. */
  places: Map<string, Promise<Place>>;
}

type Checked = { problem: string } | { problem: null; reals: string[]; linked: boolean };

const MOVE = 'fast_move_file';
const BATCH = 'fast_batch_file_operations';
const BASE =
  /^(?:cwd|root|projectroot|base|basedir|path|dir|directory|folder|workdir|workspace|repo|repository)$/;
const MOST_BASES = 64;
const TOO_LATE = 'could not be looked at in time';
const OUTSIDE = 'is outside, or leads there through a link';

function shownFolders(rules: McpServerConfig): string {
  const folders = rules.allowedDirectories ?? [];
  return folders.length === 0 ? 'none' : folders.map((folder) => JSON.stringify(folder)).join(', ');
}

function surroundingsOf({ env }: McpServerConfig): Surroundings {
  return { env: { ...process.env, ...env } };
}

async function begin(rules: McpServerConfig, around: Surroundings, bases: readonly string[]): Promise<Check> {
  return {
    around,
    allowed: await allowedFolders(rules.allowedDirectories ?? []),
    bases,
    until: performance.now() + LONGEST_MS,
    places: new Map(),
  };
}

function refusal(rules: McpServerConfig, what: string, problem: string): Refusal {
  return {
    code: 'path_outside',
    reason: `Refused by allowed_directories of the MCP server "${rules.name}": ${what} ${problem}. Allowed: what is in ${shownFolders(rules)}. Use a path in there, best in full.`,
  };
}

function follow(check: Check, absolute: string): Promise<Place> {
  let place = check.places.get(absolute);
  if (place === undefined) {
    place = followPath(absolute);
    check.places.set(absolute, place);
  }
  return place;
}

async function checkPath(check: Check, text: string, mayBeFolderItself = true): Promise<Checked> {
  const readings = readingsOf(text, check.around);
  if (readings.problem !== null) return { problem: readings.problem };
  const reals = new Set<string>();
  let linked = false;
  for (const reading of readings.paths) {
    for (const base of path.isAbsolute(reading) ? [''] : check.bases) {
      const joined = base === '' ? reading : `${base}${path.sep}${reading}`;
      // `link/..`: some strike it out, some follow the link first.
      for (const absolute of new Set([joined, path.resolve(joined)])) {
        const place = await follow(check, absolute);
        if (place.real === null) return { problem: place.unknown };
        if (!(await isWithin(place.real, check.allowed))) return { problem: OUTSIDE };
        if (!mayBeFolderItself && (await isFolderItself(place.real, check.allowed)))
          return { problem: 'is an allowed folder itself: name something in it' };
        reals.add(place.real);
        linked ||= hasLinkWithin(place, check.allowed);
      }
    }
  }
  return { problem: null, reals: [...reals], linked };
}

async function checkGlob(check: Check, glob: string): Promise<Checked> {
  if (glob.length > LONGEST_PATH) return { problem: 'is longer than a path can be' };
  const wild = glob.search(/[*?[{(!]/);
  const literal = wild < 0 ? glob : glob.slice(0, glob.slice(0, wild).search(/[^/\\]*$/));
  const rest = glob.slice(literal.length);
  if (/(?:^|[/\\{,(|])\.\.(?:[/\\},)|]|$)/.test(decodeTwice(rest)))
    return { problem: 'goes up (..) in a pattern' };
  if (literal === '' && /[{,(|]\s*(?:[/\\~]|[a-z]:|file:)/i.test(rest))
    return { problem: 'has full paths within a pattern' };
  return literal === '' ? { problem: null, reals: [], linked: false } : checkPath(check, literal);
}

function decodeTwice(text: string): string {
  const once = text.replace(/%2e/gi, '.').replace(/%2f/gi, '/').replace(/%5c/gi, '\\').replace(/%25/g, '%');
  return once.replace(/%2e/gi, '.').replace(/%2f/gi, '/').replace(/%5c/gi, '\\').normalize('NFKC');
}

/**
 * Whether the first part of a relative path, however it is read, is there: then a text that could be anything is taken
 * for a path. The parts of a list may be those of a sentence, and are not looked for.
 */
async function isThere(check: Check, text: string): Promise<boolean> {
  const readings = /[,;|]/.test(text) ? null : readingsOf(text, check.around).paths;
  const firsts = (readings ?? [text]).map((one) => one.split(/[/\\]/).find((part) => !/^[\s.]*$/.test(part)));
  for (const first of new Set(firsts)) {
    if (first === undefined || first.includes('\0')) continue;
    for (const base of check.bases) {
      const found = await lstat(path.join(base, first.trim())).then(
        () => true,
        () => false,
      );
      if (found) return true;
    }
  }
  return false;
}

/** What must not be in the folders that an argument names; null: they are not gone into. */
function unwanted(
  check: Check,
  tool: { name: string },
  args: unknown,
  found: Found,
): WalkOptions['looksFor'] | null {
  const known = knownTool(tool.name);
  if (known?.names?.includes(found.key)) return 'names';
  if (known !== undefined) {
    if (!known.walks?.includes(found.key)) return null;
    if (known.linkFree?.includes(found.key)) return 'links';
    if (known.walksIf !== undefined && !member(args, known.walksIf)) return null;
    if (tool.name === MOVE) return isAcross(check) ? 'outward' : null;
    if (tool.name !== BATCH) return 'outward';
    const operation = member(found.holder, 'operation');
    const copies = operation === 'copy' || Boolean(member(args, 'create_backup')) || isAcross(check);
    if (operation === 'delete') return member(args, 'create_backup') ? 'outward' : null;
    // What one operation moves, or takes away, may change where a link leads that the next one follows.
    return isSeveral(args) ? 'links' : copies ? 'outward' : null;
  }
  return seemsToWalk(tool.name, args) ? 'outward' : null;
}

/** Whether the allowed folders are on several file systems: what is moved from one to another is copied. */
function isAcross({ allowed }: Check): boolean {
  return new Set(allowed.map(({ id }) => id?.split(':')[0])).size > 1;
}

function isSeveral(args: unknown): boolean {
  const operations = member(args, 'operations');
  return Array.isArray(operations) && operations.length > 1;
}

async function checkFolders(
  check: Check,
  tool: { name: string },
  args: unknown,
  found: Found,
  { reals, linked }: { reals: readonly string[]; linked: boolean },
): Promise<string | null> {
  if (linked && tool.name === BATCH && isSeveral(args))
    return 'leads through a link, and another operation may change that: make each operation a call of its own';
  const known = knownTool(tool.name);
  const looksFor = unwanted(check, tool, args, found);
  if (looksFor === null) return null;
  if (looksFor === 'names' && path.sep === '/' && [found.value, ...reals].some((one) => one.includes('\\')))
    return 'has a backslash in it, which the tool would read as the beginning of another character';
  for (const real of reals) {
    const problem = await problemWithin(real, {
      allowed: check.allowed,
      until: check.until,
      depth: depthOf(known, args),
      looksFor,
    });
    if (problem !== null) return problem;
  }
  return null;
}

function depthOf(known: KnownTool | undefined, args: unknown): number {
  if (known?.depth === undefined) return Number.POSITIVE_INFINITY;
  const said = member(args, known.depth.key);
  if (said === undefined) return known.depth.otherwise;
  const depth = Number(said);
  return Number.isFinite(depth) ? depth : Number.POSITIVE_INFINITY;
}

/** What the server takes for paths that the arguments leave out. */
function leftOut(tool: Tool | { name: string }, args: unknown): { found: Found[]; vague: string | null } {
  const found: Found[] = [];
  const defaults = knownTool(tool.name)?.defaults ?? {};
  const add = (key: string, value: string): number =>
    found.push({ where: key, key, value, kind: 'path', holder: args });
  for (const [key, value] of Object.entries(defaults))
    if ((member(args, key) ?? null) === null) add(key, value);
  const properties = member(member(tool, 'inputSchema'), 'properties');
  if (typeof properties !== 'object' || properties === null) return { found, vague: null };
  for (const [key, schema] of Object.entries(properties)) {
    if ((member(args, key) ?? null) !== null || Object.hasOwn(defaults, key)) continue;
    if (kindOfKey(key, schema, tool.name) !== 'path') continue;
    const value = member(schema, 'default');
    const description = member(schema, 'description');
    if (typeof value === 'string') add(key, value);
    else if (typeof description !== 'string') continue;
    else if (
      /\bdefaults?\b[^.]{0,30}?(?:\bcwd\b|\b(?:current|working)\b|["'`]\.["'`])/i.test(
        description.slice(0, 1000),
      )
    )
      add(key, '.');
    else if (
      /\bdefaults?\b[^.]{0,30}?(?:\bhome\b|\broot\b|["'`]?[/~]["'`]?(?:[\s).,]|$))/i.test(
        description.slice(0, 1000),
      )
    )
      return { found, vague: key };
  }
  return { found, vague: null };
}

async function checkAll(
  rules: McpServerConfig,
  tool: Tool | { name: string },
  args: unknown,
): Promise<Refusal | null> {
  const known = knownTool(tool.name);
  if (known?.noFiles) return null;
  for (const [key, why] of Object.entries(known?.never ?? {})) {
    const given = member(args, key);
    if (given !== undefined && !(Array.isArray(given) && given.length === 0))
      return refusal(rules, `argument "${key}"`, why);
  }
  const schema = member(tool, 'inputSchema');
  const collected = collectPaths(tool.name, schema, args);
  if (collected.problem !== null) {
    const { where, text } = collected.problem;
    return refusal(rules, where === '' ? 'the arguments' : `argument "${where}"`, text);
  }
  const absent = leftOut(tool, args);
  if (absent.vague !== null)
    return refusal(
      rules,
      `argument "${absent.vague}"`,
      'is left out, and would mean a folder outside: give it',
    );
  if (collected.found.length + absent.found.length === 0) return null;
  const around = surroundingsOf(rules);
  const check = await begin(rules, around, [
    ...basesOf(rules, schema, args),
    ...(known === undefined ? basesAmong(collected.found, args, around) : []),
  ]);
  if (check.bases.length > MOST_BASES)
    return refusal(rules, 'the arguments', 'name too many folders at once: send fewer');
  for (const found of [...collected.found, ...absent.found]) {
    if (performance.now() > check.until) return refusal(rules, 'the arguments', TOO_LATE);
    if (found.kind === 'maybe' && !(await isThere(check, found.value))) continue;
    const checked =
      found.kind === 'glob'
        ? await checkGlob(check, found.value)
        : await checkPath(check, found.value, !(known?.below?.includes(found.key) ?? false));
    const problem =
      checked.problem === null ? await checkFolders(check, tool, args, found, checked) : checked.problem;
    if (problem === null) continue;
    const what = absent.found.includes(found)
      ? `argument "${found.where}" is left out and means ${JSON.stringify(found.value)}, which`
      : `argument "${found.where}" (${JSON.stringify(found.value.slice(0, 200))})`;
    return refusal(rules, what, problem);
  }
  return null;
}

/** A tool that has a `projectRoot` (task-master-ai) takes relative paths from there; others, from where the server is started. */
function basesOf(rules: McpServerConfig, schema: unknown, args: unknown): string[] {
  const root = member(args, 'projectRoot');
  const hasRoot = member(member(schema, 'properties'), 'projectRoot') !== undefined;
  return hasRoot && typeof root === 'string' && path.isAbsolute(root) ? [root] : [rules.cwd];
}

/** Folders among the arguments that an unknown tool may take the relative paths beside them from. */
function basesAmong(found: readonly Found[], args: unknown, around: Surroundings): string[] {
  const bases = found.filter(
    ({ key, kind, holder }) => kind === 'path' && holder === args && BASE.test(wordsOf(key).at(-1) ?? ''),
  );
  const paths = bases.flatMap(({ value }) => readingsOf(value, around).paths ?? []);
  return [...new Set(paths.filter((one) => path.isAbsolute(one)))];
}

async function withinTime(rules: McpServerConfig, work: Promise<Refusal | null>): Promise<Refusal | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Refusal>((done) => {
    timer = setTimeout(() => done(refusal(rules, 'a path in the arguments', TOO_LATE)), LONGEST_MS);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    return refusal(rules, 'the arguments', 'could not be checked');
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Why these arguments may not go to the server: one of them is, or may be read as, a path outside
 * `allowed_directories`. Null: they may, or nothing is restricted. Never throws; ends within 5 s. What a path is,
 * {@link kindOfKey} and `readingsOf` say. Between this look and the server's own, somebody else may change a link.
 */
export async function refusalOfArguments(
  rules: McpServerConfig,
  tool: Tool | { name: string },
  args: unknown,
): Promise<Refusal | null> {
  if (rules.allowedDirectories === null) return null;
  return withinTime(rules, checkAll(rules, tool, args ?? {}));
}

async function checkUri(rules: McpServerConfig, uri: string): Promise<Refusal | null> {
  const check = await begin(rules, surroundingsOf(rules), [rules.cwd]);
  const what = `the URI ${JSON.stringify(uri.slice(0, 200))}`;
  const checked = await checkPath(check, uri);
  if (checked.problem !== null) return refusal(rules, what, checked.problem);
  // Some servers have files under a scheme of their own.
  const other = /^\s*([a-z][a-z0-9+.-]+):\/\/(\/[^?#]+)/i.exec(uri);
  const file = other?.[2];
  if (file === undefined || /^(?:file|https?|data)$/i.test(other?.[1] ?? '')) return null;
  const first = path.resolve('/', file.split('/').find((part) => part !== '') ?? '');
  const there = await lstat(first).then(
    () => true,
    () => false,
  );
  const problem = there ? (await checkPath(check, file)).problem : null;
  return problem === null ? null : refusal(rules, what, problem);
}

/** The same for the URI of a resource: `file:` URIs and paths outside are refused; `https://` and the like are not. */
export async function refusalOfUri(rules: McpServerConfig, uri: string): Promise<Refusal | null> {
  if (rules.allowedDirectories === null) return null;
  return withinTime(rules, checkUri(rules, uri));
}
