import { ProxyError } from '../exchange/index.ts';
import { knownPaths } from '../protocols/index.ts';
import { closestNames, editDistance } from '../routing/index.ts';

/** Edits between a path and a call for which it can only be a slip of the pen. */
const SLIP = 2;
/** Longer paths, and those of more segments, are compared by their ends only: what a client sends is not bounded. */
const COMPARED_LENGTH = 200;
const COMPARED_SEGMENTS = 6;

const ELSEWHERE =
  'where it is a call of a provider, name the provider: ?provider=NAME, or the header x-kimi-proxy-provider';

const paths = knownPaths();

function plain(path: string): string {
  return `/${path.slice(-COMPARED_LENGTH).toLowerCase().split('/').filter(Boolean).join('/')}`;
}

/** The call that a wrong path most likely means (`/v1/chat/completions`); null where none is near. */
export function closestCall(path: string): string | null {
  const wanted = plain(path);
  if (wanted.includes('generatecontent')) return '/v1beta/models/MODEL:generateContent';
  const within = paths
    .filter((known) => wanted.endsWith(known.slice('/v1'.length)))
    .sort((a, b) => b.length - a.length)[0];
  if (within !== undefined) return within;
  const segments = wanted.split('/').slice(1).slice(-COMPARED_SEGMENTS);
  for (let from = 0; from < segments.length; from++) {
    const [closest] = closestNames(segments.slice(from).join('/'), paths);
    if (closest !== undefined) return closest;
  }
  return null;
}

/** Whether a path that was not known for its method is a call's, or is one but for a letter or two (`/v1/chat/completion`). */
export function isSlip(path: string): boolean {
  const wanted = path.slice(0, COMPARED_LENGTH);
  return paths.some((known) => editDistance(wanted, known, SLIP) <= SLIP);
}

/** `method_not_allowed` or `not_found` for a path that is no call of a tool, with a hint that names the one that is meant. */
export function noSuchCall(method: string, path: string): ProxyError {
  const shown = path.slice(0, COMPARED_LENGTH);
  if (paths.includes(path)) {
    const allow = path === '/v1/models' ? ['GET', 'HEAD'] : ['POST'];
    return new ProxyError('method_not_allowed', `${shown} does not answer ${method}`, {
      hint: `it answers ${allow.join(', ')}; ${ELSEWHERE}`,
      details: { allow },
    });
  }
  const closest = closestCall(path);
  return new ProxyError('not_found', `${shown} is not a call that is known here`, {
    hint: [
      closest === null
        ? 'the base URL of this program is its address with /v1, or without a path'
        : `did you mean ${closest}? The base URL of this program is its address with /v1, or without a path`,
      ...(path.startsWith('/v1') ? [ELSEWHERE] : []),
    ].join('; '),
    details: { closest: closest === null ? [] : [closest] },
  });
}
