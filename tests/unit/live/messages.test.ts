import { describe, expect, it } from 'vitest';
import { replyTo } from '../../../src/live/index.ts';

describe("the answer to a dashboard's message", () => {
  it('is pong to ping', () => {
    expect(replyTo('{"type":"ping"}')).toEqual({ type: 'pong' });
  });

  it('acknowledges any other message by its type', () => {
    expect(replyTo('{"type":"test","data":7}')).toEqual({ type: 'ack', received: 'test' });
  });

  it.each(['{}', '[]', '7', 'null', '"ping"', '{"type":7}'])('acknowledges %s, which has no type', (text) => {
    expect(replyTo(text)).toEqual({ type: 'ack', received: null });
  });

  it.each(['', 'ping', '{', '{"type":"ping"'])('is bad_message to %j, and repeats nothing of it', (text) => {
    const reply = replyTo(text);
    expect(reply).toMatchObject({ type: 'error', code: 'bad_message' });
    expect(Object.keys(reply).sort()).toEqual(['code', 'message', 'type']);
  });

  it('does not repeat a type of any length', () => {
    const reply = replyTo(JSON.stringify({ type: 'x'.repeat(10_000) }));
    expect(JSON.stringify(reply).length).toBeLessThan(300);
  });
});
