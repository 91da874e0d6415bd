/** An exchange's id, as `newId` makes them. */
const EXCHANGE = '[0-9a-hjkmnp-tv-z]{26}';
const RESPONSE = new RegExp(`^resp_(${EXCHANGE})$`);
const ITEM = new RegExp(`^[a-z]{2,8}_(${EXCHANGE})_\\d{1,6}$`);

/** The id of a response that is made here. */
export function responseIdOf(exchangeId: string): string {
  return `resp_${exchangeId}`;
}

/** The exchange whose response has this id; null where the id was not made here. */
export function exchangeOfResponse(id: string): string | null {
  return RESPONSE.exec(id)?.[1] ?? null;
}

/** The id of an item that is made here: `msg_<exchange>_<n>`. */
export function itemIdOf(prefix: string, exchangeId: string, index: number): string {
  return `${prefix}_${exchangeId}_${index}`;
}

/** The response that an item of ours is of; null where the id was not made here. */
export function responseOfItem(id: string): string | null {
  const exchange = ITEM.exec(id)?.[1];
  return exchange === undefined ? null : responseIdOf(exchange);
}
