import { describe, expect, it } from 'vitest';
import { cachePartsOf } from '../../../../web/src/panels/exchange/cache/parts.ts';
import { foldSame } from '../../../../web/src/panels/exchange/changes/fold.ts';
import { sharesOf } from '../../../../web/src/panels/exchange/composition/shares.ts';
import { argumentsOf } from '../../../../web/src/panels/exchange/conversation/call-arguments.ts';
import {
  joinMessages,
  type Message,
} from '../../../../web/src/panels/exchange/conversation/use-conversation.ts';
import { firstLines } from '../../../../web/src/panels/exchange/lines.ts';
import { indentJson } from '../../../../web/src/panels/exchange/raw/indent-json.ts';
import { parseEvents } from '../../../../web/src/panels/exchange/raw/sse.ts';
import { faultOf, tabByKey, tabOf } from '../../../../web/src/panels/exchange/tabs.ts';
import { row } from '../rows.ts';

describe('the first lines of a text', () => {
  it('are cut at a line, and say how many are left', () => {
    expect(firstLines('a\nb\nc\nd\n', 2)).toEqual({ head: 'a\nb', rest: 2 });
    expect(firstLines('a\nb\n', 2)).toEqual({ head: 'a\nb\n', rest: 0 });
    expect(firstLines('', 3)).toEqual({ head: '', rest: 0 });
  });

  it('are cut within a line that is very long, but not within a character', () => {
    const { head, rest } = firstLines('😀'.repeat(10), 5, 7);
    expect(head).toBe('😀'.repeat(3));
    expect(rest).toBe(1);
  });
});

describe('the arguments of a call', () => {
  it('are names and values, texts as they are', () => {
    expect(argumentsOf('{"path":"/a\\nb","limit":5,"o":{"x":[1,2]}}')).toEqual([
      { name: 'path', value: '/a\nb', isText: true },
      { name: 'limit', value: '5', isText: false },
      { name: 'o', value: '{ "x": [ 1, 2 ] }', isText: false },
    ]);
  });

  it.each(['', 'plain', '[1]', 'null', '"x"', '{"cut": "of'])('stay a text where they are %j', (text) => {
    expect(argumentsOf(text)).toBeNull();
  });
});

describe('parts of a conversation', () => {
  const message = (index: number | null, ...positions: number[]): Message => ({
    message: index,
    role: 'user',
    name: null,
    tokens: 1,
    blocks: positions.map((position) => ({ position }) as Message['blocks'][number]),
  });
  const places = (messages: Message[]) =>
    messages.map(({ blocks }) => blocks.map(({ position }) => position));

  it('are one again where a message was cut between them', () => {
    const parts = [
      { messages: [message(0, 0), message(1, 1, 2)] },
      { messages: [message(1, 3), message(2, 4)] },
    ];
    expect(places(joinMessages(parts))).toEqual([[0], [1, 2, 3], [4]]);
  });

  it('stay apart where they are in no message', () => {
    expect(
      places(joinMessages([{ messages: [message(null, 0)] }, { messages: [message(null, 1)] }])),
    ).toEqual([[0], [1]]);
  });
});

describe('a text’s changes', () => {
  const same = (text: string) => ({ op: 'same' as const, text, characters: text.length });
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index}\n`).join('');

  it('fold what is the same between them, and keep three lines on each side', () => {
    const steps = foldSame(
      [same(lines(10)), { op: 'added', text: 'x\ny\n', characters: 4 }, same(lines(20))],
      true,
    );
    expect(steps.map(({ op, text }) => (op === 'skipped' ? '…' : `${op[0]}${text.trim()}`)).join(' ')).toBe(
      '… s7 s8 s9 ax ay s0 s1 s2 …',
    );
  });

  it('lose no character in what they say was skipped', () => {
    const text = 'word '.repeat(400);
    const steps = foldSame([{ op: 'removed', text: 'a', characters: 1 }, same(text)], false);
    expect(steps.reduce((sum, { characters }) => sum + characters, 0)).toBe(text.length + 1);
  });
});

describe('shares', () => {
  it('add up to the whole, by the largest remainders', () => {
    expect(sharesOf([1, 1, 1])).toEqual([334, 333, 333]);
    for (const values of [[7, 11, 13, 17], [1, 999_999], [3]])
      expect(sharesOf(values).reduce((sum, share) => sum + share, 0)).toBe(1000);
    expect(sharesOf([0, 0])).toEqual([0, 0]);
  });
});

describe('the parts of a cache', () => {
  it('are read, lost, and new, and never more than what went in', () => {
    expect(cachePartsOf({ reported: { read: 60, write: null }, lost_tokens: 30 }, 100)).toEqual({
      hit: 60,
      fresh: 10,
      lost: 30,
    });
    expect(cachePartsOf({ reported: { read: 60, write: 0 }, lost_tokens: 90 }, 100)?.lost).toBe(40);
  });

  it('are not known where the provider does not say', () => {
    expect(cachePartsOf({ reported: { read: null, write: null }, lost_tokens: null }, 100)).toBeNull();
    expect(cachePartsOf({ reported: { read: 0, write: null }, lost_tokens: null }, null)).toBeNull();
  });
});

describe('a body', () => {
  it('of JSON is indented without changing a token', () => {
    const text = '{"a":1e400,"a":[],"b":{"c":"x: {\\"y\\"}, [z]","d":[1,2.0]},"e":{}}';
    const indented = indentJson(text);
    expect(indented).toBe(
      '{\n  "a": 1e400,\n  "a": [],\n  "b": {\n    "c": "x: {\\"y\\"}, [z]",\n    "d": [\n      1,\n      2.0\n    ]\n  },\n  "e": {}\n}',
    );
    expect(indentJson('{"cut": ')).toBeNull();
  });

  it('of a stream is its events; the last is left out until it is whole', () => {
    const text = 'event: ping\r\ndata: {"a":1}\r\n\r\n: comment\n\ndata: x\ndata: y\n\ndata: [DO';
    expect(parseEvents(text, false)).toEqual([
      { event: 'ping', data: '{"a":1}' },
      { event: null, data: 'x\ny' },
    ]);
    expect(parseEvents(text, true).at(-1)).toEqual({ event: null, data: '[DO' });
  });
});

describe('the tabs', () => {
  it('open at what was said, an error at what came over the wire, and where the address says', () => {
    const failed = row('1', { status: 'error', error: { code: 'bad_json', message: 'no' } });
    expect(tabOf(null, row('1'))).toBe('conversation');
    expect(tabOf(null, failed)).toBe('raw');
    expect(tabOf('cache', failed)).toBe('cache');
    expect(tabOf('constructor', null)).toBe('conversation');
  });

  it('stay at what was said where no provider answered: there is nothing more to see on the wire', () => {
    const attempt = {
      provider: 'p',
      model: 'm',
      started_at: '2026-01-01T00:00:00.000Z',
      total_ms: 1,
      connect_ms: null,
      first_byte_ms: null,
      http_status: null,
      error: { code: 'upstream_unreachable' as const, message: 'no' },
      next: null,
    };
    const failed = row('1', {
      status: 'error',
      error: { code: 'upstream_unreachable', message: 'no' },
      attempts: [attempt],
    });
    expect(faultOf(failed)).toBeNull();
    expect(tabOf(null, failed)).toBe('conversation');
    const answered = { ...failed, attempts: [attempt, { ...attempt, http_status: 500 }] };
    expect(faultOf(answered)).toBe('answer');
    expect(tabOf(null, answered)).toBe('raw');
    expect(faultOf({ ...failed, attempts: [] })).toBe('request');
    expect(faultOf(row('1'))).toBeNull();
  });

  it('are walked by arrows, around their ends', () => {
    expect(tabByKey('headers', 'ArrowRight')).toBe('conversation');
    expect(tabByKey('conversation', 'ArrowLeft')).toBe('headers');
    expect(tabByKey('cache', 'End')).toBe('headers');
    expect(tabByKey('cache', 'a')).toBeNull();
  });
});
