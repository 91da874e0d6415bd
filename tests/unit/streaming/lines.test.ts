import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryAfter, EventSplitter } from '../../../src/streaming/index.ts';

/** Feeds text in pieces of these sizes, and gives the events and what is left. */
function split(text: string, sizes: number[]): { events: string[]; rest: string } {
  const bytes = Buffer.from(text);
  const splitter = new EventSplitter();
  const events: string[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    for (const event of splitter.push(bytes.subarray(at, at + size))) events.push(event.toString());
    at += size;
  }
  return { events, rest: splitter.flush()?.toString() ?? '' };
}

describe('cutting events out of bytes', () => {
  it.each([
    ['LF', 'data: a\n\ndata: b\n\n', ['data: a\n\n', 'data: b\n\n']],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', ['data: a\r\n\r\n', 'data: b\r\n\r\n']],
    [
      'comments and several data lines',
      ': hi\n\nevent: x\ndata: 1\ndata: 2\n\n',
      [': hi\n\n', 'event: x\ndata: 1\ndata: 2\n\n'],
    ],
    ['mixed line ends', 'data: a\n\r\ndata: b\r\n\n', ['data: a\n\r\n', 'data: b\r\n\n']],
  ])('with %s, split at any byte', (_name, text, events) => {
    for (let size = 1; size <= text.length; size++) {
      expect(split(text, [size])).toEqual({ events, rest: '' });
    }
  });

  it('keeps a last event without a blank line, and a CR that may be half a line end', () => {
    expect(split('data: a\n\ndata: b', [3])).toEqual({ events: ['data: a\n\n'], rest: 'data: b' });
    expect(split('data: a\r\r', [100])).toEqual({ events: [], rest: 'data: a\r\r' });
    expect(split('data: a\r\rdata: b', [100])).toEqual({ events: ['data: a\r\r'], rest: 'data: b' });
  });

  it('loses no byte and does not depend on how the bytes are cut', () => {
    const text = fc
      .array(fc.constantFrom('data: x', 'é', '\n', '\r\n', '\r', '\n\n', ':', ' '), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (stream, sizes) => {
        const pieces = split(stream, sizes);
        expect(pieces.events.join('') + pieces.rest).toBe(stream);
        expect(pieces).toEqual(split(stream, [1]));
      }),
    );
  });
});

describe('where a stream stands', () => {
  it.each([
    ['', 'event'],
    ['data: a\n\n', 'event'],
    ['data: a\r\n\r\n', 'event'],
    ['data: a\r\r', 'event'],
    ['data: a\n\r\n', 'event'],
    ['data: a\n', 'line'],
    ['data: a\r\n', 'line'],
    ['data: a\r', 'line'],
    ['data: a', 'inside'],
  ])('after %j it stands at: %s', (text, boundary) => {
    expect(boundaryAfter(Buffer.from(text).subarray(-4))).toBe(boundary);
  });
});
