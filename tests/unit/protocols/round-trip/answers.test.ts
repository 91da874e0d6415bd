import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src/exchange/index.ts';
import type { NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { collect, eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import { Ordered } from '../../../../src/protocols/neutral/order.ts';
import type { Part } from '../../../../src/protocols/neutral/parts.ts';
import type { NeutralRequest } from '../../../../src/protocols/neutral/request.ts';
import { answers, streams } from './arbitraries.ts';
import { backFromClient, eventsIn, PAIRS, SPEAKERS, type Speaker, targetOf } from './lanes.ts';
import { plainAnswer } from './normalise.ts';

const REQUEST: NeutralRequest = {
  model: 'm',
  stream: true,
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
  tools: ['read_file', 'write_file', 'search'].map((name) => ({ type: 'function', name, parameters: null })),
  sampling: {},
  reasoning: { enabled: true, effort: 'high', summary: 'auto' },
};

/** An answer as a client of the protocol gets it, read again as a provider's. */
function through(answer: NeutralAnswer, speaker: Speaker): NeutralAnswer {
  const body: unknown = speaker.conversion.writeAnswer(answer, targetOf(REQUEST, speaker));
  const read = speaker.conversion.readAnswer(JSON.parse(JSON.stringify(body)));
  if (read === null) throw new Error('it was read as no answer');
  return read;
}

describe.each(SPEAKERS.map((speaker) => [speaker.name, speaker] as const))('%s', (name, speaker) => {
  it('keeps an answer that is written and read again', () => {
    fc.assert(
      fc.property(answers(name), (answer) => {
        expect(plainAnswer(through(answer, speaker), [name])).toEqual(plainAnswer(answer, [name]));
      }),
      { numRuns: 100 },
    );
  });

  it('keeps a stream that is written and read again, and gives each delta at once', () => {
    fc.assert(
      fc.property(streams(name), ({ answer, events }) => {
        const writer = speaker.conversion.streamWriter(targetOf(REQUEST, speaker));
        const reader = speaker.conversion.streamReader();
        const ordered = new Ordered();
        const read = events.flatMap((event) =>
          eventsIn(writer.write(event)).flatMap((one) => ordered.push(reader.push(one))),
        );
        read.push(...ordered.push(reader.end()), ...ordered.close());
        expect(ordered.ended).toBe(true);
        expect(plainAnswer(collect(read).answer, [name])).toEqual(plainAnswer(answer, [name]));
      }),
      { numRuns: 100 },
    );
  });

  it('says in whole what it says in a stream', () => {
    fc.assert(
      fc.property(answers(name), (answer) => {
        const writer = speaker.conversion.streamWriter(targetOf(REQUEST, speaker));
        const text = [...eventsOf(answer)].map((event) => writer.write(event)).join('');
        const reader = speaker.conversion.streamReader();
        const ordered = new Ordered();
        const read = eventsIn(text).flatMap((one) => ordered.push(reader.push(one)));
        read.push(...ordered.push(reader.end()), ...ordered.close());
        expect(plainAnswer(collect(read).answer, [name])).toEqual(
          plainAnswer(through(answer, speaker), [name]),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('ends a stream that was cut at any step with an error that its readers know', () => {
    const error = new ProxyError('upstream_reset', 'The provider went away');
    const told = { status: error.status, code: error.code, message: error.message };
    fc.assert(
      fc.property(streams(name), fc.nat(40), ({ events }, cut) => {
        const writer = speaker.conversion.streamWriter(targetOf(REQUEST, speaker));
        const before = events.slice(0, Math.min(cut, events.length - 2));
        const said = before.map((event) => writer.write(event)).join('');
        const text = said + writer.fail(told, speaker.errorBody(error, 'x1'));
        expect(text).toMatch(/(?:\r?\n){2}$/);
        const reader = speaker.conversion.streamReader();
        const ordered = new Ordered();
        const read = eventsIn(text).flatMap((one) => {
          expect(() => JSON.parse(one.data)).not.toThrow();
          return ordered.push(reader.push(one));
        });
        expect(read.at(-1)).toMatchObject({
          type: 'error',
          error: { message: expect.stringContaining('went away') },
        });
      }),
      { numRuns: 100 },
    );
  });
});

describe.each(PAIRS)('%s → %s → back', (from, to, a, b) => {
  it('keeps an answer', () => {
    fc.assert(
      fc.property(answers(null), (answer) => {
        const there = through(through(answer, a), b);
        expect(plainAnswer(through(there, a), [from, to])).toEqual(plainAnswer(answer, [from, to]));
      }),
      { numRuns: 40 },
    );
  });

  it('gives a client the seals of another’s reasoning, and gets them back from it', () => {
    fc.assert(
      fc.property(answers(to), (answer) => {
        const body = a.conversion.writeAnswer(answer, targetOf(REQUEST, a));
        const request = backFromClient(JSON.parse(JSON.stringify(body)), a);
        const parts = request.messages
          .filter((message) => message.role === 'assistant')
          .flatMap((message) => message.parts);
        expect(sealsIn(parts)).toEqual(sealsIn(answer.parts));
        const said = (given: Part[]) => given.filter((part) => part.type !== 'reasoning');
        expect(plainAnswer({ ...answer, parts: said(parts) }, [from, to])).toEqual(
          plainAnswer({ ...answer, parts: said(answer.parts) }, [from, to]),
        );
      }),
      { numRuns: 40 },
    );
  });
});

function sealsIn(parts: Part[]): unknown[] {
  return parts.flatMap((part) => ('seal' in part && part.seal !== undefined ? [part.seal] : []));
}
