import { describe, expect, it } from 'vitest';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Part } from '../../../../src/protocols/neutral/parts.ts';
import type { Message } from '../../../../src/protocols/neutral/request.ts';
import {
  answer,
  ask,
  assistant,
  collected,
  contentsOf,
  conversion,
  OLD,
  partsOf,
  piece,
  read,
  readParts,
  text,
  user,
  write,
  written,
} from './kit.ts';

describe('what is said before the conversation', () => {
  it('system: a system instruction is a system message in front, and back', () => {
    for (const name of ['systemInstruction', 'system_instruction']) {
      const { request } = read({
        [name]: { role: 'user', parts: [{ text: 'be kind' }, { text: 'and brief' }] },
      });
      expect(request.messages[0]).toEqual({ role: 'system', parts: [text('be kind'), text('and brief')] });
      expect(write(request).body.systemInstruction).toEqual({
        parts: [{ text: 'be kind' }, { text: 'and brief' }],
      });
    }
    expect(read({ systemInstruction: 'be kind' }).request.messages[0]?.parts).toEqual([text('be kind')]);
  });

  it('system: alone it goes up as the user’s, since there must be a content', () => {
    const { body, said } = write(ask({ messages: [{ role: 'system', parts: [text('say hi')] }] }));
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'say hi' }] }] });
    expect(said).toHaveLength(1);
  });

  it('system: images in it go up with the user’s first message', () => {
    const image: Part = { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AA==' } };
    const { body } = write(
      ask({ messages: [{ role: 'system', parts: [text('s'), image] }, user(text('u'))] }),
    );
    expect(body.systemInstruction).toEqual({ parts: [{ text: 's' }] });
    expect(body.contents).toEqual([
      { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: 'AA==' } }, { text: 'u' }] },
    ]);
  });

  it('system-middle: one between others stays in its place, as a text of the user', () => {
    const { body, said } = write(
      ask({
        messages: [
          user(text('a')),
          assistant(text('b')),
          { role: 'system', parts: [text('c')] },
          user(text('d')),
        ],
      }),
    );
    expect(body.contents).toEqual([
      { role: 'user', parts: [{ text: 'a' }] },
      { role: 'model', parts: [{ text: 'b' }] },
      { role: 'user', parts: [{ text: 'c' }, { text: 'd' }] },
    ]);
    expect(said.join()).toContain('system message');
  });

  it('developer: is a system message', () => {
    const developer: Message = { role: 'system', developer: true, parts: [text('d')] };
    expect(write(ask({ messages: [developer, user(text('u'))] })).body.systemInstruction).toEqual({
      parts: [{ text: 'd' }],
    });
  });

  it('safety-settings: what only Gemini knows comes back to it', () => {
    const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }];
    const { request } = read({ safetySettings, labels: { team: 'a' } });
    expect(write(request).body).toMatchObject({ safetySettings, labels: { team: 'a' } });
  });

  it('cached-content: is a file that no other provider has', () => {
    const { request } = read({ cachedContent: 'cachedContents/abc' });
    expect(request.messages[0]?.parts).toEqual([
      { type: 'file', source: { kind: 'file', id: 'cachedContents/abc', protocol: 'gemini' } },
    ]);
    expect(write(request).body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'hello' }] }],
      cachedContent: 'cachedContents/abc',
    });
  });

  it('unknown-fields: of the request, of a content, of a part, of a function, of the configuration', () => {
    const body = {
      futureField: { a: 1 },
      contents: [{ role: 'user', parts: [{ text: 'x', partMetadata: { k: 1 } }], futureContent: 2 }],
      tools: [{ functionDeclarations: [{ name: 'f', behavior: 'BLOCKING' }] }],
      toolConfig: { retrievalConfig: { languageCode: 'fr' } },
      generationConfig: { responseModalities: ['TEXT'], speechConfig: { languageCode: 'de' } },
    };
    expect(write(read(body).request).body).toEqual(body);
  });

  it('unknown-fields: are named where another provider gets none of them', () => {
    const { request } = read({
      safetySettings: [],
      contents: [
        { role: 'user', parts: [{ text: 'x', videoMetadata: { fps: 1 }, partMetadata: { k: 1 } }] },
        { role: 'model', parts: [{ text: 'hm', thought: true }] },
      ],
      tools: [{ functionDeclarations: [{ name: 'f', behavior: 'BLOCKING' }] }],
      toolConfig: { retrievalConfig: {}, functionCallingConfig: { mode: 'VALIDATED' } },
      generationConfig: { responseModalities: ['TEXT'], speechConfig: {}, temperature: 1 },
    });
    const notes = new Notes();
    conversion.noteLeftOut?.(request, notes);
    expect(notes.warnings.map(({ message }) => message.split(' ')[0])).toEqual([
      'safetySettings',
      'generationConfig.speechConfig',
      'toolConfig.retrievalConfig',
      'toolConfig.functionCallingConfig.mode',
      'functionDeclarations.behavior',
      'videoMetadata',
    ]);
    const image = read({ generationConfig: { response_modalities: ['TEXT', 'IMAGE'] } });
    const more = new Notes();
    conversion.noteLeftOut?.(image.request, more);
    expect(more.warnings).toHaveLength(1);
    const nothing = new Notes();
    conversion.noteLeftOut?.(read({}).request, nothing);
    expect(nothing.warnings).toEqual([]);
  });

  it('unknown-fields: a key called __proto__ changes no prototype', () => {
    const body = JSON.parse(
      '{"__proto__":{"polluted":1},"contents":[{"parts":[{"text":"x","__proto__":{"polluted":1}}]}]}',
    );
    const sent = write(read(body).request).body;
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((sent as { polluted?: unknown }).polluted).toBeUndefined();
    expect(JSON.stringify(sent)).not.toContain('polluted');
  });
});

describe('what messages hold', () => {
  it('text: is kept each way', () => {
    expect(readParts({ text: 'a' }, { text: '' }, 'b')).toEqual([text('a'), text('b')]);
    expect(partsOf(assistant(text('a'), text(''), text('b')))).toEqual([{ text: 'a' }, { text: 'b' }]);
    expect(collected(piece([{ text: 'a' }]), piece([{ text: 'b' }], { finishReason: 'STOP' })).parts).toEqual(
      [text('ab')],
    );
    expect(written(answer({ parts: [text('a')] })).candidates[0]?.content).toEqual({
      role: 'model',
      parts: [{ text: 'a' }],
    });
  });

  it('text: pieces of a stream that a client keeps as contents of their own are one text', () => {
    const { request } = read({
      contents: [
        { role: 'user', parts: [{ text: 'q' }] },
        { role: 'model', parts: [{ text: 'Hel' }] },
        { role: 'model', parts: [{ text: 'lo' }] },
        { role: 'model', parts: [{ text: '!' }, { functionCall: { name: 'read', args: {} } }] },
      ],
    });
    expect(request.messages).toHaveLength(2);
    expect(request.messages[1]?.parts).toMatchObject([text('Hello!'), { type: 'tool_call' }]);
  });

  it.each(['image', 'file'] as const)('%s-url: an https address is fetched by Gemini', (type) => {
    const url = type === 'image' ? 'https://example.com/a.png?x=1' : 'https://example.com/a.pdf';
    const mimeType = type === 'image' ? 'image/png' : 'application/pdf';
    const part: Part = { type, source: { kind: 'url', url } };
    expect(partsOf(user(part))).toEqual([{ fileData: { mimeType, fileUri: url } }]);
    expect(readParts({ fileData: { mimeType, fileUri: url } })).toEqual([
      { type, source: { kind: 'url', url, mediaType: mimeType } },
    ]);
    const sent = written(answer({ parts: [part] })).candidates[0]?.content.parts;
    expect(sent).toEqual([{ fileData: { fileUri: url } }]);
  });

  it.each([
    ['image-url', 'image', 'http://example.com/a.png', 'gemini-3-flash'],
    ['image-url', 'image', 'https://example.com/a.png', OLD],
    ['file-url', 'file', 'ftp://example.com/a.pdf', 'gemini-3-flash'],
    ['file-url', 'file', 'https://example.com/a.pdf', OLD],
  ] as const)('%s: an address that is not fetched is refused: %s %s %s', (_row, type, url, model) => {
    const request = ask({ messages: [user({ type, source: { kind: 'url', url } })] });
    expect(() => write(request, model)).toThrow(
      expect.objectContaining({
        code: 'unsupported_conversion',
        details: { field: 'messages[0].content[0]' },
      }),
    );
  });

  it.each(['gemini-2.5-flash', 'gemini-3.5-flash', 'gemini-3.1-pro-preview', 'gemini-pro-latest'])(
    'prefill: %s goes on with an answer that is last',
    (model) => {
      const messages = [user(text('q')), assistant(text('The answer is'))];
      expect(contentsOf(messages, model).at(-1)).toEqual({
        role: 'model',
        parts: [{ text: 'The answer is' }],
      });
    },
  );

  it.each([
    'gemini-3.5-flash-lite',
    'gemini-3.6-flash',
    'gemini-3.8-flash',
    'gemini-4-neon',
    'gemini-flash-latest',
  ])('prefill: %s refuses an answer that is last, so that the user says to go on', (model) => {
    const { body, said } = write(
      ask({ messages: [user(text('q')), assistant(text('The answer is'))] }),
      model,
    );
    expect(body.contents).toEqual([
      { role: 'user', parts: [{ text: 'q' }] },
      { role: 'model', parts: [{ text: 'The answer is' }] },
      { role: 'user', parts: [{ text: 'Continue.' }] },
    ]);
    expect(said).toEqual([
      'the last message: "Continue." was put behind it: the model goes on with no answer',
    ]);
  });

  it('image-url: a data URL is the image itself', () => {
    const part: Part = { type: 'image', source: { kind: 'url', url: 'data:image/webp;base64,UklG' } };
    expect(partsOf(user(part), OLD)).toEqual([{ inlineData: { mimeType: 'image/webp', data: 'UklG' } }]);
  });

  it.each([
    ['image-base64', 'image', 'image/png'],
    ['file-base64', 'file', 'application/pdf'],
    ['file-base64', 'file', 'video/mp4'],
  ] as const)('%s: is kept each way (%s, %s)', (_row, type, mimeType) => {
    const part: Part = { type, source: { kind: 'base64', mediaType: mimeType, data: 'AAAA' } };
    const wire = { inlineData: { mimeType, data: 'AAAA' } };
    expect(readParts(wire)).toEqual([part]);
    expect(readParts({ inline_data: { mime_type: mimeType, data: 'AAAA' } })).toEqual([part]);
    expect(partsOf(user(part))).toEqual([wire]);
    expect(collected(piece([wire], { finishReason: 'STOP' })).parts).toEqual([part]);
    expect(written(answer({ parts: [part] })).candidates[0]?.content.parts).toEqual([wire]);
  });

  it('file-base64: a document that is text goes up as its bytes', () => {
    const part: Part = { type: 'file', source: { kind: 'text', mediaType: 'text/plain', text: 'é' } };
    expect(partsOf(user(part))).toEqual([{ inlineData: { mimeType: 'text/plain', data: 'w6k=' } }]);
  });

  it.each([
    'https://generativelanguage.googleapis.com/v1beta/files/abc',
    'gs://bucket/a.pdf',
    'https://youtu.be/x',
  ])('file-id: %s is Google’s alone', (uri) => {
    const wire = { fileData: { mimeType: 'application/pdf', fileUri: uri } };
    const part: Part = {
      type: 'file',
      source: { kind: 'file', id: uri, protocol: 'gemini', mediaType: 'application/pdf' },
    };
    expect(readParts(wire)).toEqual([part]);
    expect(partsOf(user(part), OLD)).toEqual([wire]);
    expect(written(answer({ parts: [part] })).candidates[0]?.content.parts).toEqual([wire]);
  });

  it('file-id: one of another provider is refused; in an answer it is left out', () => {
    const part: Part = { type: 'file', source: { kind: 'file', id: 'file-1', protocol: 'openai-responses' } };
    expect(() => write(ask({ messages: [user(part)] }))).toThrow(
      expect.objectContaining({ code: 'unsupported_conversion' }),
    );
    expect(written(answer({ parts: [part] })).candidates[0]?.content.parts).toEqual([{ text: '' }]);
  });

  it('audio: is kept each way', () => {
    const wire = { inlineData: { mimeType: 'audio/wav', data: 'UklG' } };
    const part: Part = { type: 'audio', format: 'wav', data: 'UklG' };
    expect(readParts(wire)).toEqual([part]);
    expect(partsOf(user(part))).toEqual([wire]);
    expect(collected(piece([wire], { finishReason: 'STOP' })).parts).toEqual([part]);
    expect(written(answer({ parts: [part] })).candidates[0]?.content.parts).toEqual([wire]);
  });

  it('part-fields: what is said of a part for Gemini alone stays on it', () => {
    const wire = { inlineData: { mimeType: 'video/mp4', data: 'AA==' }, videoMetadata: { fps: 2 } };
    expect(partsOf(user(...readParts(wire)))).toEqual([wire]);
    expect(written(collected(piece([wire], { finishReason: 'STOP' }))).candidates[0]?.content.parts).toEqual([
      wire,
    ]);
  });

  it('server-parts: code that Google ran is Gemini’s alone', () => {
    const wire = [
      { executableCode: { language: 'PYTHON', code: 'print(1)' } },
      { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
    ];
    expect(partsOf(assistant(...readParts(...wire)))).toEqual(wire);
    expect(written(collected(piece(wire, { finishReason: 'STOP' }))).candidates[0]?.content.parts).toEqual(
      wire,
    );
    const foreign: Part = {
      type: 'other',
      protocol: 'anthropic-messages',
      value: { type: 'server_tool_use' },
    };
    const { body, said } = write(ask({ messages: [user(text('a')), assistant(foreign, text('b'))] }));
    expect(body.contents).toMatchObject([{}, { parts: [{ text: 'b' }] }]);
    expect(said).toEqual(['a part of anthropic-messages was left out: no other protocol knows it']);
  });

  it('refusal: goes up as a text, and to a client as a text that ended for safety', () => {
    expect(partsOf(assistant({ type: 'refusal', text: 'no' }))).toEqual([{ text: 'no' }]);
    const sent = written(answer({ parts: [{ type: 'refusal', text: 'no' }], finish: { reason: 'refusal' } }));
    expect(sent.candidates[0]).toMatchObject({
      content: { parts: [{ text: 'no' }] },
      finishReason: 'SAFETY',
    });
  });

  it('cache-marks: mean nothing', () => {
    const marked: Part = { type: 'text', text: 'a', cache: { ttl: '1h' } };
    expect(partsOf(user(marked))).toEqual([{ text: 'a' }]);
  });
});
