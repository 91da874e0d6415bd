import type { Flight } from './flight.ts';

/** A key that a client brings may be any word (`ollama`), and a body holds any text: shorter ones are not looked for there. */
export const TELLING_LENGTH = 8;
/** The same for keys of our own in what a provider says of an error. */
export const SHORTEST = 4;

const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'x-kimi-proxy-token'];

type Involved = Pick<Flight, 'runtime' | 'req' | 'match'>;

/**
 * Every key that this exchange has to do with: the providers' own and ours, from `shortest` characters on, and what the
 * client brought.
 */
export function secretsOf({ runtime, req, match }: Involved, shortest: number): string[] {
  const { providers, server } = runtime.config;
  const own = [...providers.map(({ apiKey }) => apiKey ?? ''), server.authToken ?? ''];
  const brought = CREDENTIAL_HEADERS.map((name) =>
    String(req.headers[name] ?? '')
      .replace(/^\w+\s+/, '')
      .trim(),
  );
  const secrets = new Set([
    ...own.filter(({ length }) => length >= shortest),
    ...[match.query?.get('key') ?? '', ...brought].filter(({ length }) => length >= TELLING_LENGTH),
  ]);
  // The longest first: one may begin with another.
  return [...secrets].sort((a, b) => b.length - a.length);
}

/** What a provider says, without the keys that it may repeat. */
export function withoutSecrets(text: string, flight: Involved): string {
  let clean = text;
  for (const secret of secretsOf(flight, SHORTEST)) clean = clean.replaceAll(secret, '***');
  return clean;
}
