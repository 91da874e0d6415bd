import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnswerEvent } from '../../../../src/protocols/neutral/answer.ts';
import { eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import { conversion } from '../../../../src/protocols/openai-responses/conversion.ts';
import {
  answerOf,
  collected,
  neutral,
  read,
  sseOf,
  stepsOf,
  stepsOfBodies,
  streamed,
  streamText,
  target,
  USAGE,
  whole,
  write,
} from './support.ts';

import {
  answerItems,
  bodyOf,
  partOf,
  readItem,
  said,
  sentPart,
  shell,
  system,
  text,
  user,
} from './table-support.ts';

test('each row of the table has a test here', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => /^table.*\.test\.ts$/.test(name));
  const own = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
  const table = readFileSync('docs/protocols/openai-responses.md', 'utf8');
  const ids = [...table.matchAll(/^\| ([a-z][a-z-]*) \|/gm)].map(([, id]) => id).filter((id) => id !== 'id');
  expect(ids.length).toBeGreaterThan(50);
  for (const id of ids) expect(own, id).toContain(`test('${id}: `);
});

describe('messages', () => {
  test('system: instructions are the first message, and texts in front are instructions', () => {
    const { request } = read({ instructions: 'be kind', input: 'hi' });
    expect(request.messages).toEqual([system('be kind'), user(text('hi'))]);
    const { body } = bodyOf({ messages: [system('be kind'), system('be brief'), user(text('hi'))] });
    expect(body.instructions).toBe('be kind\n\nbe brief');
    expect(body.input).toHaveLength(1);
    expect(shell({ messages: request.messages }).instructions).toBe('be kind');
    const alone = bodyOf({ messages: [system('be kind')] }).body;
    expect(alone, 'a request without input is refused').not.toHaveProperty('instructions');
    expect(alone.input).toMatchObject([{ role: 'system', content: [{ text: 'be kind' }] }]);
  });

  test('system-middle: stays where it stands, so that nothing in front changes', () => {
    const messages = [system('first'), user(text('hi')), system('later')];
    const { body } = bodyOf({ messages });
    expect(body.instructions).toBe('first');
    expect((body.input as Fields[])[1]).toEqual({
      type: 'message',
      role: 'system',
      content: [{ type: 'input_text', text: 'later' }],
    });
    expect(read(body).request.messages).toEqual(messages);
  });

  test('developer: is told from system both ways, and is no instruction', () => {
    const { request } = read({ input: [{ role: 'developer', content: 'rules' }] });
    expect(request.messages).toEqual([system('rules', { developer: true })]);
    expect(write(request).body).toMatchObject({ input: [{ role: 'developer' }] });
    expect(write(request).body.instructions).toBeUndefined();
  });

  test('text: of users and of the model is kept both ways, in answers, too', () => {
    const input = [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'a' },
          { type: 'input_text', text: 'b' },
        ],
      },
      {
        type: 'message',
        role: 'assistant',
        phase: 'commentary',
        content: [{ type: 'output_text', text: 'c' }],
      },
      { role: 'assistant', content: 'd' },
    ];
    const { request } = read({ input });
    expect(
      request.messages.map(({ role, parts }) => [role, parts.map((part) => 'text' in part && part.text)]),
    ).toEqual([
      ['user', ['a', 'b']],
      ['assistant', ['c', 'd']],
    ]);
    expect(write(request).body.input).toMatchObject([
      { role: 'user', content: [{ text: 'a' }, { text: 'b' }] },
      {
        role: 'assistant',
        phase: 'commentary',
        content: [{ type: 'output_text', text: 'c' }, { text: 'd' }],
      },
    ]);
    expect(answerItems([text('hi')])).toMatchObject([{ type: 'message', content: [{ text: 'hi' }] }]);
    expect(readItem({ type: 'message', content: [{ type: 'output_text', text: 'hi' }] })).toEqual([
      text('hi'),
    ]);
  });

  test('image-url: with its detail, both ways', () => {
    const wire = { type: 'input_image', image_url: 'https://a.example/i.png', detail: 'low' };
    const part = partOf(wire) as Part;
    expect(part).toEqual({ type: 'image', source: { kind: 'url', url: wire.image_url }, detail: 'low' });
    expect(sentPart(part)).toEqual(wire);
  });

  test('image-base64: out of its data URL, and into one', () => {
    const wire = { type: 'input_image', image_url: 'data:image/png;base64,AAAA' };
    const part = partOf(wire) as Part;
    expect(part).toEqual({ type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } });
    expect(sentPart(part)).toEqual(wire);
  });

  test('file-url: both ways', () => {
    const wire = { type: 'input_file', file_url: 'https://a.example/a.pdf' };
    expect(partOf(wire)).toEqual({ type: 'file', source: { kind: 'url', url: wire.file_url } });
    expect(sentPart(partOf(wire) as Part)).toEqual(wire);
  });

  test('file-base64: with its name; plain text goes as a text, and a nameless file gets a name', () => {
    const wire = { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' };
    const part = partOf(wire) as Part;
    expect(part).toMatchObject({ source: { mediaType: 'application/pdf', data: 'AAAA' }, name: 'a.pdf' });
    expect(sentPart(part)).toEqual(wire);
    expect(partOf({ ...wire, file_data: 'AAAA' })).toEqual(part);
    const source = { kind: 'base64', mediaType: 'application/pdf', data: 'AAAA' } as const;
    expect(sentPart({ type: 'file', source })).toMatchObject({ filename: 'file.pdf' });
    const plain = { kind: 'text', mediaType: 'text/plain', text: 'hi' } as const;
    expect(sentPart({ type: 'file', source: plain, name: 'a.txt' })).toEqual({
      type: 'input_text',
      text: 'a.txt:\n\nhi',
    });
  });

  test('file-id: of OpenAI is kept; one of another provider is refused', () => {
    for (const type of ['input_file', 'input_image']) {
      const wire = { type, file_id: 'file-1' };
      expect(sentPart(partOf(wire) as Part)).toEqual(wire);
    }
    const other: Part = { type: 'file', source: { kind: 'file', id: 'f', protocol: 'anthropic-messages' } };
    expect(() => sentPart(other)).toThrow(
      expect.objectContaining({ code: 'unsupported_conversion', status: 400 }),
    );
  });

  test('audio: both ways', () => {
    const wire = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } };
    expect(partOf(wire)).toEqual({ type: 'audio', data: 'AAAA', format: 'mp3' });
    expect(sentPart(partOf(wire) as Part)).toEqual(wire);
  });

  test('refusal: in requests and answers, both ways', () => {
    const wire = { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] };
    const { request } = read({ input: [wire] });
    expect(request.messages).toEqual([said({ type: 'refusal', text: 'no' })]);
    expect(write(request).body.input).toMatchObject([wire]);
    expect(answerItems([{ type: 'refusal', text: 'no' }])).toMatchObject([wire]);
    expect(readItem({ type: 'message', ...wire })).toEqual([{ type: 'refusal', text: 'no' }]);
  });

  test('cache-marks: OpenAI’s own stay, others are left out', () => {
    const wire = { type: 'input_text', text: 'a', prompt_cache_breakpoint: { mode: 'explicit' } };
    expect(partOf(wire)).toMatchObject({ cache: { ttl: null } });
    expect(sentPart(partOf(wire) as Part)).toEqual(wire);
    expect(sentPart({ type: 'text', text: 'a', cache: { ttl: '1h' } })).toEqual({
      type: 'input_text',
      text: 'a',
    });
  });

  test('agent-items: another agent’s words are the user’s; a change of reasoning is the request’s', () => {
    const { request } = read({
      reasoning: { effort: 'low' },
      input: [
        {
          type: 'agent_message',
          author: 'a',
          recipient: 'b',
          content: [{ type: 'input_text', text: 'look' }],
        },
        { type: 'configuration_update', reasoning: { effort: 'high' } },
      ],
    });
    expect(request.messages).toEqual([user(text('Message from a to b:\n'), text('look'))]);
    expect(request.reasoning).toEqual({ effort: 'high' });
  });

  test('hosted-items: are kept for OpenAI, in requests and answers', () => {
    const search = {
      type: 'web_search_call',
      id: 'ws_1',
      status: 'completed',
      action: { type: 'search', query: 'q' },
    };
    const screen = { type: 'computer_call_output', call_id: 'c', output: { type: 'computer_screenshot' } };
    const { request } = read({ input: [{ role: 'user', content: 'x' }, search, screen] });
    const kept = (value: Fields): Part => ({ type: 'other', protocol: 'openai-responses', value });
    expect(request.messages.slice(1)).toEqual([said(kept(search)), user(kept(screen))]);
    expect((write(request).body.input as Fields[]).slice(1)).toEqual([search, screen]);
    expect(readItem(search)).toEqual([kept(search)]);
    expect(answerItems([kept(search)])).toEqual([search]);
    const foreign: Part = { type: 'other', protocol: 'gemini', value: {} };
    expect(write(neutral({ messages: [said(foreign)] })).notes).toEqual([
      expect.stringMatching(/gemini was left out/),
    ]);
  });
});

describe('answers', () => {
  test('finish-reasons: are told by status and output', () => {
    const read1 = (response: Fields) => conversion.readAnswer({ output: [], ...response })?.finish;
    const details = (reason: string) => ({ status: 'incomplete', incomplete_details: { reason } });
    expect(read1({ status: 'completed' })).toEqual({ reason: 'stop' });
    expect(read1(details('max_output_tokens'))).toEqual({ reason: 'length' });
    expect(read1(details('content_filter'))).toEqual({ reason: 'content_filter' });
    expect(read1({ status: 'cancelled' })).toEqual({ reason: 'other', raw: 'cancelled' });
    const called = { type: 'function_call', call_id: 'c', name: 'x', arguments: '{}' };
    expect(read1({ status: 'completed', output: [called] })).toEqual({ reason: 'tool_calls' });
    const status = (
      reason: 'length' | 'content_filter' | 'tool_calls' | 'refusal' | 'context_window' | 'other',
    ) => whole(answerOf([], { finish: { reason } }));
    expect(status('length')).toMatchObject(details('max_output_tokens'));
    expect(status('context_window')).toMatchObject(details('max_output_tokens'));
    expect(status('content_filter')).toMatchObject(details('content_filter'));
    for (const reason of ['tool_calls', 'refusal', 'other'] as const)
      expect(status(reason)).toMatchObject({ status: 'completed', incomplete_details: null });
    const last = streamed(answerOf([], { finish: { reason: 'length' } })).at(-1);
    expect(last).toMatchObject({ type: 'response.incomplete', response: details('max_output_tokens') });
  });

  test('usage: goes round whole', () => {
    const response = whole(answerOf([text('x')]));
    expect(response.usage).toEqual({
      input_tokens: 20,
      input_tokens_details: { cached_tokens: 8, cache_write_tokens: 2 },
      output_tokens: 6,
      output_tokens_details: { reasoning_tokens: 3 },
      total_tokens: 26,
    });
    expect(conversion.readAnswer(response)?.usage).toEqual(USAGE);
    expect(whole(answerOf([], { usage: null })).usage).toBeNull();
  });

  test('citations: go round in answers, whole and streamed', () => {
    const cited: Part = {
      type: 'text',
      text: 'x',
      citations: [{ url: 'https://a.example', title: 'A', start: 0, end: 1 }],
    };
    const [item] = answerItems([cited]);
    expect(readItem(item as Fields)).toEqual([cited]);
    const events = streamed(answerOf([cited]));
    expect(events.some(({ type }) => type === 'response.output_text.annotation.added')).toBe(true);
    expect(collected(stepsOf(sseOf(streamText(eventsOf(answerOf([cited])))))).answer.parts).toEqual([cited]);
  });

  test('images-out: as calls of image_generation; by URL they are left out with a warning', () => {
    const image: Part = { type: 'image', source: { kind: 'base64', mediaType: 'image/webp', data: 'AAAA' } };
    const [item] = answerItems([image]);
    expect(item).toMatchObject({ type: 'image_generation_call', result: 'AAAA', output_format: 'webp' });
    expect(readItem(item as Fields)).toEqual([image]);
    const notes = new Notes();
    const url: Part = { type: 'image', source: { kind: 'url', url: 'https://a.example' } };
    expect(whole(answerOf([url]), target({ notes })).output).toEqual([]);
    expect(notes.warnings).toHaveLength(1);
    expect(bodyOf({ messages: [said(image, text('x'))] }).notes).toEqual([
      expect.stringMatching(/image in an answer/),
    ]);
  });

  test('errors: are read from bodies and streams, and end a stream for SDKs and Codex', () => {
    const body = { error: { message: 'slow', type: 'rate_limit_error', code: 'rate_limit_exceeded' } };
    expect(conversion.readError(429, body)).toEqual({
      status: 429,
      code: 'rate_limit_exceeded',
      message: 'slow',
    });
    expect(conversion.readError(500, {})).toBeNull();
    const failed = {
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'server_error', message: 'x' } },
    };
    const error = { type: 'error', error: { status: 500, code: 'server_error', message: 'x' } };
    expect(stepsOfBodies(failed)).toEqual([error]);
    expect(stepsOfBodies({ type: 'error', code: 'server_error', message: 'x' })).toEqual([error]);
    const steps: AnswerEvent[] = [
      { type: 'part_start', index: 0, part: { type: 'text' } },
      error as AnswerEvent,
    ];
    const events = sseOf(streamText(steps)).slice(-2);
    expect(events.map(({ event }) => event)).toEqual(['error', 'response.failed']);
    expect(JSON.parse(events[0]?.data ?? '')).toMatchObject({
      code: 'server_error',
      error: { message: 'x' },
    });
    expect(JSON.parse(events[1]?.data ?? '')).toMatchObject({
      response: { status: 'failed', error: { code: 'server_error', message: 'x' } },
    });
  });

  test('ping-and-comments: events that say nothing are passed over', () => {
    const odd = [
      '[DONE]',
      '',
      'null',
      '5',
      '{"type":"keepalive"}',
      '{"type":"response.new.thing","output_index":4}',
    ];
    expect(stepsOf(odd.map((data) => ({ event: 'ping', data })))).toEqual([]);
  });
});
