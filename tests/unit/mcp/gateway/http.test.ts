import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { sendResponse } from '../../../../src/mcp/gateway/http.ts';

it('a stream for a client that has gone already is ended, not waited for', async () => {
  const cancelled = vi.fn();
  const answer = new Response(new ReadableStream({ cancel: cancelled }));
  const gone = Object.assign(new PassThrough(), { setHeader() {}, writeHead() {}, flushHeaders() {} });
  gone.destroy();
  await new Promise((resolve) => gone.once('close', resolve));
  await sendResponse(answer, gone as unknown as ServerResponse, () => {});
  expect(cancelled).toHaveBeenCalledOnce();
});
