import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unexpectedEdit } from '../../support/fixtures/compare.ts';
import { readRequest } from '../../support/fixtures/context.ts';
import { toolFixtures } from '../../support/fixtures/index.ts';
import { pack, unpack } from '../../support/fixtures/pack.ts';
import { Sanitiser } from '../../support/fixtures/sanitise.ts';
import { KEPT_HEADERS, MARKS, PROTOCOL_KEYS, PROTOCOL_VALUES } from '../../support/fixtures/vocabulary.ts';
import { fill, foreignWords } from '../../support/fixtures/words.ts';

const protocolWords = new Set(
  [
    ...PROTOCOL_KEYS,
    ...[...PROTOCOL_VALUES.values()].flatMap((values) => [...values]),
    'session',
    'ses',
    'tool',
    'field',
    'true',
    'false',
    'null',
  ].flatMap((text) => text.match(/\p{L}+/gu) ?? []),
);

/** A text without the few words that fixtures keep of the tools' own. */
function unmarked(text: string): string {
  return text
    .split(MARKS)
    .filter((_, at) => at % 2 === 0)
    .join(' ');
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(strings)];
}

describe('our own words', () => {
  it('fill any length to the character', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(1000), (length, turn) => {
        const text = fill(length, turn);
        expect(text).toHaveLength(length);
        expect(foreignWords(text)).toEqual([]);
      }),
    );
  });

  it('are told from foreign ones', () => {
    expect(foreignWords('river stone, You are an agent 42')).toEqual(['You', 'are', 'an', 'agent']);
  });
});

describe('sanitising', () => {
  const body =
    '{ "model":"tool-model",\n "messages":[{"role":"user","content":"Secret \\"plan\\"\\n\\u00e9é 漢 🙂 tail"}],' +
    '"n": 1.50e+2, "tools":[{"type":"function","function":{"name":"do_it","parameters":{"type":"object",' +
    '"properties":{"secret_path":{"type":"string"}},"required":["secret_path"]}}}], "stream":true}';

  it('keeps white space, numbers, escapes and lengths, and leaves no text', () => {
    const clean = new Sanitiser().body(body);
    expect(clean).toMatch(/^\{ "model":"tool-model",\n "messages":\[\{"role":"user","content":"/);
    expect(clean).toContain(': 1.50e+2, ');
    expect(clean).toContain('\\u00e9é');
    expect(clean).not.toMatch(/Secret|plan|tail|do_it|secret_path/);
    const [before, after] = [body, clean].map((text) => JSON.parse(text).messages[0].content as string);
    expect(Buffer.byteLength(after ?? '')).toBe(Buffer.byteLength(before ?? ''));
  });

  it('renames a field everywhere alike: in properties, in required, in the arguments of a call', () => {
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: 'do_it', arguments: '{"secret_path":"/x/y"}' },
    };
    const raw = JSON.stringify({
      messages: [{ role: 'assistant', tool_calls: [call] }],
      tools: JSON.parse(body).tools,
    });
    const clean = JSON.parse(new Sanitiser().body(raw));
    const { name, parameters } = clean.tools[0].function;
    const [field] = Object.keys(parameters.properties);
    expect(parameters.required).toEqual([field]);
    expect(clean.messages[0].tool_calls[0].function.name).toBe(name);
    expect(Object.keys(JSON.parse(clean.messages[0].tool_calls[0].function.arguments))).toEqual([field]);
  });

  it('keeps what is equal equal, and what differs different', () => {
    const sanitiser = new Sanitiser();
    const say = (...texts: string[]) =>
      JSON.parse(sanitiser.body(JSON.stringify({ messages: texts }))).messages as string[];
    const [first] = say('the first long message');
    expect(say('the first long message', 'another message here')[0]).toBe(first);
    expect(say('another message here')[0]).not.toBe(first);
  });

  it('keeps the structure of any JSON', () => {
    const shape = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shape);
      if (typeof value === 'object' && value !== null) return Object.values(value).map(shape);
      return typeof value === 'string' ? 'text' : value;
    };
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.jsonValue()),
        fc.nat(3),
        (value, indent) => {
          const raw = JSON.stringify({ messages: [value] }, null, indent);
          fc.pre(!/"(?:arguments|__proto__|\d+)"/.test(raw));
          const clean = JSON.parse(new Sanitiser().body(raw));
          expect(JSON.stringify(shape(clean))).toBe(JSON.stringify(shape(JSON.parse(raw))));
        },
      ),
    );
  });

  it('takes credentials and identities out of headers, and leaves what names the client', () => {
    const id = '7f634083-4e7d-422a-8b19-76165d8ff52d';
    const headers = ['Host', 'x', 'Authorization', 'Bearer real', 'User-Agent', 'tool/1', 'X-Device', id];
    const clean = new Sanitiser().headers(headers);
    expect(clean.slice(0, 2)).toEqual([
      ['Authorization', 'Bearer key-of-the-client'],
      ['User-Agent', 'tool/1'],
    ]);
    expect(clean[2]?.[1]).toMatch(/^\d{8}-\d{4}-\d{4}-\d{4}-\d{12}$/);
  });

  it('takes keys out of the headers of every protocol, and identities out of JSON in texts', () => {
    const clean = new Sanitiser();
    expect(clean.headers(['x-api-key', 'sk-real', 'x-goog-api-key', 'AIza-real'])).toEqual([
      ['x-api-key', 'key-of-the-client'],
      ['x-goog-api-key', 'key-of-the-client'],
    ]);
    const session = '7f634083-4e7d-422a-8b19-76165d8ff52d';
    const metadata = JSON.stringify({ session_id: session, request_kind: 'turn', secret: 'mine' });
    const [header] = clean.headers(['x-codex-turn-metadata', metadata, 'session-id', session]);
    const body = JSON.parse(clean.body(JSON.stringify({ metadata: { user_id: metadata } })));
    const read = JSON.parse(header?.[1] ?? '');
    expect(read).toEqual(JSON.parse(body.metadata.user_id));
    expect(read.request_kind).toBe('turn');
    expect(Object.keys(read)).toHaveLength(3);
    expect(JSON.stringify(read)).not.toMatch(/secret|mine|7f634083/);
    expect(clean.headers(['session-id', session])[0]?.[1]).toBe(read.session_id);
  });

  it('leaves the few words by which calls are known', () => {
    const text = 'You are a title generator of a secret kind <session>\\nplan</session>';
    const clean = JSON.parse(new Sanitiser().body(JSON.stringify({ text }))).text;
    expect(clean).toMatch(/^You are a title generator .* <session>.*<\/session>$/s);
    expect(clean).not.toMatch(/secret|plan/);
  });

  it('refuses what is no JSON', () => {
    expect(() => new Sanitiser().body('{"a":')).toThrow(SyntaxError);
  });
});

describe('packing', () => {
  it('gives requests back to the byte', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('x'.repeat(300), '},{', '"', `"${'y'.repeat(250)}"`, '1'),
    );
    const request = fc.record({
      method: fc.constant('POST'),
      path: fc.string(),
      headers: fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 2 }),
      body: fc.array(text, { maxLength: 6 }).map((parts) => parts.join('')),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 5 }), (requests) => {
        const fixture = { tool: 't', version: '1', requests };
        expect(unpack(JSON.parse(JSON.stringify(pack(fixture))))).toEqual(fixture);
      }),
    );
  });

  it('keeps what comes again once', () => {
    const long = `"${'a'.repeat(500)}"`;
    const requests = [`[1,${long}]`, `[2,${long}]`].map((body) => ({
      method: '',
      path: '',
      headers: [],
      body,
    }));
    expect(
      JSON.stringify(pack({ tool: 't', version: '1', requests })).split('aaaaa'.repeat(20)).length,
    ).toBeLessThan(8);
  });
});

describe('fixtures of real tools', () => {
  const fixtures = toolFixtures();

  it('are there, each with a turn that follows a tool call', () => {
    expect(fixtures.map((fixture) => fixture.tool)).toEqual([
      '@anthropic-ai/claude-code',
      'cline',
      '@continuedev/cli',
      '@openai/codex',
      '@google/gemini-cli',
      '@moonshot-ai/kimi-code',
      'opencode-ai',
      '@qwen-code/qwen-code',
    ]);
    for (const { requests } of fixtures) {
      const kinds = requests.flatMap((it) => readRequest(it).context.blocks.map((block) => block.kind));
      expect(kinds).toContain('tool_result');
    }
  });

  it.each(fixtures)('$tool: no word but our own and the protocol’s', ({ requests }) => {
    for (const { body, headers } of requests) {
      const texts = strings(JSON.parse(body)).filter((text) => !/^https?:\/\/json-schema\.org\//.test(text));
      expect(texts.flatMap((text) => foreignWords(unmarked(text), protocolWords))).toEqual([]);
      for (const [name, value] of headers) {
        if (KEPT_HEADERS.has(name.toLowerCase())) continue;
        expect([
          name,
          foreignWords(value.replace(/^(?:Bearer )?key-of-the-client$/, ''), protocolWords),
        ]).toEqual([name, []]);
      }
    }
  });

  it.each(fixtures)('$tool: arguments of calls are JSON still', ({ requests }) => {
    for (const { body } of requests) {
      const { messages = [] } = JSON.parse(body) as {
        messages?: { tool_calls?: { function: { arguments: string } }[] }[];
      };
      for (const call of messages.flatMap((it) => it.tool_calls ?? []))
        expect(() => JSON.parse(call.function.arguments)).not.toThrow();
    }
  });
});

describe('comparing bodies', () => {
  const model = { from: 'a.b', to: 'c' };
  const edit = (sent: string, arrived: string) =>
    unexpectedEdit(Buffer.from(sent), Buffer.from(arrived), model);

  it('allows the model in its place and usage that was added', () => {
    expect(edit('{"model": "a.b","x":1}', '{"model": "c","x":1}')).toBeNull();
    expect(edit('{"model":"a.b"}', '{"model":"c","stream_options":{"include_usage":true}}')).toBeNull();
  });

  it('says where anything else was changed', () => {
    expect(edit('{"model":"a.b","n":1.0}', '{"model":"c","n":1}')).toMatch(/^at 18 of/);
    expect(edit('{"x":"a.b","model":"a.b"}', '{"x":"c","model":"c"}')).not.toBeNull();
    expect(edit('{"model":"a.b"}', '{"model":"c","stream_options":{"other":true}}')).not.toBeNull();
  });
});
