import { ProxyError } from '../exchange/index.ts';

/** What of a client's query is meant for this program, and never goes up. */
const OWN_PARAMETERS = new Set(['provider', 'key']);

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refused('The path is not validly percent-encoded');
  }
}

function refused(message: string): ProxyError {
  return new ProxyError('invalid_request', message, { details: { field: 'path' } });
}

function ownless(query: string): string {
  const kept = query.split('&').filter((pair) => {
    const [name = ''] = pair.split('=', 1);
    return pair !== '' && !OWN_PARAMETERS.has(name.toLowerCase());
  });
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

/** Paths that were looked at already, and what became of them: a tool asks for the same few. */
const known = new Map<string, string>();
const KNOWN = 200;

const VERSION = /^\/(?:v1|v1beta|v1alpha)(?=\/|$)/;

/**
 * The path below a base URL that holds the version (`https://api.example.com/v1`): `/v1/chat/completions?a=1` and
 * `/chat/completions?a=1` both become `/chat/completions?a=1`, and so with `/v1beta`. The client's `provider` and `key` parameters are
 * ours, and left out; the rest of the query stays as it came.
 * @throws ProxyError `invalid_request` where the path could leave the base URL (`..`, encoded or not, `\`)
 */
export function pathBelowVersion(clientPath: string): string {
  let below = known.get(clientPath);
  if (below === undefined) {
    below = belowVersion(clientPath);
    // A query may hold a key of the client's.
    if (!clientPath.includes('?') && known.size < KNOWN) known.set(clientPath, below);
  }
  return below;
}

function belowVersion(clientPath: string): string {
  const mark = clientPath.indexOf('?');
  const path = mark < 0 ? clientPath : clientPath.slice(0, mark);
  const query = mark < 0 ? '' : clientPath.slice(mark + 1);
  if (!path.startsWith('/')) throw refused('The path must start with a slash');
  if (/[\s\\#\p{Cc}]/u.test(clientPath)) throw refused('The path holds characters that no path may hold');
  const below = path.replace(VERSION, '');
  for (const segment of below.split('/')) {
    const plain = decoded(segment);
    if (/(?:^|\/)\.\.?(?:\/|$)|[\\\p{Cc}]/u.test(plain)) {
      throw refused('The path must not lead out of the API');
    }
  }
  return `${below === '' ? '/' : below}${ownless(query)}`;
}
