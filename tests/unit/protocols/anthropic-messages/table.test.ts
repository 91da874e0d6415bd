import { describe, expect, test } from 'vitest';
import { conversion } from '../../../../src/protocols/anthropic-messages/conversion.ts';
import type { AnswerEvent } from '../../../../src/protocols/neutral/answer.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Part } from '../../../../src/protocols/neutral/parts.ts';
import type { Message } from '../../../../src/protocols/neutral/request.ts';
import { content, OWN, part, readContent, says, text, written } from './parts.ts';
import {
  eventsIn,
  read,
  readBlocks,
  readMessages,
  readStream,
  said,
  sent,
  user,
  write,
  writeStream,
} from './support.ts';

describe('messages', () => {
  test('system: text and list are kept', () => {
    const parts = [part('be kind')];
    expect(read({ system: 'be kind' }).request.messages).toEqual([{ role: 'system', parts }]);
    expect(read({ system: [text('be kind')] }).request.messages).toEqual([{ role: 'system', parts }]);
    expect(read({ system: [] }).request.messages).toEqual([]);
    expect(() => read({ system: 7 })).toThrow('system: must be');
    const { body } = write({
      messages: [says('system', ...parts), says('system', part('and brief')), user('hi')],
    });
    expect(body.system).toMatchObject([text('be kind'), text('and brief')]);
  });

  test('system-middle: stays behind the user’s message where the model takes it, else is a reminder in it', () => {
    expect(readMessages({ role: 'system', content: 'now' })).toEqual([says('system', part('now'))]);
    const messages = [
      user('a'),
      says('system', part('now')),
      user('b'),
      says('assistant', part('c')),
      user('d'),
    ];
    const roles = (model: string) => write({ messages }, model).messages.map(({ role }) => role);
    expect(roles('claude-opus-4-8')).toEqual(['user', 'system', 'assistant', 'user']);
    const older = write({ messages }, 'claude-sonnet-5');
    expect(older.messages[0]?.content).toEqual([
      text('a'),
      text('<system-reminder>\nnow\n</system-reminder>'),
      text('b'),
    ]);
    expect(older.notes).toContain('system message between others');
    const last = write(
      { messages: [user('a'), says('assistant', part('b')), says('system', part('now'))] },
      'claude-opus-5',
    );
    expect(last.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'system']);
  });

  test('developer: is a system text', () => {
    const developer: Message = { role: 'system', developer: true, parts: [part('be kind')] };
    expect(write({ messages: [developer, user('hi')] }).body.system).toMatchObject([text('be kind')]);
  });

  test('billing-header: is taken out, but for Anthropic itself', () => {
    const line = 'x-anthropic-billing-header: cc_version=2.1.39.c39; cc_entrypoint=cli; cch=56445;';
    const system = [text(line), text(`${line}\nYou are`), text('an agent')];
    const { request, notes } = read({ system });
    expect(request.messages[0]?.parts).toEqual([part('You are'), part('an agent')]);
    expect(notes).toContain('x-anthropic-billing-header');
    const kept = read({ system }, true);
    expect(kept.request.messages[0]?.parts).toHaveLength(3);
    expect(kept.notes).toBe('');
  });

  test('text: is kept, and left out where it is empty', () => {
    expect(readMessages({ role: 'user', content: 'hi' })).toEqual([user('hi')]);
    expect(readBlocks('user', text('a'), text(' '))).toEqual([part('a'), part(' ')]);
    expect(() => readMessages({ role: 'user', content: [{ type: 'text' }] })).toThrow(
      'messages[0].content[0].text',
    );
    expect(content(says('user', part('a'), part(' \n'), part('')))).toEqual([[text('a')]]);
    expect(readContent(text('a'))).toEqual([part('a')]);
    expect(written([part(''), part('a')]).message.content).toEqual([text('a')]);
  });

  test('image-url: is kept; a data URL is bytes', () => {
    const block = { type: 'image', source: { type: 'url', url: 'https://x/y' } };
    const [image] = readBlocks('user', block);
    expect(image).toEqual({ type: 'image', source: { kind: 'url', url: 'https://x/y' } });
    expect(content(says('user', image as Part))).toEqual([[block]]);
    const data: Part = { type: 'image', source: { kind: 'url', url: 'data:image/jpg;base64,AAAA' } };
    const source = { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' };
    expect(content(says('user', data))).toEqual([[{ type: 'image', source }]]);
  });

  test('image-base64: is kept in four formats, refused in others', () => {
    const block = { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'AAAA' } };
    expect(content(says('user', ...readBlocks('user', block)))).toEqual([[block]]);
    const bmp: Part = { type: 'image', source: { kind: 'base64', mediaType: 'image/bmp', data: 'AAAA' } };
    expect(() => sent(says('user', bmp))).toThrow(
      expect.objectContaining({ code: 'unsupported_conversion' }),
    );
    for (const source of [undefined, 'x', { type: 'novel' }, { type: 'base64' }])
      expect(() => readBlocks('user', { type: 'image', source })).toThrow('messages[0].content[0].source');
  });

  test('file-url: is kept', () => {
    const block = { type: 'document', source: { type: 'url', url: 'https://x/y.pdf' }, title: 'Y' };
    const parts = readBlocks('user', block);
    expect(parts).toEqual([{ type: 'file', source: { kind: 'url', url: 'https://x/y.pdf' }, name: 'Y' }]);
    expect(content(says('user', ...parts))).toEqual([[block]]);
  });

  test('file-base64: PDF and text are kept, others refused', () => {
    const pdf = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'UERG' } };
    const plain = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hi' } };
    expect(content(says('user', ...readBlocks('user', pdf, plain)))).toEqual([[pdf, plain]]);
    const file = (mediaType: string): Part => ({
      type: 'file',
      source: { kind: 'base64', mediaType, data: 'aGk=' },
    });
    expect(content(says('user', file('text/markdown'), file('image/png')))).toEqual([
      [plain, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } }],
    ]);
    expect(() => sent(says('user', file('application/zip')))).toThrow('application/zip');
    const image = { type: 'image', source: { type: 'url', url: 'u' } };
    const blocks = { type: 'document', source: { type: 'content', content: [text('a'), image, text('b')] } };
    expect(readBlocks('user', blocks)).toMatchObject([
      { type: 'file', source: { kind: 'text', text: 'a\nb' } },
      { type: 'image' },
    ]);
    const texts = { type: 'document', source: { type: 'content', content: [text('a')] } };
    expect(content(says('user', ...readBlocks('user', texts)))).toEqual([[texts]]);
  });

  test('file-id: means something to the provider that has the file alone', () => {
    const block = { type: 'image', source: { type: 'file', file_id: 'file_1' } };
    const parts = readBlocks('user', block);
    expect(parts).toEqual([{ type: 'image', source: { kind: 'file', id: 'file_1', protocol: OWN } }]);
    expect(content(says('user', ...parts))).toEqual([[block]]);
    const foreign: Part = { type: 'file', source: { kind: 'file', id: 'f', protocol: 'openai-chat' } };
    expect(() => sent(says('user', foreign))).toThrow('another provider');
  });

  test('document-options: are Anthropic’s alone', () => {
    const block = {
      type: 'document',
      source: { type: 'url', url: 'u' },
      context: 'from 1999',
      citations: { enabled: true },
    };
    const messages = [{ role: 'user', content: [block] }];
    expect(content(...read({ messages }, true).request.messages)).toEqual([[block]]);
    expect(read({ messages }).notes).toMatch(/context of a document.*citations of a document/);
  });

  test('search-results: are text for others', () => {
    const found = { type: 'search_result', title: 'T', source: 'https://s', content: [text('a')] };
    const results = {
      type: 'tool_result',
      tool_use_id: 'c',
      content: [found, { type: 'tool_reference', tool_name: 'x' }],
    };
    const messages = [{ role: 'user', content: [found, results] }];
    expect(read({ messages }).request.messages).toMatchObject([
      { parts: [{ text: 'T\nhttps://s\na' }] },
      { parts: [{ content: [{ text: 'T\nhttps://s\na' }, { text: 'The tool x is available now.' }] }] },
    ]);
    expect(read({ messages }, true).request.messages[0]?.parts).toEqual([
      { type: 'other', protocol: OWN, value: found },
    ]);
  });

  test('audio: is refused', () => {
    expect(() => sent(says('user', { type: 'audio', format: 'wav', data: 'AAAA' }))).toThrow('audio');
  });

  test('first-message: is the user’s', () => {
    const { messages, notes } = write({ messages: [says('assistant', part('hello')), user('hi')] });
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(notes).toContain('the first message must be the user’s');
    expect(write({ messages: [] }).messages).toHaveLength(1);
  });

  test('prefill: is trimmed where the model goes on with it, else answered', () => {
    const messages = [user('hi'), says('assistant', part('The answer is \n'))];
    expect(write({ messages }).messages.at(-1)).toEqual({
      role: 'assistant',
      content: [text('The answer is')],
    });
    const newer = write({ messages }, 'claude-opus-4-6');
    expect(newer.messages.at(-1)).toMatchObject({ role: 'user', content: [text('Continue.')] });
    expect(newer.notes).toContain('does not go on');
    expect(write({ messages, reasoning: { enabled: true } }).messages).toHaveLength(3);
  });

  test('alternation: messages of one role are one', () => {
    const messages = [
      user('a'),
      user('b'),
      says('assistant', part('c')),
      says('assistant', { type: 'reasoning', text: 'lost' }),
      user('d'),
      says('assistant', { type: 'reasoning', text: 'lost' }),
      user('e'),
    ];
    expect(content(...messages)).toEqual([[text('a'), text('b')], [text('c')], [text('d'), text('e')]]);
  });
});

describe('answers', () => {
  test.each([
    ['end_turn', 'stop'],
    ['max_tokens', 'length'],
    ['tool_use', 'tool_calls'],
    ['pause_turn', 'pause'],
    ['refusal', 'refusal'],
    ['model_context_window_exceeded', 'context_window'],
  ] as const)('finish-reasons: %s is %s', (stop, reason) => {
    expect(conversion.readAnswer({ content: [], stop_reason: stop })?.finish).toEqual({ reason });
    expect(written([], { finish: { reason } }).message.stop_reason).toBe(stop);
  });

  test('finish-reasons: others keep their name', () => {
    for (const stop of ['compaction', 'toString'])
      expect(conversion.readAnswer({ content: [], stop_reason: stop })?.finish).toEqual({
        reason: 'other',
        raw: stop,
      });
    expect(written([], { finish: { reason: 'content_filter' } }).message.stop_reason).toBe('refusal');
    expect(written([], { finish: { reason: 'other', raw: 'x' } }).message.stop_reason).toBe('end_turn');
  });

  test('stop-sequence: is kept', () => {
    const finish = { reason: 'stop', stopSequence: 'END' } as const;
    const fields = { stop_reason: 'stop_sequence', stop_sequence: 'END' };
    expect(conversion.readAnswer({ content: [], ...fields })?.finish).toEqual(finish);
    expect(written([], { finish }).message).toMatchObject(fields);
  });

  test('usage: input is with the cache on our side, without it on theirs', () => {
    const wire = {
      input_tokens: 1,
      cache_read_input_tokens: 20,
      cache_creation_input_tokens: 300,
      output_tokens: 4,
    };
    const usage = { input: 321, cache_read: 20, cache_write: 300, output: 4, reasoning: null, total: 325 };
    expect(conversion.readAnswer({ content: [], usage: wire })?.usage).toEqual(usage);
    expect(written([], { usage }).message.usage).toEqual(wire);
    const steps = readStream(
      { type: 'message_start', message: { usage: { ...wire, output_tokens: 1 } } },
      { type: 'message_delta', delta: {}, usage: { output_tokens: 4 } },
    );
    expect(steps.at(-1)).toEqual({ type: 'usage', usage });
  });

  test('citations: are pages', () => {
    const page = {
      type: 'web_search_result_location',
      url: 'https://a',
      title: 'A',
      cited_text: 'x',
      encrypted_index: 'e',
    };
    const place = { type: 'char_location', cited_text: 'x', document_index: 0 };
    const cited = text('a', { citations: [page, place] });
    const parts = [{ ...part('a'), citations: [{ url: 'https://a', title: 'A' }] }] as Part[];
    expect(readContent(cited)).toEqual(parts);
    expect(written(parts).message.content).toEqual([
      text('a', { citations: [{ ...page, cited_text: '', encrypted_index: '' }] }),
    ]);
    expect(write({ messages: [user('q'), says('assistant', ...parts), user('b')] }).notes).toContain(
      'citations of earlier answers',
    );
    const kept = readBlocks('assistant', cited);
    expect(
      write({ messages: [user('q'), says('assistant', ...kept), user('b')] }).messages[1]?.content,
    ).toEqual([cited]);
  });

  test('refusal: is a text', () => {
    expect(written([{ type: 'refusal', text: 'no' }]).message.content).toEqual([text('no')]);
    expect(content(user('a'), says('assistant', { type: 'refusal', text: 'no' }), user('b'))[1]).toEqual([
      text('no'),
    ]);
  });

  test('images-out: are left out, and it is said', () => {
    const image: Part = { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } };
    const { message, notes } = written([image, part('a')]);
    expect(message.content).toEqual([text('a')]);
    expect(notes).toContain('image in the answer');
    const streamed = new Notes();
    const start: AnswerEvent = { type: 'part_start', index: 0, part: { type: 'whole', part: image } };
    expect(writeStream([start, { type: 'part_end', index: 0 }], { notes: streamed })).toBe('');
    expect(said(streamed)).toContain('image in the answer');
    const back = write({ messages: [user('a'), says('assistant', image, part('b')), user('c')] });
    expect(back.notes).toContain('image in an answer');
  });

  test('errors: keep type and status', () => {
    const error = { type: 'overloaded_error', message: 'busy' };
    expect(conversion.readError(529, { type: 'error', error })).toEqual({
      status: 529,
      code: 'overloaded_error',
      message: 'busy',
    });
    expect(conversion.readAnswer({ type: 'error', error })).toBeNull();
    const [step] = readStream({ type: 'error', error });
    expect(step).toEqual({
      type: 'error',
      error: { status: 529, code: 'overloaded_error', message: 'busy' },
    });
    expect(readStream({ type: 'error' })).toMatchObject([{ error: { status: 500, code: 'upstream_error' } }]);
    const [event] = eventsIn(writeStream([step as AnswerEvent]));
    expect(event).toMatchObject({
      event: 'error',
      json: { type: 'error', error: { ...error, code: 'overloaded_error' }, request_id: 'x1' },
    });
  });

  test('ping-and-comments: say nothing', () => {
    expect(readStream({ type: 'ping' })).toEqual([]);
    expect(conversion.streamReader().push({ event: 'ping', data: '' })).toEqual([]);
  });
});
