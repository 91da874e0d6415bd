import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask } from '../../../src/cli/connect/check.ts';
import type { Target } from '../../../src/connect/tool.ts';
import { ToolWorld } from './connect-support.ts';

interface Asked {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

let world: ToolWorld;
let server: Server;
let url: string;
let asked: Asked[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  world = new ToolWorld();
  asked = [];
  answer = (response) => response.end();
  server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    request.on('end', () => {
      const { method, url: path, headers } = request;
      asked.push({ method, path, headers, body: JSON.parse(text) });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  world.close();
});

function events(...data: unknown[]): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-kimi-proxy-exchange': 'ex-1' });
    for (const one of data) {
      const type = (one as { type?: string }).type;
      response.write(`${type === undefined ? '' : `event: ${type}\n`}data: ${JSON.stringify(one)}\n\n`);
    }
    response.end();
  };
}

function whole(status: number, data: unknown): (response: ServerResponse) => void {
  return (response) => {
    const headers = { 'content-type': 'application/json', 'x-kimi-proxy-exchange': 'ex-2' };
    response.writeHead(status, headers).end(JSON.stringify(data));
  };
}

const check = (tool: string, ...more: string[]) =>
  world.connect(tool, '--check', '--url', url, '--model', 'm/x', ...more);

const WIRES = [
  {
    tool: 'opencode',
    path: '/v1/chat/completions',
    key: { authorization: 'Bearer the-proxys-token' },
    asks: { model: 'm/x', stream: true, messages: [{ role: 'user' }] },
    stream: [
      { model: 'm-1', choices: [{ delta: { role: 'assistant', content: '' } }] },
      { model: 'm-1', choices: [{ delta: { content: 're' } }] },
      { model: 'm-1', choices: [{ delta: { content: 'ady' }, finish_reason: 'stop' }] },
      { model: 'm-1', choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } },
    ],
    json: {
      model: 'm-1',
      choices: [{ message: { content: 'ready' } }],
      usage: { prompt_tokens: 12, completion_tokens: 3 },
    },
    error: { error: { message: 'There is no such model', type: 'not_found_error', code: 'model_not_found' } },
    broken: { error: { message: 'It broke', code: 'upstream_reset' } },
  },
  {
    tool: 'claude',
    path: '/v1/messages?beta=true',
    key: { authorization: 'Bearer the-proxys-token' },
    asks: { model: 'm/x', stream: true, max_tokens: 1024, messages: [{ role: 'user' }] },
    stream: [
      {
        type: 'message_start',
        message: { model: 'm-1', content: [], usage: { input_tokens: 12, output_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'ready' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
      { type: 'message_stop' },
    ],
    json: {
      type: 'message',
      model: 'm-1',
      content: [{ type: 'text', text: 'ready' }],
      usage: { input_tokens: 12, output_tokens: 3 },
    },
    error: {
      type: 'error',
      error: { type: 'not_found_error', code: 'model_not_found', message: 'There is no such model' },
    },
    broken: { type: 'error', error: { type: 'upstream_reset', message: 'It broke' } },
  },
  {
    tool: 'codex',
    path: '/v1/responses',
    key: { authorization: 'Bearer the-proxys-token' },
    asks: { model: 'm/x', stream: true, store: false, input: [{ type: 'message', role: 'user' }] },
    stream: [
      { type: 'response.created', response: { object: 'response', model: 'm-1', output: [] } },
      { type: 'response.output_text.delta', delta: 're' },
      { type: 'response.output_text.delta', delta: 'ady' },
      {
        type: 'response.completed',
        response: {
          object: 'response',
          model: 'm-1',
          output: [{ type: 'message', content: [{ type: 'output_text', text: 'ready' }] }],
          usage: { input_tokens: 12, output_tokens: 3 },
        },
      },
    ],
    json: {
      object: 'response',
      model: 'm-1',
      output: [{ type: 'reasoning' }, { type: 'message', content: [{ type: 'output_text', text: 'ready' }] }],
      usage: { input_tokens: 12, output_tokens: 3 },
    },
    error: {
      error: { message: 'There is no such model', type: 'invalid_request_error', code: 'model_not_found' },
    },
    broken: { type: 'response.failed', response: { error: { code: 'upstream_reset', message: 'It broke' } } },
  },
  {
    tool: 'gemini',
    path: '/v1beta/models/m/x:streamGenerateContent?alt=sse',
    key: { 'x-goog-api-key': 'the-proxys-token' },
    asks: { contents: [{ role: 'user' }] },
    stream: [
      { candidates: [{ content: { parts: [{ text: 're' }] } }], modelVersion: 'm-1' },
      {
        candidates: [{ content: { parts: [{ text: 'ady' }] } }],
        usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 3 },
      },
    ],
    json: {
      candidates: [{ content: { parts: [{ text: 'ready' }] } }],
      modelVersion: 'm-1',
      usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 3 },
    },
    error: { error: { code: 'model_not_found', message: 'There is no such model', status: 'NOT_FOUND' } },
    broken: { error: { code: 'upstream_reset', message: 'It broke', status: 'UNAVAILABLE' } },
  },
];

describe.each(WIRES)('--check of $tool', ({ tool, path, key, asks, stream, json, error, broken }) => {
  it('asks as the tool does, and says what came back', async () => {
    world.configure('auth_token = "the-proxys-token"\n');
    answer = events(...stream);
    const { code, out } = await check(tool);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'POST', path, headers: key, body: asks });
    expect(asked[0]?.headers['user-agent']).toBe(`kimi-proxy/9.8.7 (connect ${tool})`);
    expect(out).toContain(`POST ${url}${path} with model m/x`);
    expect(out).toMatch(/It works: the answer came in \d+ ms: "ready"\n/);
    expect(out).toContain('model m-1, 12 tokens in, 3 out, exchange ex-1\n');
    expect(out).not.toContain('the-proxys-token');
    expect(code).toBe(0);
  });

  it('names the session in the address', async () => {
    answer = events(...stream);
    await check(tool, '--session', 'my work');
    expect(asked[0]?.path).toBe(`/s/my%20work${path}`);
  });

  it('takes an answer in one piece', async () => {
    answer = whole(200, json);
    const { code, out } = await check(tool);
    expect(out).toContain('"ready"');
    expect(out).toContain('12 tokens in, 3 out, exchange ex-2');
    expect(code).toBe(0);
  });

  it('says why it was refused', async () => {
    answer = whole(404, error);
    const { code, out } = await check(tool);
    expect(out).toContain('Refused with 404 model_not_found: There is no such model');
    expect(code).toBe(1);
  });

  it('says what broke off in the middle', async () => {
    answer = events(stream[0], broken);
    const { code, out } = await check(tool);
    expect(out).toContain('Refused with 200 upstream_reset: It broke');
    expect(code).toBe(1);
  });
});

describe('--check', () => {
  it('says whether the tool is connected', async () => {
    answer = events({ choices: [] });
    const file = world.at('.qwen/settings.json');
    expect((await check('qwen')).out).toContain(`${file} does not point there yet`);
    await world.connect('qwen', '--write', '--url', url, '--model', 'm/x');
    expect((await check('qwen')).out).toContain(`${file} points there.`);
    expect((await world.connect('qwen', '--check', '--url', url, '--model', 'other')).out).toContain(
      'does not point there yet',
    );
  });

  it('says that an answer without text is one all the same', async () => {
    answer = events({ model: 'm', choices: [{ delta: { reasoning_content: 'hm' } }] });
    expect(await check('kimi')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/answer, in \d+ ms, has no text/),
    });
  });

  it('says that nothing answers, and what to do', async () => {
    server.close();
    const { code, out } = await check('kimi');
    expect(code).toBe(1);
    expect(out).toContain(`Nothing answers at ${url}; "kimi-proxy start" starts the program.`);
  });

  it('says that a token is asked for that the configuration does not have', async () => {
    answer = whole(401, { error: { message: 'No token', code: 'unauthorized' } });
    const { out } = await check('kimi');
    expect(out).toContain('Refused with 401 unauthorized: No token');
    expect(out).toContain('--config names the right one');
    world.configure('auth_token = "the-proxys-token"\n');
    expect((await check('kimi')).out).not.toContain('--config names');
  });

  it.each([
    [200, '<html>hello</html>', 'text/html'],
    [404, 'not found', 'text/plain'],
    [200, '{"a":1}', 'application/json'],
    [200, '[]', 'application/json'],
    [200, 'data: {"a":1}\n\n', 'text/event-stream'],
    [500, '{"error":"x"}', 'application/json'],
    [301, '', 'text/plain'],
  ])('says that something else answered: %i %j', async (status, text, type) => {
    answer = (response) => response.writeHead(status, { 'content-type': type, location: '/' }).end(text);
    const { code, out } = await check('kimi');
    expect(out).toContain(`Something answered ${status}, but not in the tool's language`);
    expect(code).toBe(1);
  });

  it('says that the connection broke off', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[]}\n\n', () => response.destroy());
    };
    const { code, out } = await check('kimi');
    expect(out).toMatch(/The connection broke off \(\w+\)/);
    expect(code).toBe(1);
  });

  it('reads no more of an answer without end than it needs, and keeps the terminal as it is', async () => {
    const long = { choices: [{ delta: { content: `\u001b[2J\u202e${'x'.repeat(300_000)}` } }] };
    answer = events(...Array.from({ length: 20 }, () => long));
    const { code, out } = await check('kimi');
    expect(code).toBe(0);
    expect(out).not.toContain('\u001b');
    expect(out).not.toContain('\u202e');
    expect(out.length).toBeLessThan(2_000);
  });

  it.each([
    { choices: 'x', usage: 'y', model: 3 },
    { choices: [null], usage: null },
    { choices: [{ delta: null }], usage: { prompt_tokens: 'many' } },
    { choices: { 0: { delta: { content: 'x' } } } },
    { __proto__: { choices: [] }, error: { message: 7 } },
    null,
    'text',
    { error: { message: 'm'.repeat(100_000) } },
  ])('is not put out by %j', async (data) => {
    answer = whole(200, data);
    const { out } = await check('kimi');
    expect(out).toMatch(/It works|Something answered|Refused/);
    expect(out.length).toBeLessThan(5_000);
  });
});

it('does not wait for ever', async () => {
  answer = (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
  const target: Target = {
    base: url,
    key: 'k',
    isToken: false,
    model: 'm',
    modelFrom: 'flag',
    window: null,
    passesOn: [],
  };
  expect(await ask('chat', target, 'test', 50)).toEqual({ kind: 'slow', seconds: 0.05 });
});
