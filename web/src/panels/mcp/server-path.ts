/** The API's address of a server, or of what is done with it. */
export function serverPath(server: string, what: 'call' | 'start' | 'stop' | 'restart'): string {
  return `/api/mcp/servers/${encodeURIComponent(server)}/${what}`;
}
