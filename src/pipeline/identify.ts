import { clientOf, sessionHint } from '../sessions/index.ts';
import type { Flight } from './flight.ts';

/**
 * The step `identify`, as far as headers and path tell: who calls, and for which session. What only the body tells
 * is read with it, behind the bytes' way. Throws `invalid_request` for a session name that cannot be one.
 */
export function identify(flight: Flight): void {
  const { headers } = flight.req;
  flight.exchange.client = clientOf(headers);
  flight.hint = sessionHint({ pathSession: flight.match.sessionName, headers, body: null });
}
