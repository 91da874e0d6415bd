import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentModel, FOUND, PROMPTS } from '../../support/fixtures/answers/index.ts';
import { isInstalled } from '../../support/fixtures/child.ts';
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

describe('the model in the other protocols', () => {
  const file = '/p/note.txt';
  const read = { type: 'object', properties: { file_path: { type: 'string' } }, required: ['file_path'] };
  const ask = async (path: string, body: unknown) => {
    upstream.next(agentModel(file));
    return (await post(`${new URL(upstream.url).origin}${path}`, body)).json();
  };

  it('calls a tool, then says what it found: Anthropic', async () => {
    const tools = [{ name: 'Read', input_schema: read }];
    const first = await ask('/v1/messages?beta=true', { messages: [], tools });
    expect(first).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ type: 'tool_use', name: 'Read', input: { file_path: file } }],
    });
    const messages = [{ role: 'user', content: [{ type: 'tool_result' }] }];
    expect(await ask('/v1/messages', { messages, tools })).toMatchObject({ content: [{ text: FOUND }] });
    expect(await ask('/v1/messages/count_tokens', { messages })).toEqual({ input_tokens: 20_000 });
  });

  it('hands the reading on where it is asked to, in the tool’s namespace: responses', async () => {
    const spawn = { name: 'spawn_agent', parameters: { properties: { message: { type: 'string' } } } };
    const tools = [{ type: 'namespace', name: 'agents', tools: [spawn] }];
    const input = [{ role: 'user', content: [{ text: PROMPTS.delegate }] }];
    expect(await ask('/v1/responses', { input, tools })).toMatchObject({
      output: [{ type: 'function_call', name: 'spawn_agent', namespace: 'agents' }],
    });
    const answered = [...input, { type: 'function_call_output' }];
    expect(await ask('/v1/responses', { input: answered, tools })).toMatchObject({
      output: [{ type: 'message' }],
      usage: { input_tokens: 20_000 },
    });
  });

  it('gives JSON where a schema is asked for: Gemini', async () => {
    const schema = { type: 'OBJECT', properties: { speaker: { enum: ['user'] }, sure: { type: 'BOOLEAN' } } };
    const answer = (await ask('/v1beta/models/m:generateContent', {
      contents: [{ role: 'user', parts: [{ text: 'Who?' }] }],
      generationConfig: { responseSchema: schema },
    })) as { candidates: { content: { parts: { text: string }[] } }[] };
    expect(JSON.parse(answer.candidates[0]?.content.parts[0]?.text ?? '')).toEqual({
      speaker: 'user',
      sure: false,
    });
    const declared = [{ functionDeclarations: [{ name: 'read_file', parametersJsonSchema: read }] }];
    expect(await ask('/v1beta/models/m:generateContent', { contents: [], tools: declared })).toMatchObject({
      candidates: [
        { content: { parts: [{ functionCall: { name: 'read_file', args: { file_path: file } } }] } },
      ],
    });
  });
});

describe('tools', () => {
  it('that are not installed are known before they are run', () => {
    for (const tool of TOOLS) expect(isInstalled(tool, '/nowhere')).toBe(false);
  });

  it('each get the address, by environment, file or command, and never a real key', () => {
    const place = { installed: '/t', url: 'http://127.0.0.1:9/v1', project: '/p' };
    for (const tool of TOOLS) {
      const told = JSON.stringify([tool.commands(place), tool.environment?.(place), tool.files?.(place)]);
      expect(told).toContain(place.url.replace(/\/v1$/, ''));
      expect(told).toContain('dummy');
    }
  });
});
