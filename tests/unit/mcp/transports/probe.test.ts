import { expect, it } from 'vitest';
import { probe } from '../../../../src/mcp/transports/probe.ts';

const HANDSHAKE = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { protocolVersion: '2025-11-25' } });

/** What is found at a server that answers the handshake with a stream of these pieces, which does not end. */
function found(pieces: readonly string[]) {
  return probe({
    url: 'http://127.0.0.1:9/mcp',
    headers: {},
    version: '1',
    patienceMs: 60_000,
    signal: new AbortController().signal,
    fetch: () => {
      const encoder = new TextEncoder();
      const body = new ReadableStream<Uint8Array>({
        start(to) {
          for (const piece of pieces) to.enqueue(encoder.encode(piece));
        },
      });
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
    },
  });
}

it.each([
  ['at once', [`data: ${HANDSHAKE}\n\n`]],
  ['with CRLF, after an empty event', ['id: 1\r\ndata: \r\n\r\n', `data:${HANDSHAKE}\r\n`, '\r\n']],
  ['in pieces', ['da', 'ta: ', HANDSHAKE.slice(0, 9), HANDSHAKE.slice(9), '\n', '\n']],
])('a handshake in a stream is read when it is whole: %s', async (_, pieces) =>
  expect(await found(pieces)).toEqual({ kind: 'streamable-http' }),
);

it('a line that never ends is read in the time that its length takes', async () => {
  const pieces = Array.from({ length: 17 }, () => 'x'.repeat(64 * 1024));
  expect(await found(['data: ', ...pieces])).toMatchObject({ kind: null });
});
