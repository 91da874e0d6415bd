import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEvent, encodeEvents, readChatStream, readEvents, splitEvery } from '../../support/sse.ts';

describe('encoding events', () => {
  it('writes text as it is, objects as JSON, and fields where they are named', () => {
    expect(encodeEvent('[DONE]').toString()).toBe('data: [DONE]\n\n');
    expect(encodeEvent({ a: 1 }).toString()).toBe('data: {"a":1}\n\n');
    expect(encodeEvent({ data: 'x', event: 'delta', id: '7', retry: 10 }).toString()).toBe(
      'event: delta\nid: 7\nretry: 10\ndata: x\n\n',
    );
  });

  it('spreads data of several lines over several data lines', () => {
    expect(encodeEvent('a\nb', { separator: '\r\n' }).toString()).toBe('data: a\r\ndata: b\r\n\r\n');
  });

  it('leaves the blank line out after the last event only', () => {
    const bytes = Buffer.concat(encodeEvents(['a', 'b'], { lastWithoutBlankLine: true, separator: '\r\n' }));
    expect(bytes.toString()).toBe('data: a\r\n\r\ndata: b\r\n');
  });

  it('can put comments between events and leave the blank after the colon out', () => {
    expect(encodeEvent('a', { comments: true, tight: true }).toString()).toBe(
      ': between events\n\ndata:a\n\n',
    );
  });
});

describe('splitting', () => {
  it('keeps every byte, in pieces of the size or less', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (bytes, size) => {
        const pieces = splitEvery(Buffer.from(bytes), size);
        expect(Buffer.concat(pieces)).toEqual(Buffer.from(bytes));
        expect(pieces.every((piece) => piece.length >= 1 && piece.length <= size)).toBe(true);
      }),
    );
  });

  it('refuses a size that would never end', () => {
    expect(() => splitEvery(Buffer.from('abc'), 0)).toThrow(RangeError);
  });
});

describe('reading events', () => {
  it('gives back what was encoded, whatever the line ending', () => {
    const text = fc.string({ unit: 'grapheme' }).map((s) => s.replace(/[\r\uFEFF]/g, ''));
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const),
        fc.boolean(),
        (events, separator, comments) => {
          const read = readEvents(Buffer.concat(encodeEvents(events, { separator, comments })));
          expect(read.events.map((event) => event.data)).toEqual(events);
          expect(read.rest).toBe('');
        },
      ),
    );
  });

  it('keeps an event without its blank line apart, as the standard does not dispatch it', () => {
    const read = readEvents('data: a\n\ndata: b\n');
    expect(read.events.map((event) => event.data)).toEqual(['a']);
    expect(read.rest).toBe('data: b\n');
  });

  it('reads names, ids, comments and fields without a value', () => {
    const read = readEvents('\uFEFFevent: x\nid: 3\ndata\n: hello\n\n');
    expect(read.events).toEqual([{ event: 'x', id: '3', data: '' }]);
    expect(read.comments).toEqual(['hello']);
  });

  it('joins the text of a chat stream and says whether it was done', () => {
    const chunk = (content: string) => ({ choices: [{ index: 0, delta: { content } }] });
    const stream = encodeEvents([chunk('Hel'), chunk('lo'), '[DONE]']);
    expect(readChatStream(Buffer.concat(stream))).toMatchObject({ text: 'Hello', done: true });
    expect(readChatStream(Buffer.concat(stream.slice(0, 2))).done).toBe(false);
  });
});
