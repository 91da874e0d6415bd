import { ProxyError } from '../exchange/index.ts';
import type { RouteRequest } from './port.ts';

/**
 * Makes sure that what a person chose for `auto` leads somewhere. A model that leads nowhere is not found, whatever the
 * reason (nobody is to be asked for credentials by this): throws `model_not_found` with the field, the closest names and
 * what to do; `invalid_request` for a provider that nothing defines.
 * @param resolve decides where a request would go; throws a ProxyError where that is nowhere
 * @param field what the person filled in
 */
export function checkRoute(
  resolve: (request: RouteRequest) => unknown,
  field: string,
  request: RouteRequest,
): void {
  try {
    resolve(request);
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    const { code, message, hint, details } = error;
    if (code === 'invalid_request' && details?.field === 'provider' && request.provider !== null) throw error;
    throw new ProxyError('model_not_found', message, {
      ...(hint === undefined ? {} : { hint }),
      details: { closest: [], ...details, field },
    });
  }
}
