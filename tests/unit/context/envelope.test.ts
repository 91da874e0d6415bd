import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KeptBlock, makeEnvelope, placeBlocks, rebuildBody } from '../../../src/context/index.ts';
import { chatBlocks } from '../../../src/protocols/openai-chat/blocks.ts';
import { character } from '../../support/characters.ts';

function stored(placed: ReturnType<typeof placeBlocks>): KeptBlock[] {
  // As a database would give it back: text that has been through UTF-8.
  return placed.blocks.map(({ hash, content, envelope }) => ({
    hash,
    content: Buffer.from(content).toString(),
    envelope,
  }));
}

function roundTrip(source: string | Buffer): { body: Buffer; envelope: Uint8Array; rebuilt: Buffer | null } {
  const body = Buffer.from(source);
  const placed = placeBlocks(chatBlocks(JSON.parse(body.toString())));
  const envelope = makeEnvelope(body, placed);
  return { body, envelope, rebuilt: rebuildBody(envelope, stored(placed)) };
}

const python = (text: string) =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
const go = (text: string) =>
  JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
const oddly = (text: string) =>
  `"${Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0').toUpperCase()}`).join('')}"`;

const long =
  'A text that is long enough to be taken out of the body: naïve <b>&amp;</b> "quoted"\n\tand 中文 🙂 \u2028.';

describe('an envelope', () => {
  test.each([
    ['JavaScript', JSON.stringify],
    ['Python', python],
    ['Go', go],
  ])('holds none of the texts of a body that was written as %s writes it', (_, write) => {
    const { body, envelope, rebuilt } = roundTrip(
      `{"model":"m","messages":[{"role":"user","content":${write(long)}}]}`,
    );
    expect(rebuilt?.equals(body)).toBe(true);
    expect(Buffer.from(envelope).includes('long enough')).toBe(false);
    expect(envelope.length).toBeLessThan(70);
  });

  test('keeps a text that is written in a way of its own as it was', () => {
    const { body, envelope, rebuilt } = roundTrip(`{"messages":[{"role":"user","content":${oddly(long)}}]}`);
    expect(rebuilt?.equals(body)).toBe(true);
    expect(envelope.length).toBeGreaterThan(body.length - 10);
  });

  test('takes out tools, calls, their ids and results', () => {
    const call = {
      id: 'call_0123456789abcdef',
      type: 'function',
      function: { name: 'read', arguments: '{"path": "/tmp/a long path"}' },
    };
    const tool = {
      type: 'function',
      function: { name: 'read', description: 'Reads a file from the disk.', parameters: { type: 'object' } },
    };
    const { body, envelope, rebuilt } = roundTrip(
      JSON.stringify({
        messages: [
          {
            role: 'assistant',
            content: null,
            reasoning_content: 'I had better read it first.',
            tool_calls: [call],
          },
          { role: 'tool', tool_call_id: call.id, content: 'It is all in there, line after line.' },
        ],
        tools: [tool, tool],
      }),
    );
    expect(rebuilt?.equals(body)).toBe(true);
    const left = Buffer.from(envelope).toString('latin1');
    for (const text of ['long path', '0123456789abcdef', 'from the disk', 'better read', 'line after line']) {
      expect(left).not.toContain(text);
    }
  });

  test('of a conversation that is sent again and again stays small', () => {
    const messages = Array.from({ length: 300 }, (_, i) => ({
      role: i % 2 ? 'assistant' : 'user',
      content: `${i} ${long}`,
    }));
    const { body, envelope, rebuilt } = roundTrip(JSON.stringify({ messages }));
    expect(rebuilt?.equals(body)).toBe(true);
    expect(envelope.length).toBeLessThan(body.length / 3);
  });

  test('tells texts with the same beginning and length apart, in any order of their fields', () => {
    const content = (i: number) =>
      `The same beginning of every text ${'x'.repeat(50)} ${i % 10} ${'y'.repeat(50)} end`;
    const messages = Array.from({ length: 40 }, (_, i) =>
      i % 3 === 0
        ? { content: content(i), tool_call_id: `call_number_${i}`, role: 'tool' }
        : {
            role: 'user',
            name: `user_number_${i}`,
            content: [
              { text: content(i + 1), type: 'text' },
              { type: 'text', text: content(i) },
            ],
          },
    );
    const { body, envelope, rebuilt } = roundTrip(JSON.stringify({ tools: [], messages }));
    expect(rebuilt?.equals(body)).toBe(true);
    expect(Buffer.from(envelope).includes('beginning')).toBe(false);
    expect(Buffer.from(envelope).includes('call_number')).toBe(false);
  });

  test('keeps half a surrogate pair, which a database would not', () => {
    const { body, rebuilt } = roundTrip(
      `{"messages":[{"role":"user","content":"half a pair \\ud83d and then some more"}]}`,
    );
    expect(rebuilt?.equals(body)).toBe(true);
  });

  test('keeps bytes that are no UTF-8', () => {
    const body = Buffer.concat([
      Buffer.from('{"messages":[{"role":"user","content":"some bytes that are broken '),
      Buffer.from([0xff, 0xfe, 0xc3]),
      Buffer.from('"}]}'),
    ]);
    expect(roundTrip(body).rebuilt?.equals(body)).toBe(true);
  });

  test('keeps numbers, spaces and doubled keys as they were', () => {
    const { body, rebuilt } = roundTrip(
      `\n{ "temperature" : 1.0, "top_p":1e400, "n": 1, "n": 2,\r\n "messages" : [ {"content":"a first content that is long","content" : ${JSON.stringify(long)} , "role":"user"} ] , "seed":-0.0 }\n `,
    );
    expect(rebuilt?.equals(body)).toBe(true);
  });

  test('of anything gives back the very bytes', () => {
    const write = fc.constantFrom(JSON.stringify, python, go, oddly);
    const space = fc.constantFrom('', ' ', '\n\t');
    const string = fc.oneof(
      fc.string({ unit: character, maxLength: 60 }),
      fc.stringMatching(/^[a-z<>&"\\/é\u2028🙂\n]{10,80}$/u),
      fc.constantFrom(long, 'the same text again and again'),
    );
    const value = fc.tuple(string, write, space).map(([text, writer, gap]) => `${gap}${writer(text)}${gap}`);
    const message = fc.oneof(
      fc.tuple(value, space).map(([content, gap]) => `{"role":"user",${gap}"content":${content}}`),
      fc
        .tuple(value, value)
        .map(
          ([a, b]) => `{"content":[{"type":"text","text":${a}},{"image_url":{"url":${b}}}],"role":"user"}`,
        ),
      fc
        .tuple(value, value, value)
        .map(
          ([id, name, args]) =>
            `{"role":"assistant","tool_calls":[{"id":${id},"function":{"name":${name},"arguments":${args}}}]}`,
        ),
      fc
        .tuple(value, value)
        .map(([id, content]) => `{"role":"tool","tool_call_id":${id},"content":${content},"x":1.50}`),
      fc.constantFrom('1e400', 'null', '"\\/"', '{}'),
    );
    const tool = value.map(
      (name) => `{"type":"function","function":{"description":${name}, "name":${name}}}`,
    );
    const body = fc
      .tuple(fc.array(message, { maxLength: 6 }), fc.array(tool, { maxLength: 3 }), fc.boolean())
      .map(([messages, tools, first]) => {
        const fields = [`"messages":[${messages.join(',')}]`, `"tools": [${tools.join(' , ')}]`];
        return `{${(first ? fields : fields.reverse()).join(',')}}`;
      });
    fc.assert(
      fc.property(body, (source) => {
        const { body: bytes, rebuilt } = roundTrip(source);
        expect(rebuilt?.toString('latin1')).toBe(bytes.toString('latin1'));
      }),
      { numRuns: 500 },
    );
  });
});

describe('rebuilding', () => {
  const body = Buffer.from(JSON.stringify({ messages: [{ role: 'user', content: long }] }));
  const placed = placeBlocks(chatBlocks(JSON.parse(body.toString())));
  const envelope = makeEnvelope(body, placed);
  const chain = stored(placed);

  test('gives nothing where a content is not kept, or only its beginning', () => {
    expect(rebuildBody(envelope, chain)?.equals(body)).toBe(true);
    expect(
      rebuildBody(
        envelope,
        chain.map((block) => ({ ...block, content: null })),
      ),
    ).toBeNull();
    expect(
      rebuildBody(
        envelope,
        chain.map((block) => ({ ...block, content: long.slice(0, 20) })),
      ),
    ).toBeNull();
  });

  test('refuses what is no envelope, or not of that chain', () => {
    expect(() => rebuildBody(envelope, [])).toThrow(RangeError);
    expect(() => rebuildBody(new Uint8Array(), chain)).toThrow(RangeError);
    expect(() => rebuildBody(Uint8Array.of(9, 0, 1, 65), chain)).toThrow(/version 9/);
    expect(() => rebuildBody(Uint8Array.of(1, 0, 5, 65), chain)).toThrow(/ends early/);
    expect(() => rebuildBody(Uint8Array.of(1, 200, 0), chain)).toThrow(RangeError);
    expect(() => rebuildBody(Uint8Array.of(1, 0, 255, 255, 255, 255, 255, 255), chain)).toThrow(/too long/);
  });

  test('fails with a RangeError and nothing else on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          rebuildBody(bytes, chain);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
