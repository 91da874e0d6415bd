import { beginningOf } from '../context/index.ts';
import type { ExchangeHeaders } from '../contract/index.ts';
import type { Flight } from './flight.ts';
import {
  type HeaderPairs,
  headerPairs,
  maskAddress,
  maskHeaders,
  maskPathKeys,
  rawPairs,
} from './mask-headers.ts';
import { SHORTEST, secretsOf } from './secrets.ts';

/** Characters of a path that are kept. */
const PATH = 2000;

/** The headers of an exchange on both sides as they may be recorded; null where nothing is to be kept. */
export function headersToKeep(flight: Flight): ExchangeHeaders | null {
  if (flight.runtime.config.capture === 'none') return null;
  const secrets = secretsOf(flight, SHORTEST);
  let truncated = false;
  const masked = (pairs: HeaderPairs): HeaderPairs => {
    const kept = maskHeaders(pairs, secrets);
    truncated ||= kept.truncated;
    return kept.pairs;
  };
  const { sentHeaders, upstreamHeaders, req, match } = flight;
  const url = req.url ?? '';
  const asked = match.target.type === 'unknown' ? maskPathKeys(url) : url;
  return {
    path: beginningOf(maskAddress(asked, secrets), PATH),
    received: masked(rawPairs(req.rawHeaders)),
    sent: sentHeaders === null ? null : masked(headerPairs(sentHeaders)),
    answer: upstreamHeaders === null ? null : masked(headerPairs(upstreamHeaders)),
    truncated,
  };
}
