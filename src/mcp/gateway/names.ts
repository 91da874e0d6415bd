/** Between a server's name and its tool's, in the joined gateway: no server's name has it, or ends in a part of it. */
const JOINT = '__';

export function joinName(server: string, name: string): string {
  return `${server}${JOINT}${name}`;
}

/** The server and its own name for a tool or prompt; null where the name has no server in it. */
export function splitName(joined: string): { server: string; name: string } | null {
  const at = joined.indexOf(JOINT);
  return at <= 0 ? null : { server: joined.slice(0, at), name: joined.slice(at + JOINT.length) };
}
