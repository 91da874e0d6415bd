import type { Environment } from './environment.ts';
import { bareHost, isHost, isLoopback } from './network.ts';
import type { Problems } from './problems.ts';
import { at, type Tree, textAt } from './tree.ts';

/** A setting and where it came from; `null`: the file, at its own key. */
export interface Setting<T> {
  value: T;
  from: string | null;
}

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 8000;

function asPort(value: string | number): number | null {
  const port = typeof value === 'number' ? value : /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null;
}

/** The port: flag, variable, file, 8000. What is wrong goes to `problems`. */
export function choosePort(
  flag: string | number | undefined,
  environment: Environment,
  tree: Tree,
  problems: Problems,
): Setting<number> {
  const variable = environment('KIMI_PROXY_PORT');
  const outside =
    flag !== undefined
      ? { value: flag, from: 'flag --port' }
      : variable && { value: variable.value, from: variable.from };
  if (outside !== null) {
    const port = asPort(outside.value);
    if (port !== null) return { value: port, from: outside.from };
    problems.addElsewhere(outside.from, 'must be a whole number from 0 to 65535');
  }
  const value = at(tree.value, ['port']);
  return typeof value === 'number' ? { value, from: null } : { value: DEFAULT_PORT, from: 'default' };
}

/** The host: flag, variable, file, 127.0.0.1. What is wrong goes to `problems`. */
export function chooseHost(
  flag: string | undefined,
  environment: Environment,
  tree: Tree,
  problems: Problems,
): Setting<string> {
  const variable = environment('KIMI_PROXY_HOST');
  const outside =
    flag !== undefined
      ? { value: flag, from: 'flag --host' }
      : variable && { value: variable.value, from: variable.from };
  const text = textAt(tree.value, ['host']);
  const given =
    outside ?? (text === null ? { value: DEFAULT_HOST, from: 'default' } : { value: text, from: null });
  if (isHost(given.value)) return { value: bareHost(given.value), from: given.from };
  const message = 'must be a host name or an IP address, without scheme and port';
  if (given.from !== null) problems.addElsewhere(given.from, message);
  else if (given.value !== '') problems.add(['host'], message);
  return { value: DEFAULT_HOST, from: 'default' };
}

/** Who may call: everyone but this machine needs a token; what is allowed besides must be well formed. */
export function checkAccess(host: Setting<string>, tree: Tree, problems: Problems): void {
  const token = textAt(tree.value, ['auth_token']);
  if (token !== null && token !== '' && !/^[\x21-\x7e]+$/.test(token)) {
    problems.add(['auth_token'], 'must be printable ASCII without spaces: it is sent as a header');
  }
  if (at(tree.value, ['auth_token']) === undefined && !isLoopback(host.value)) {
    const message = `is ${host.value}, which other machines can reach: set auth_token, or use 127.0.0.1`;
    if (host.from === null) problems.add(['host'], message);
    else problems.addElsewhere(host.from, message);
  }
  for (const [index, name] of texts(tree, 'allowed_hosts')) {
    if (!isHost(name)) {
      problems.add(['allowed_hosts', index], 'must be a host name or an IP address, without scheme and port');
    }
  }
  for (const [index, origin] of texts(tree, 'allowed_origins')) {
    if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#\s*]+\/?$/i.test(origin)) {
      problems.add(['allowed_origins', index], 'must be an origin such as https://app.example:8443');
    }
  }
}

function texts(tree: Tree, key: string): [number, string][] {
  const list = at(tree.value, [key]);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item, index) => (typeof item === 'string' && item !== '' ? [[index, item]] : []));
}

/** As a browser writes it: lower case, no slash at the end. */
export function plainOrigin(origin: string): string {
  return origin.toLowerCase().replace(/\/$/, '');
}
