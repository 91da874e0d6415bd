import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  GrowthReader,
  type PlacedContext,
  placeBlocks,
  type ReadContext,
  rebuildBody,
  type ScannedBody,
} from '../../../src/context/index.ts';
import { scanObject } from '../../../src/protocols/json/scan.ts';
import { chatBlocks, chatGrowing } from '../../../src/protocols/openai-chat/blocks.ts';
import { character } from '../../support/characters.ts';

const OPTIONS = { known: () => true, envelope: true };

function scan(text: string): ScannedBody {
  const bytes = Buffer.from(text);
  const scanned = scanObject(bytes);
  if (scanned === null) throw new Error(`no JSON object: ${text}`);
  return { bytes, members: scanned.members };
}

let reader: GrowthReader;
beforeEach(() => {
  reader = new GrowthReader(1024 * 1024);
});

/** Reads a body as the program does, and says how. */
function read(text: string): ReadContext & { grown: boolean } {
  const body = scan(text);
  const grown = reader.read(body, chatGrowing, OPTIONS);
  return {
    ...(grown ?? reader.learn(body, chatGrowing, JSON.parse(text), { envelope: true })),
    grown: grown !== null,
  };
}

/** The places of a context, without the contents that may be left out. */
function places({ blocks, ...rest }: PlacedContext): unknown {
  return { ...rest, blocks: blocks.map(({ content: _content, ...block }) => block) };
}

function wholly(text: string): PlacedContext {
  return placeBlocks(chatBlocks(JSON.parse(text)));
}

/** The same bytes again, from the envelope and the blocks as they were stored. */
function rebuilt(text: string, context: ReadContext): string | undefined {
  const { envelope } = context;
  return envelope === null ? undefined : rebuildBody(envelope, wholly(text).blocks)?.toString();
}

const message = (role: string, content: unknown, more = {}) => ({ role, content, ...more });
const call = (id: string, name: string) => ({
  id,
  type: 'function',
  function: { name, arguments: '{"path":"a long enough path"}' },
});

describe('reading a body by what is new in it', () => {
  const turns = [
    [message('system', 'You are an agent with a long enough text.'), message('user', 'First question, é😀')],
    [message('assistant', null, { tool_calls: [call('call_1', 'read_file')] })],
    [
      message('tool', 'the contents of the file', { tool_call_id: 'call_1' }),
      message('user', 'Second "question"\n'),
    ],
    [],
    [
      message('assistant', 'An answer.'),
      null,
      7,
      message('user', [{ type: 'text', text: 'Third question in a part' }]),
    ],
  ];
  const bodies = (write: (messages: unknown[]) => string) =>
    turns.map((_, n) => write(turns.slice(0, n + 1).flat()));

  it.each([
    [
      'compact, tools last',
      (messages: unknown[]) =>
        JSON.stringify({
          model: 'm',
          messages,
          tools: [{ type: 'function', function: { name: 'read_file' } }],
          stream: true,
        }),
    ],
    [
      'compact, tools first',
      (messages: unknown[]) =>
        JSON.stringify({ tools: [{ function: { name: 'read_file' } }], messages, n: messages.length }),
    ],
    [
      'spaced',
      (messages: unknown[]) =>
        JSON.stringify({ messages, model: 'm', response_format: { json_schema: { a: 1 } } }, null, 2),
    ],
  ])('gives the same places as reading it whole, and the same bytes back: %s', (_name, write) => {
    for (const [n, text] of bodies(write).entries()) {
      const context = read(text);
      expect(context.grown, `turn ${n}`).toBe(n > 0);
      expect(places(context.placed), `turn ${n}`).toEqual(places(wholly(text)));
      expect(rebuilt(text, context), `turn ${n}`).toBe(text);
    }
  });

  it('knows the tool of a result whose call came in an earlier turn', () => {
    const all = bodies((messages) => JSON.stringify({ messages }));
    for (const text of all.slice(0, 2)) read(text);
    expect(read(all[2] ?? '').placed.blocks.find((block) => block.role === 'tool')?.tool).toBe('read_file');
  });

  it('holds of the blocks that were known no text', () => {
    const [first = '', second = ''] = bodies((messages) => JSON.stringify({ messages }));
    read(first);
    const { placed } = read(second);
    expect(placed.blocks.map((block) => block.content === '')).toEqual([true, true, false]);
  });

  it('goes on from the last message that stayed where the history was changed', () => {
    const history = ['one', 'two', 'three'].map((text) => message('user', `${text} is long enough`));
    read(JSON.stringify({ messages: history }));
    const edited = JSON.stringify({
      messages: [history[0], message('user', 'edited'), history[2], message('user', 'new')],
    });
    expect(read(edited).grown).toBe(true);
    expect(places(read(edited).placed)).toEqual(places(wholly(edited)));
  });

  it('reads a body whole where a message only begins like the last one known', () => {
    read('{"messages":[1]}');
    const longer = '{"messages":[12,{"role":"user","content":"x"}]}';
    const context = read(longer);
    expect(context.grown).toBe(false);
    expect(places(context.placed)).toEqual(places(wholly(longer)));
  });

  it.each(['tools', 'functions', 'response_format'])('reads a body whole where its %s changed', (key) => {
    const write = (value: unknown, more: unknown[]) =>
      JSON.stringify({ [key]: value, messages: [message('user', 'hello'), ...more] });
    read(write([{ name: 'a' }], []));
    expect(read(write([{ name: 'b' }], [message('user', 'more')])).grown).toBe(false);
  });

  it('reads a body whole where its head is no longer known', () => {
    const text = JSON.stringify({ messages: [message('user', 'hello')] });
    read(text);
    expect(reader.read(scan(text), chatGrowing, { ...OPTIONS, known: () => false })).toBeNull();
    expect(reader.read(scan(text), chatGrowing, OPTIONS)).not.toBeNull();
    reader.clear();
    expect(reader.read(scan(text), chatGrowing, OPTIONS)).toBeNull();
  });

  it('makes no envelope where none is kept, and reads whole where one is wanted then', () => {
    const text = JSON.stringify({ messages: [message('user', 'hello')] });
    expect(reader.learn(scan(text), chatGrowing, JSON.parse(text), { envelope: false }).envelope).toBeNull();
    expect(reader.read(scan(text), chatGrowing, OPTIONS)).toBeNull();
    expect(reader.read(scan(text), chatGrowing, { ...OPTIONS, envelope: false })?.envelope).toBeNull();
  });

  it('throws where what is new is no JSON, and has forgotten nothing', () => {
    const text = '{"messages":[{"role":"user","content":"hello"}]}';
    read(text);
    expect(() =>
      reader.read(scan('{"messages":[{"role":"user","content":"hello"},{oops}]}'), chatGrowing, OPTIONS),
    ).toThrow(SyntaxError);
    expect(read(text).grown).toBe(true);
  });

  it('is not misled by lists that are none', () => {
    for (const text of ['{"messages":{}}', '{"x":1}', '{"messages":"[1]"}']) {
      expect(reader.read(scan(text), chatGrowing, OPTIONS)).toBeNull();
      expect(reader.learn(scan(text), chatGrowing, JSON.parse(text), OPTIONS).placed.blocks).toEqual([]);
    }
  });

  it('keeps no more bytes than it may', () => {
    const small = new GrowthReader(1000);
    const texts = ['a', 'b', 'c'].map((name) =>
      JSON.stringify({ messages: [message('user', name.repeat(600))] }),
    );
    for (const text of texts) small.learn(scan(text), chatGrowing, JSON.parse(text), OPTIONS);
    expect(texts.map((text) => small.read(scan(text), chatGrowing, OPTIONS) !== null)).toEqual([
      false,
      false,
      true,
    ]);
    const large = JSON.stringify({ messages: [message('user', 'x'.repeat(2000))] });
    small.learn(scan(large), chatGrowing, JSON.parse(large), OPTIONS);
    expect(small.read(scan(large), chatGrowing, OPTIONS)).toBeNull();
  });

  it('agrees with reading whole on any conversation, forks and repeats included', () => {
    const part = fc.oneof(
      fc.string({ unit: character }),
      fc.jsonValue(),
      fc.constant([{ type: 'text', text: 'a part of some length' }]),
    );
    const oneMessage = fc.record({
      role: fc.constantFrom('user', 'assistant', 'tool', 'system'),
      content: part,
      tool_call_id: fc.constantFrom('c1', 'c2'),
    });
    const step = fc.record({
      from: fc.nat(),
      more: fc.array(oneMessage, { maxLength: 3 }),
      space: fc.constantFrom(undefined, 1),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        reader = new GrowthReader(20_000);
        const known: unknown[][] = [[]];
        for (const { from, more, space } of steps) {
          const messages = [...(known[from % known.length] ?? []), ...more];
          known.push(messages);
          const text = JSON.stringify({ model: 'm', messages, stream: true }, null, space);
          const context = read(text);
          expect(places(context.placed)).toEqual(places(wholly(text)));
          expect(rebuilt(text, context)).toBe(text);
        }
      }),
      { numRuns: 300 },
    );
  });
});
