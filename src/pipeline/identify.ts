import { checkOwnNames, clientOf } from '../sessions/index.ts';
import type { Flight } from './flight.ts';

/**
 * The step `identify`, as far as the bytes' way needs it: who calls, and that a session named in path or header can
 * be one. Whose conversation it is, is found with the body, behind (account-request.ts). Throws `invalid_request`.
 */
export function identify(flight: Flight): void {
  const { headers } = flight.req;
  flight.exchange.client = clientOf(headers);
  checkOwnNames({ pathSession: flight.match.sessionName, headers });
}
