/**
 * The floor for a proxy on Node: `node:http` and `undici`'s `agent.dispatch`, the body buffered once, the answer's
 * bytes written as they come. It neither counts, stores nor shows anything.
 *
 * Usage: node bench/floor.mjs UPSTREAM_ORIGIN. Prints its address.
 */
import { createServer } from 'node:http';
import { Agent } from 'undici';

const origin = process.argv[2];
const agent = new Agent();
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'content-length']);

function forwarded(headers) {
  const kept = {};
  for (const name in headers) if (!HOP_BY_HOP.has(name)) kept[name] = headers[name];
  return kept;
}

function answerHeaders(raw) {
  const kept = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toString('latin1').toLowerCase();
    if (name === 'connection' || name === 'keep-alive' || name === 'transfer-encoding') continue;
    kept.push(name, raw[i + 1].toString('latin1'));
  }
  return kept;
}

function forward(request, response, body) {
  let abort = () => {};
  response.on('close', () => {
    if (!response.writableFinished) abort();
  });
  agent.dispatch(
    { origin, path: request.url, method: request.method, headers: forwarded(request.headers), body },
    {
      onConnect(abortNow) {
        abort = abortNow;
      },
      onHeaders(status, raw, resume) {
        response.writeHead(status, answerHeaders(raw));
        response.on('drain', resume);
        return true;
      },
      onData: (chunk) => response.write(chunk),
      onComplete() {
        response.end();
      },
      onError() {
        if (!response.headersSent) response.writeHead(502);
        response.end();
      },
    },
  );
}

const server = createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () =>
    forward(request, response, pieces.length === 1 ? pieces[0] : Buffer.concat(pieces)),
  );
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
