import { BoundedMap, beginningOf } from '../context/index.ts';

/** Names of headers and of members of a query that hold secrets. */
const SECRET_NAME = /key|token|secret|auth|passw|pwd|signature|^sig$|credential|cookie|session-?id$|jwt/i;

/** What a provider says of its limits names tokens, and holds figures and times. */
const LIMIT_NAME = /rate-?limit/i;
const FIGURES = /^[\d.,:+\-TZhdms;=w ]{1,40}$/;

/** Schemes of `authorization` (https://www.iana.org/assignments/http-authschemes), and those that AWS and others use. */
const SCHEME =
  /^(Basic|Bearer|Digest|DPoP|GNAP|HOBA|Mutual|Negotiate|OAuth|PrivateToken|SCRAM-SHA-1|SCRAM-SHA-256|vapid|Token|ApiKey|Api-Key|AWS4-HMAC-SHA256)\s/i;

/** Keys of known providers and of no configuration of ours: OpenAI's and others', Google's, GitHub's, Slack's, AWS's, JWTs. */
const LOOKS_SECRET =
  /\b(?:sk-[\w-]{8}|AIza[\w-]{20}|gh[pousr]_\w{20}|github_pat_\w{20}|xox[abprs]-\w{8}|AKIA[A-Z\d]{12}|eyJ[\w-]{8,}\.[\w-]{8})/;

/** Characters of a value that are kept, and of all headers of one side. */
const VALUE = 4096;
const SIDE = 20 * 1024;

export type HeaderPairs = [name: string, value: string][];

/** The ways in which a secret may stand in a header: as it is, in an address, in Basic's base64. */
function formsOf(secrets: readonly string[]): string[] {
  return secrets.flatMap((secret) => [
    ...new Set([secret, encodeURIComponent(secret.toWellFormed()), Buffer.from(secret).toString('base64')]),
  ]);
}

/** Headers come again with every request of a tool: so many names, and values of each, are remembered, if not longer. */
const REMEMBERED = { names: 300, values: 20, chars: 300 };

/** What is known by a list of secrets. */
interface Known {
  forms: readonly string[];
  /** Headers in which nothing had to be masked, by name and value. */
  plain: BoundedMap<string, BoundedMap<string, HeaderPairs[number]>>;
}

const known = new WeakMap<readonly string[], Known>();

function knownBy(secrets: readonly string[]): Known {
  let found = known.get(secrets);
  if (found === undefined) {
    found = { forms: formsOf(secrets), plain: new BoundedMap(REMEMBERED.names) };
    known.set(secrets, found);
  }
  return found;
}

/** Keeps a header in which nothing had to be masked; no other, so that no secret is remembered. */
function remember({ plain }: Known, pair: HeaderPairs[number]): void {
  const [name, value] = pair;
  if (name.length + value.length > REMEMBERED.chars) return;
  let values = plain.get(name);
  if (values === undefined) {
    values = new BoundedMap(REMEMBERED.values);
    plain.set(name, values);
  }
  values.set(value, pair);
}

/** An address or a path without the secrets in its query and its log-in. */
export function maskAddress(address: string, secrets: readonly string[]): string {
  const clean = address
    .replace(/\/\/[^/?#\s@]*@/g, '//***@')
    .replace(/([?&;])([^?&;=#\s]*)=([^&;#\s]*)/g, (whole, before: string, name: string, value: string) =>
      SECRET_NAME.test(decoded(name)) || LOOKS_SECRET.test(value) ? `${before}${name}=***` : whole,
    );
  let masked = clean;
  for (const form of knownBy(secrets).forms) masked = masked.replaceAll(form, '***');
  return masked;
}

const NO_SECRETS: readonly string[] = [];

/** A segment of a path that is a key by its beginning. */
const PATH_KEY = /\/(?:(?:sk|pk|rk|gsk|xai|key)[-_]|AIza|Bearer\b)[^/?]*/gi;

/** A path of nobody's without the keys that were put where a path should be: those are not recorded. */
export function maskPathKeys(url: string): string {
  return url.replace(PATH_KEY, '/***');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** A value without secrets: of one that is or holds one, only its scheme is left. */
function maskValue(name: string, value: string, forms: readonly string[]): string {
  const isLimit = LIMIT_NAME.test(name) && FIGURES.test(value);
  const secret =
    (SECRET_NAME.test(name) && !isLimit) ||
    LOOKS_SECRET.test(value) ||
    SCHEME.test(value) ||
    forms.some((form) => value.includes(form));
  if (!secret) return maskAddress(value, NO_SECRETS);
  const scheme = SCHEME.exec(value)?.[1];
  return scheme === undefined ? '***' : `${scheme} ***`;
}

/**
 * Headers without secrets: values of headers whose names say that they hold one, and those that are, hold or look like
 * one. `secrets`: what is known to be one. `truncated`: 4 KB of a value are kept, and 20 KB of all.
 */
export function maskHeaders(
  headers: Readonly<HeaderPairs>,
  secrets: readonly string[],
): { pairs: HeaderPairs; truncated: boolean } {
  const by = knownBy(secrets);
  const { forms } = by;
  const pairs: HeaderPairs = [];
  let room = SIDE;
  let truncated = false;
  for (const [given, value] of headers) {
    let pair = by.plain.get(given)?.get(value);
    if (pair === undefined) {
      const name = forms.some((form) => given.includes(form)) ? '***' : given;
      const masked = maskValue(given, value, forms).toWellFormed();
      const kept = beginningOf(masked, VALUE);
      truncated ||= kept.length < masked.length;
      pair = [name, kept];
      if (name === given && kept === value) remember(by, pair);
    }
    room -= pair[0].length + pair[1].length;
    if (room < 0) return { pairs, truncated: true };
    pairs.push(pair);
  }
  return { pairs, truncated };
}

/** Headers by name as pairs; several values of one name are several pairs. */
export function headerPairs(headers: Readonly<Record<string, string | string[] | undefined>>): HeaderPairs {
  const pairs: HeaderPairs = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined) continue;
    if (Array.isArray(value)) for (const one of value) pairs.push([name, one]);
    else pairs.push([name, value]);
  }
  return pairs;
}

/** The same of names and values in turn. */
export function rawPairs(raw: readonly string[]): HeaderPairs {
  const pairs: HeaderPairs = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return pairs;
}
