import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentModel } from '../../support/fixtures/answers/index.ts';
import { startTap } from '../../support/fixtures/tap.ts';
import { TOOLS } from '../../support/fixtures/tools.ts';
import { readChatStream } from '../../support/sse.ts';
import { cut, startUpstream, type Upstream } from '../../support/upstream/index.ts';

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', headers: { 'X-Spelt': 'So' }, body: JSON.stringify(body) });

describe('a tap', () => {
  it('hands requests and answers on, and keeps what was sent', async () => {
    upstream.always(agentModel('/a'));
    const tap = await startTap(new URL(upstream.url).origin);
    const answer = await post(`${tap.origin}/v1/chat/completions?x=1`, { model: 'm', stream: true });
    expect(readChatStream(await answer.text()).text).toBe('The note says hello.');
    expect(tap.requests[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions?x=1' });
    expect(tap.requests[0]?.body).toEqual(upstream.requests[0]?.body);
    await tap.close();
  });

  it('breaks off where the upstream does', async () => {
    upstream.next(cut(50));
    const tap = await startTap(new URL(upstream.url).origin);
    const answer = await post(`${tap.origin}/v1/chat/completions`, { model: 'm', stream: true });
    await expect(answer.text()).rejects.toThrow();
    await tap.close();
  });
});

describe('the model that agents talk to', () => {
  const reading = (name: string, properties: Record<string, unknown>, required: string[]) => ({
    type: 'function',
    function: { name, parameters: { type: 'object', properties, required } },
  });
  const ask = async (body: Record<string, unknown>) => {
    upstream.next(agentModel('/p/note.txt'));
    const answer = await post(`${upstream.url}/chat/completions`, { model: 'm', ...body });
    const { choices } = (await answer.json()) as {
      choices: {
        message: { content: string | null; tool_calls?: { function: { name: string; arguments: string } }[] };
      }[];
    };
    return choices[0]?.message;
  };

  it('calls the reading tool by its own schema', async () => {
    const tools = [
      reading('Write', { text: { type: 'string' } }, ['text']),
      reading('read_file', { file_path: { type: 'string' }, limit: { type: 'number' } }, ['limit']),
    ];
    const call = (await ask({ tools }))?.tool_calls?.[0]?.function;
    expect(call?.name).toBe('read_file');
    expect(JSON.parse(call?.arguments ?? '')).toEqual({ file_path: '/p/note.txt', limit: 1 });
  });

  it('gives a list where a list is wanted', async () => {
    const tools = [reading('read_files', { files: { type: 'array' } }, ['files'])];
    const call = (await ask({ tools }))?.tool_calls?.[0]?.function;
    expect(JSON.parse(call?.arguments ?? '')).toEqual({ files: ['/p/note.txt'] });
  });

  it('answers in words after the tool has, and where there is none', async () => {
    const tools = [reading('read', { path: { type: 'string' } }, ['path'])];
    expect((await ask({ tools, messages: [{ role: 'tool' }] }))?.content).toBe('The note says hello.');
    expect((await ask({}))?.content).toBe('The note says hello.');
  });
});

describe('tools', () => {
  it('each get the address, by environment, file or command, and never a real key', () => {
    const place = { installed: '/t', url: 'http://127.0.0.1:9/v1', project: '/p' };
    for (const tool of TOOLS) {
      const told = JSON.stringify([tool.commands(place), tool.environment?.(place), tool.files?.(place)]);
      expect(told).toContain(place.url.replace(/\/v1$/, ''));
      expect(told).toContain('dummy');
    }
  });
});
