/** A segment of a path that may be a key: services give each user an address of their own (`/s/NmE1ZTRmMjQtOWQ0…/mcp`). */
const LONG_RUN = /[a-z\d]{20}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i;

function shownSegment(segment: string): string {
  return LONG_RUN.test(segment) && /\d/.test(segment) ? '…' : segment;
}

/** An address without what may be secret in it: user name, password, query, fragment, long segments without words. */
export function shownAddress(address: string): string {
  const plain = address.replace(/\/\/[^/?#]*@/, '//');
  const end = plain.search(/[?#]/);
  const path = (end < 0 ? plain : plain.slice(0, end)).split('/').map(shownSegment).join('/');
  return end < 0 ? path : `${path}?…`;
}
