import type { ParsedRequest } from '../protocols/index.ts';
import type { Route } from '../routing/index.ts';
import { isSlip, noSuchCall } from './closest-call.ts';
import type { PipelineDeps } from './deps.ts';
import type { Flight } from './flight.ts';
import { bringsCredential } from './headers.ts';

function headerText(value: string | string[] | undefined): string | null {
  const text = Array.isArray(value) ? value[0] : value;
  return text === undefined || text === '' ? null : text;
}

/** The step `route`: which provider and model, by the routing order; how it was decided goes into the exchange. */
export function chooseRoute(deps: PipelineDeps, flight: Flight, request: ParsedRequest): Route {
  const { exchange, match, runtime } = flight;
  const provider =
    headerText(flight.req.headers['x-kimi-proxy-provider']) ?? match.query?.get('provider') ?? null;
  if (match.target.type === 'unknown' && provider === null) {
    const path = match.clientPath.split('?', 1)[0] ?? '/';
    if (request.model === null || isSlip(path)) throw noSuchCall(flight.req.method ?? 'GET', path);
  }
  const route = runtime.router.resolve({
    model: request.model,
    pinned: request.model === 'auto' ? deps.sessions.pinned() : null,
    provider,
    brings: (of) => bringsCredential(of, flight.req.headers, runtime.config.server.authToken, match.query),
  });
  exchange.route = route.decision;
  exchange.provider = route.provider.name;
  exchange.providerModel = request.model === null ? null : route.model;
  exchange.tokens.window = route.window;
  return route;
}
