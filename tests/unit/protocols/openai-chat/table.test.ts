import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import type { Part } from '../../../../src/protocols/neutral/parts.ts';
import type { Message } from '../../../../src/protocols/neutral/request.ts';
import {
  answerOf,
  assistant,
  DATA_URL,
  deltasToClient,
  IMAGE,
  quirks,
  read,
  readMessages,
  refusal,
  text,
  toClient,
  toNeutral,
  user,
  write,
  writeMessages,
} from './support.ts';

describe('the table of chat completions: messages', () => {
  it('system: texts are kept, and joined by a blank line', () => {
    const [message] = readMessages({
      role: 'system',
      content: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    });
    expect(message).toEqual({ role: 'system', parts: [text('a'), text('b')] });
    expect(writeMessages([message as Message])).toEqual([{ role: 'system', content: 'a\n\nb' }]);
  });

  it('system-middle: stays where it stands', () => {
    const messages = readMessages(
      { role: 'user', content: 'u' },
      { role: 'system', content: 's' },
      { role: 'user', content: 'v' },
    );
    expect(messages.map((message) => message.role)).toEqual(['user', 'system', 'user']);
    expect(writeMessages(messages).map((message) => message.role)).toEqual(['user', 'system', 'user']);
  });

  it('developer: is kept where the provider knows it', () => {
    const messages = readMessages({ role: 'developer', content: 'd' });
    expect(messages).toEqual([{ role: 'system', developer: true, parts: [text('d')] }]);
    expect(writeMessages(messages)[0]?.role).toBe('system');
    expect(writeMessages(messages, quirks('openai'))[0]?.role).toBe('developer');
  });

  it('text: the user’s are joined by a blank line, the model’s by nothing', () => {
    expect(
      writeMessages([user(text('a'), text('b')), assistant(text('c'), text('d')), user(text('e'))]),
    ).toEqual([
      { role: 'user', content: 'a\n\nb' },
      { role: 'assistant', content: 'cd' },
      { role: 'user', content: 'e' },
    ]);
    expect(answerOf({ content: 'x' }).parts).toEqual([text('x')]);
    expect(toClient({ parts: [text('x'), text('y')] }).message.content).toBe('xy');
  });

  it('speaker-name: is kept, and left out where it is refused', () => {
    const messages = readMessages({ role: 'user', name: 'Ann', content: 'Hi' });
    expect(writeMessages(messages)[0]).toEqual({ role: 'user', name: 'Ann', content: 'Hi' });
    expect(writeMessages(messages, quirks('groq'))[0]).toEqual({ role: 'user', content: 'Hi' });
  });

  it('image-url: is kept with its detail', () => {
    const image = { type: 'image_url', image_url: { url: 'https://x.example/a.png', detail: 'low' } };
    const messages = readMessages({ role: 'user', content: [image] });
    expect(messages[0]?.parts[0]).toEqual({
      type: 'image',
      source: { kind: 'url', url: 'https://x.example/a.png' },
      detail: 'low',
    });
    expect(writeMessages(messages)[0]?.content).toEqual([image]);
    expect(
      refusal(() =>
        readMessages({ role: 'user', content: [{ type: 'image_url', image_url: { url: 'file:///x' } }] }),
      ),
    ).toEqual({
      code: 'invalid_request',
      field: 'messages[0].content[0].image_url.url',
    });
  });

  it('image-base64: a data: URL is taken apart and put together', () => {
    const messages = readMessages({ role: 'user', content: [{ type: 'image_url', image_url: DATA_URL }] });
    expect(messages[0]?.parts).toEqual([IMAGE]);
    expect(writeMessages(messages)[0]?.content).toEqual([
      { type: 'image_url', image_url: { url: DATA_URL } },
    ]);
    const plain = readMessages({
      role: 'user',
      content: [{ type: 'image_url', image_url: { url: 'data:image/svg+xml,%3Csvg%3E' } }],
    });
    expect(plain[0]?.parts[0]).toMatchObject({
      source: { mediaType: 'image/svg+xml', data: Buffer.from('<svg>').toString('base64') },
    });
  });

  it('file-url: goes to OpenRouter alone', () => {
    const file: Part = {
      type: 'file',
      name: 'a.pdf',
      source: { kind: 'url', url: 'https://x.example/a.pdf' },
    };
    expect(refusal(() => write({ messages: [user(file)] })).code).toBe('unsupported_conversion');
    expect(writeMessages([user(file)], quirks('openrouter'))[0]?.content).toEqual([
      { type: 'file', file: { filename: 'a.pdf', file_data: 'https://x.example/a.pdf' } },
    ]);
  });

  it('file-base64: PDFs are kept, documents of text sent as text', () => {
    const file = {
      type: 'file',
      file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERg==' },
    };
    const messages = readMessages({
      role: 'user',
      content: [file, { type: 'file', file: { file_data: 'JVBERg==' } }],
    });
    const source = { kind: 'base64', mediaType: 'application/pdf', data: 'JVBERg==' };
    expect(messages[0]?.parts).toEqual([
      { type: 'file', source, name: 'a.pdf' },
      { type: 'file', source },
    ]);
    expect(((writeMessages(messages)[0]?.content ?? []) as unknown[])[0]).toEqual(file);
    const note: Part = {
      type: 'file',
      name: 'n.txt',
      source: { kind: 'text', mediaType: 'text/plain', text: 'Hello' },
    };
    expect(writeMessages([user(note)])[0]?.content).toBe('<document name="n.txt">\nHello\n</document>');
  });

  it('file-id: only OpenAI’s own', () => {
    const messages = readMessages({ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] });
    expect(writeMessages(messages)[0]?.content).toEqual([{ type: 'file', file: { file_id: 'file-1' } }]);
    const foreign: Part = { type: 'file', source: { kind: 'file', id: 'f', protocol: 'anthropic-messages' } };
    expect(refusal(() => write({ messages: [user(foreign)] })).code).toBe('unsupported_conversion');
  });

  it('audio: is kept where it is heard; spoken answers are refused', () => {
    const audio = { type: 'input_audio', input_audio: { data: 'QUJD', format: 'mp3' } };
    const messages = readMessages({ role: 'user', content: [audio] });
    expect(messages[0]?.parts).toEqual([{ type: 'audio', format: 'mp3', data: 'QUJD' }]);
    expect(writeMessages(messages)[0]?.content).toEqual([audio]);
    expect(refusal(() => read({ modalities: ['text', 'audio'] }))).toEqual({
      code: 'unsupported_conversion',
      field: 'modalities',
    });
    expect(answerOf({ audio: { data: 'QUJD', transcript: 'said' } }).parts).toEqual([
      text('said'),
      { type: 'audio', format: 'wav', data: 'QUJD' },
    ]);
    expect(toClient({ parts: [{ type: 'audio', format: 'wav', data: 'QUJD' }] }).message.audio).toMatchObject(
      { data: 'QUJD' },
    );
  });

  it('cache-marks: are kept for OpenRouter', () => {
    const content = [
      { type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '1h' } },
      { type: 'text', text: 'b' },
    ];
    const messages = readMessages({ role: 'user', content });
    expect(messages[0]?.parts[0]).toEqual({ type: 'text', text: 'a', cache: { ttl: '1h' } });
    expect(writeMessages(messages, quirks('openrouter'))[0]?.content).toEqual(content);
    expect(writeMessages(messages)[0]?.content).toBe('a\n\nb');
  });

  it('prefill: a last message of the assistant is marked', () => {
    const messages = [user(text('Hi')), assistant(text('Hel'))];
    expect(writeMessages(messages, quirks('mistral'))[1]).toEqual({
      role: 'assistant',
      content: 'Hel',
      prefix: true,
    });
    expect(writeMessages(messages, quirks('kimi'))[1]).toEqual({
      role: 'assistant',
      content: 'Hel',
      partial: true,
    });
    expect(write({ messages }).said[0]).toContain('the last message');
  });

  it('unknown-fields: of chat completions come back to it', () => {
    const message = {
      role: 'user',
      mood: 'good',
      content: [
        { type: 'text', text: 'a', prompt_cache_breakpoint: { mode: 'explicit' } },
        { type: 'video_url', video_url: { url: 'x' } },
      ],
    };
    const request = read({
      messages: [message],
      prediction: { type: 'content', content: 'p' },
      __proto__: null,
    });
    expect(request.extra?.fields).toEqual({ prediction: { type: 'content', content: 'p' } });
    const { body } = write(request);
    expect(body.prediction).toEqual({ type: 'content', content: 'p' });
    expect(body.messages).toEqual([message]);
    const foreign: Part = { type: 'other', protocol: 'gemini', value: { type: 'executable_code' } };
    expect(write({ messages: [user(text('a'), foreign)] }).said[0]).toContain('executable_code was left out');
  });

  it('refusal: is kept in answers, and a text in later turns', () => {
    const parts: Part[] = [{ type: 'refusal', text: 'No.' }];
    expect(answerOf({ content: null, refusal: 'No.' })).toMatchObject({
      parts,
      finish: { reason: 'refusal' },
    });
    expect(toClient({ parts, finish: { reason: 'refusal' } })).toMatchObject({
      message: { content: null, refusal: 'No.' },
      choice: { finish_reason: 'stop' },
    });
    expect(readMessages({ role: 'assistant', refusal: 'No.' })[0]?.parts).toEqual(parts);
    expect(writeMessages([assistant(...parts), user(text('x'))])[0]).toEqual({
      role: 'assistant',
      content: 'No.',
    });
    expect(deltasToClient(eventsOf({ ...toNeutral(parts), finish: { reason: 'refusal' } }))).toContainEqual({
      refusal: 'No.',
    });
  });
});
