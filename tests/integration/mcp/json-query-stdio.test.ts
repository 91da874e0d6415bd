import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { serveJsonQuery } from '../../../src/mcp/index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'json-query-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(path.join(folder, 'a.json'), '{"key":"value"}');
writeFileSync(path.join(folder, 'slow.json'), JSON.stringify([`${'a'.repeat(200)}c`]));

function serve() {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const signals = new EventEmitter();
  let written = '';
  const answered = new Promise<void>((resolve) => {
    stdout.on('data', (chunk: Buffer) => {
      written += chunk.toString();
      resolve();
    });
  });
  const served = serveJsonQuery({ allowedDirectories: [folder], version: '1', stdin, stdout, signals });
  const say = (...messages: object[]): void => {
    stdin.write(messages.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join(''));
  };
  const said = (): Record<string, unknown>[] =>
    written
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { stdin, stdout, signals, served, answered, say, said };
}

const initialize = {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '0' } },
};
const initialized = { method: 'notifications/initialized' };
const call = (id: number, file_path: string, jsonpath: string) => ({
  id,
  method: 'tools/call',
  params: { name: 'json_query_jsonpath', arguments: { file_path, jsonpath } },
});
const slow = call(2, 'slow.json', "$[?match(@, '(a|aa)+b')]");

describe('the JSON Query server over stdio', () => {
  it('answers what was asked before its input ended, then ends', async () => {
    const { stdin, served, say, said } = serve();
    say(initialize, initialized, call(2, 'a.json', '$.key'));
    stdin.end();
    await served;
    expect(said().map(({ id }) => id)).toEqual([1, 2]);
    expect(said()[1]).toMatchObject({
      result: { content: [{ text: `[{"path":"$['key']","value":"value"}]` }] },
    });
  });

  it.each(['SIGTERM', 'SIGINT'])('ends at once on %s', async (name) => {
    const { signals, served, say, said, answered } = serve();
    say(initialize, initialized, slow);
    await answered;
    signals.emit(name);
    await served;
    expect(said()[0]).toMatchObject({ id: 1, result: { serverInfo: { name: 'json-query' } } });
  });

  it('ends where nobody reads its output', async () => {
    const { stdout, served, say, answered } = serve();
    say(initialize);
    await answered;
    // The process's own output tells it of each write.
    for (let i = 0; i < 2; i++) stdout.emit('error', new Error('EPIPE'));
    stdout.destroy(new Error('EPIPE'));
    await served;
  });

  it('goes on after a line that is no message', async () => {
    const { stdin, served, say, said } = serve();
    stdin.write('hello\n{"jsonrpc":\n');
    say(initialize);
    stdin.end();
    await served;
    expect(said()).toMatchObject([{ id: 1 }]);
  });
});
