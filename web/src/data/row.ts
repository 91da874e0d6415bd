import type { ExchangeEvent } from '../../../src/contract/events.ts';
import type { ExchangeView } from '../../../src/contract/exchange.ts';

/** An exchange as a list shows it: the same from `/ws` and from the API. */
export type Row = ExchangeEvent['exchange'];

/** The row of an exchange that was read from the API. */
export function rowOf(view: ExchangeView): Row {
  return { ...view, client: view.client.name };
}
