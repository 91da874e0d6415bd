import { ProxyError } from '../../exchange/index.ts';
import type { StoredExchange } from '../../storage/index.ts';
import type { ServerDeps } from '../deps.ts';

type Deps = Pick<ServerDeps, 'store'>;

async function lastTurn(
  { store }: Deps,
  { id, sessionId, agentId }: StoredExchange,
): Promise<StoredExchange | null> {
  if (sessionId === null) return null;
  const [turn] = await store.turnsBefore({ sessionId, agentId, before: id, limit: 1 });
  return turn === undefined ? null : store.getExchange(turn.exchangeId);
}

async function named({ store }: Deps, id: string, { protocol }: StoredExchange): Promise<StoredExchange> {
  const against = await store.getExchange(id);
  if (against === null) {
    throw new ProxyError('not_found', 'against (query): there is no exchange of this id.', {
      hint: 'GET /api/exchanges lists them; without `against`, the last turn of the same agent is taken.',
      details: { in: 'query', field: 'against' },
    });
  }
  if (against.protocol === protocol) return against;
  throw new ProxyError(
    'invalid_request',
    `against (query): its request is in ${against.protocol}, this one in ${protocol}; contexts of two protocols are not compared.`,
    { details: { in: 'query', field: 'against' } },
  );
}

/**
 * The exchange that another is compared with: the one that is named, else the last turn of the same agent; null where
 * there is none. Throws `not_found`, and `invalid_request` where the named one speaks another protocol.
 */
export function comparedWith(
  deps: Deps,
  exchange: StoredExchange,
  id: string | undefined,
): Promise<StoredExchange | null> {
  return id === undefined ? lastTurn(deps, exchange) : named(deps, id, exchange);
}
