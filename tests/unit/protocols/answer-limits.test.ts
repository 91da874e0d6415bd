import { describe, expect, it } from 'vitest';
import { AnswerConverter, Notes, protocolNamed } from '../../../src/protocols/index.ts';
import { encodeEvents, type SseEvent } from '../../support/sse.ts';

const NAMES = ['openai-chat', 'anthropic-messages', 'openai-responses', 'gemini'] as const;
type Name = (typeof NAMES)[number];

function converter(client: Name, provider: Name): AnswerConverter {
  return new AnswerConverter({
    provider: protocolNamed(provider),
    client: protocolNamed(client),
    changes: { toolNames: new Map(), customTools: new Set() },
    target: {
      model: 'm',
      exchangeId: '1',
      created: 1,
      operation: '',
      wantsUsage: true,
      request: { model: 'm', stream: true, messages: [], tools: [], sampling: {} },
      notes: new Notes(),
      framing: 'sse',
    },
  });
}

/** Time of the processor since then, in ms: a busy machine does not lengthen it. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

const event = (data: object): Buffer => Buffer.from(`data: ${JSON.stringify(data)}\n\n`);
const chunk = (delta: object): Buffer => event({ id: 'c', choices: [{ index: 0, delta }] });
const call = (index: number, args: string): Buffer =>
  chunk({
    tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name: 'f', arguments: args } }],
  });

const OTHERS = NAMES.filter((name) => name !== 'openai-chat');
const TEXT = 'x'.repeat(256 * 1024);

describe.each(OTHERS)('a stream of chat completions that never ends, for a client of %s', (client) => {
  const untilRefused = (pieces: (n: number) => Buffer, most: number): number => {
    const converting = converter(client, 'openai-chat');
    for (let n = 0; n < most; n++) {
      try {
        converting.push(pieces(n));
      } catch (error) {
        expect(error).toMatchObject({
          code: 'upstream_invalid',
          message: expect.stringContaining('too long'),
        });
        return n;
      }
    }
    return most;
  };

  it('is given up where its text is longer than any model writes', () => {
    const said = untilRefused(() => chunk({ content: TEXT }), 100);
    expect(said * TEXT.length).toBeGreaterThan(15_000_000);
    expect(said).toBeLessThan(100);
  });

  it('is given up where the arguments of a call are', () => {
    expect(untilRefused((n) => call(0, n === 0 ? '{"a":"' : TEXT), 100)).toBeLessThan(100);
  });

  it('is given up where it has more parts than any answer', () => {
    expect(untilRefused((n) => call(n, '{}'), 12_000)).toBe(10_000);
  });

  it('goes on for some thousands of calls that stay open, in a time that does not grow with their square', () => {
    const converting = converter(client, 'openai-chat');
    const start = process.cpuUsage();
    for (let n = 0; n < 8000; n++) converting.push(call(n, '{"a":'));
    // Reading the arguments of all that are open at each new call takes minutes.
    expect(cpuMs(start)).toBeLessThan(8000);
  }, 20_000);
});

describe('what a reader holds and nobody is told of', () => {
  it('is bounded by the length of the stream', () => {
    const converting = converter('openai-chat', 'anthropic-messages');
    const of = (data: SseEvent): Buffer => Buffer.concat(encodeEvents([data]));
    converting.push(event({ type: 'message_start', message: { id: 'm' } }));
    converting.push(event({ type: 'content_block_start', index: 0, content_block: { type: 'mystery' } }));
    const delta = { type: 'input_json_delta', partial_json: 'x'.repeat(4 * 1024 * 1024) };
    const more = of({ data: JSON.stringify({ type: 'content_block_delta', index: 0, delta }) } as SseEvent);
    expect(() => {
      for (let n = 0; n < 40; n++) converting.push(more);
    }).toThrow('too long');
  });
});

describe('citations', () => {
  it('of a long text are placed in one walk through it', () => {
    const converting = converter('gemini', 'openai-chat');
    const length = 8_000_000;
    for (let n = 0; n < 8; n++) converting.push(chunk({ content: 'é'.repeat(length / 8) }));
    const cited = (n: number) => ({
      type: 'url_citation',
      url_citation: {
        url: `https://example.com/${n}`,
        start_index: length - 4000 + n,
        end_index: length - 1,
      },
    });
    converting.push(chunk({ annotations: Array.from({ length: 3000 }, (_, n) => cited(n)) }));
    converting.push(event({ id: 'c', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
    const start = process.cpuUsage();
    const { text } = converting.push(Buffer.from('data: [DONE]\n\n'));
    expect(cpuMs(start)).toBeLessThan(3000);
    expect(text).toContain(`"startIndex":${2 * (length - 4000)},"endIndex":${2 * (length - 1)}`);
  });
});
