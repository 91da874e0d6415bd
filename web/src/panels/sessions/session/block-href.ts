import { hrefOf } from '../../../app/location.ts';

/** A block where it stands, on its exchange's page. */
export function blockHref(exchangeId: string, { hash }: { hash: string }): string {
  return hrefOf(`/exchange/${exchangeId}`, { tab: 'composition', block: hash });
}
