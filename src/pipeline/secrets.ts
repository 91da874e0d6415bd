import type { Config } from '../config/index.ts';
import type { Flight } from './flight.ts';

/** A key that a client brings may be any word (`ollama`), and a body holds any text: shorter ones are not looked for there. */
export const TELLING_LENGTH = 8;
/** The same for keys of our own in what a provider says of an error. */
export const SHORTEST = 4;

const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'x-kimi-proxy-token'];

type Involved = Pick<Flight, 'runtime' | 'req' | 'match'>;

/** The longest first: one may begin with another. */
function inOrder(secrets: Iterable<string>): readonly string[] {
  return [...new Set(secrets)].sort((a, b) => b.length - a.length);
}

/** Keys of a configuration by the least of their characters, so that they are gathered once. */
const ownKeys = new WeakMap<Config, Map<number, readonly string[]>>();

/** The providers' keys and ours. */
function ownKeysOf(config: Config, shortest: number): readonly string[] {
  let lists = ownKeys.get(config);
  if (lists === undefined) {
    lists = new Map();
    ownKeys.set(config, lists);
  }
  let keys = lists.get(shortest);
  if (keys === undefined) {
    const { providers, server } = config;
    const all = [...providers.map(({ apiKey }) => apiKey ?? ''), server.authToken ?? ''];
    keys = inOrder(all.filter(({ length }) => length >= shortest));
    lists.set(shortest, keys);
  }
  return keys;
}

/** The key that a client brought last, with our own. */
const lastBrought = new WeakMap<readonly string[], { key: string; secrets: readonly string[] }>();

/** What the client brought, in headers or in the query. */
function keysBrought({ req, match }: Involved): string[] {
  const brought: string[] = [];
  const add = (key: string): void => {
    if (key.length >= TELLING_LENGTH) brought.push(key);
  };
  add(match.query?.get('key') ?? '');
  for (const name of CREDENTIAL_HEADERS) {
    const value = req.headers[name];
    if (value !== undefined)
      add(
        String(value)
          .replace(/^\w+\s+/, '')
          .trim(),
      );
  }
  return brought;
}

/**
 * Every key that this exchange has to do with: the providers' own and ours, from `shortest` characters on, and what the
 * client brought.
 */
export function secretsOf(involved: Involved, shortest: number): readonly string[] {
  const own = ownKeysOf(involved.runtime.config, shortest);
  const brought = keysBrought(involved);
  const [key] = brought;
  if (key === undefined) return own;
  if (brought.length > 1) return inOrder([...own, ...brought]);
  // A tool brings the same key each time: what is known by a list of secrets is known again.
  let last = lastBrought.get(own);
  if (last?.key !== key) {
    last = { key, secrets: inOrder([...own, key]) };
    lastBrought.set(own, last);
  }
  return last.secrets;
}

/** What a provider says, without the keys that it may repeat. */
export function withoutSecrets(text: string, flight: Involved): string {
  let clean = text;
  for (const secret of secretsOf(flight, SHORTEST)) clean = clean.replaceAll(secret, '***');
  return clean;
}
