import { describe, expect, it } from 'vitest';
import { newId } from '../../../../src/exchange/index.ts';
import { eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import type { Fields } from '../../../../src/protocols/neutral/parts.ts';
import { exchangeOfResponse } from '../../../../src/protocols/openai-responses/index.ts';
import { expandPrevious } from '../../../../src/protocols/openai-responses/previous.ts';
import type { MissingResponse, StoredResponse } from '../../../../src/protocols/protocol.ts';
import { answerOf, EXCHANGE, eventsIn, itemsIn, RESPONSE, streamText, target, whole } from './support.ts';

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const message = (content: string) => ({ type: 'message', role: 'user', content });
const output = (content: string) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text: content }],
});
const stored = (request: Fields, ...items: Fields[]): StoredResponse => ({
  request,
  answer: json({ object: 'response', output: items }),
});
const finder = (known: Record<string, StoredResponse | MissingResponse>) => async (id: string) =>
  known[id] ?? null;

describe('an earlier response', () => {
  it('is put in front: its input and its output, and those before it; its instructions are not', async () => {
    const lookup = finder({
      a: stored({ input: 'one', instructions: 'old' }, output('two')),
      b: stored({ input: [message('three')], previous_response_id: 'a' }, output('four')),
    });
    const body = { model: 'm', instructions: 'new', input: 'five', previous_response_id: 'b' };
    expect(await expandPrevious(body, lookup)).toEqual({
      model: 'm',
      instructions: 'new',
      input: [message('one'), output('two'), message('three'), output('four'), message('five')],
    });
    expect(await expandPrevious({ input: 'x', previous_response_id: 'a' }, lookup)).not.toHaveProperty(
      'instructions',
    );
  });

  it('is read from JSON and from streams, whole or cut', async () => {
    const answer = answerOf([
      { type: 'text', text: 'hi' },
      { type: 'tool_call', id: 'c', name: 'read', input: '{}' },
    ]);
    const text = streamText(eventsOf(answer));
    const items = itemsIn(eventsIn(text));
    const cut = text.slice(0, text.indexOf('event: response.completed'));
    const gaps = text.replace(/"output":\[\{.*\],"parallel/, '"output":[],"parallel');
    for (const bytes of [json(whole(answer)), Buffer.from(text), Buffer.from(cut), Buffer.from(gaps)]) {
      const lookup = finder({ a: { request: { input: 'x' }, answer: bytes } });
      const { input } = await expandPrevious({ input: 'y', previous_response_id: 'a' }, lookup);
      expect(input).toEqual([message('x'), ...items, message('y')]);
    }
  });

  it('that was a compaction stands for all that was before it', async () => {
    const compacted = { object: 'response.compaction', output: [message('kept'), { type: 'compaction' }] };
    const lookup = finder({
      a: { request: { input: 'old', previous_response_id: 'z' }, answer: json(compacted) },
    });
    const { input } = await expandPrevious({ input: 'new', previous_response_id: 'a' }, lookup);
    expect(input).toEqual([message('kept'), { type: 'compaction' }, message('new')]);
  });

  it.each<[MissingResponse | 'cut' | 'nothing', RegExp]>([
    ['unknown', /no response with this id/],
    ['nothing', /no response with this id/],
    ['deleted', /session was deleted/],
    ['not_kept', /content was not kept/],
    ['cut', /did not come to an end/],
  ])('that cannot be had is a 400 that says why: %s', async (why, reason) => {
    const known = {
      unknown: 'unknown',
      deleted: 'deleted',
      not_kept: 'not_kept',
      cut: { request: {}, answer: Buffer.from('event: response.created\n\n') },
    } as const;
    const lookup = finder(why === 'nothing' ? {} : { a: known[why] });
    const failed = expandPrevious({ input: 'x', previous_response_id: 'a' }, lookup);
    await expect(failed).rejects.toMatchObject({
      code: 'previous_response_not_found',
      status: 400,
      message: expect.stringMatching(reason),
      hint: expect.stringMatching(/send the earlier items/),
      details: { field: 'previous_response_id' },
    });
  });

  it('in a circle, or without an end, is refused', async () => {
    const circle = finder({
      a: stored({ input: 'x', previous_response_id: 'b' }),
      b: stored({ input: 'x', previous_response_id: 'a' }),
    });
    await expect(expandPrevious({ input: 'x', previous_response_id: 'a' }, circle)).rejects.toThrow(/circle/);
    let asked = 0;
    const endless = async () => stored({ input: 'x', previous_response_id: `r${++asked}` });
    await expect(expandPrevious({ input: 'x', previous_response_id: 'a' }, endless)).rejects.toThrow(
      /too far/,
    );
    expect(asked).toBeLessThanOrEqual(2000);
    const huge = async () => stored({ input: Array(60_000).fill(message('x')) });
    await expect(expandPrevious({ input: 'x', previous_response_id: 'a' }, huge)).rejects.toThrow(
      /50000 items/,
    );
  });

  it('is not looked for where none is named', async () => {
    const body = { input: [message('x')] };
    const never = () => Promise.reject(new Error('asked'));
    expect(await expandPrevious(body, never)).toBe(body);
    expect(await expandPrevious({ ...body, previous_response_id: null }, never)).toMatchObject(body);
  });
});

describe('a reference to an item', () => {
  it('of ours becomes the item, wherever it is', async () => {
    const answer = answerOf([{ type: 'text', text: 'hi' }]);
    const response = whole(answer);
    const [item] = response.output as Fields[];
    const lookup = finder({ [RESPONSE]: { request: { input: 'x' }, answer: json(response) } });
    const input = [message('x'), { type: 'item_reference', id: item?.id }, message('y')];
    expect((await expandPrevious({ input }, lookup)).input).toEqual([message('x'), item, message('y')]);
    const after = await expandPrevious({ input: [{ id: item?.id }], previous_response_id: RESPONSE }, lookup);
    expect(after.input).toEqual([message('x'), item, item]);
  });

  it('that is not there is a 400 that names it; another provider’s stays', async () => {
    const lookup = finder({ [RESPONSE]: stored({ input: 'x' }) });
    const gone = [{ type: 'item_reference', id: `msg_${EXCHANGE}_7` }];
    await expect(expandPrevious({ input: gone }, lookup)).rejects.toMatchObject({
      code: 'previous_response_not_found',
      details: { field: 'input[0].id' },
    });
    const theirs = [{ type: 'item_reference', id: 'msg_0123abc' }];
    expect((await expandPrevious({ input: theirs }, lookup)).input).toEqual(theirs);
  });
});

describe('ids of responses', () => {
  it('tell the exchange, where they were made here', () => {
    const id = newId(1_700_000_000_000);
    expect(exchangeOfResponse(whole(answerOf([]), target({ exchangeId: id })).id as string)).toBe(id);
    for (const other of ['resp_68af4030592c81938ec0a5fbab4a3e9f', `resp_${id}x`, `msg_${id}`, '', id])
      expect(exchangeOfResponse(other)).toBeNull();
  });
});
