import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requests } from './arbitraries.ts';
import { PAIRS, SPEAKERS, through } from './lanes.ts';
import { plainRequest } from './normalise.ts';

describe.each(SPEAKERS.map((speaker) => [speaker.name, speaker] as const))('%s', (name, speaker) => {
  it('keeps a request that is written and read again', () => {
    const kinds = { seals: name, resultImages: name !== 'openai-chat', customTools: true };
    fc.assert(
      fc.property(requests(kinds), (request) => {
        expect(plainRequest(through(request, speaker), [name])).toEqual(plainRequest(request, [name]));
      }),
      { numRuns: 100 },
    );
  });
});

describe.each(PAIRS)('%s → %s → back', (from, to, a, b) => {
  it('keeps a client’s request', () => {
    const chat = from === 'openai-chat' || to === 'openai-chat';
    const kinds = { seals: null, resultImages: !chat, customTools: false };
    fc.assert(
      fc.property(requests(kinds), (request) => {
        const there = through(through(request, a), b);
        expect(plainRequest(through(there, a), [from, to])).toEqual(plainRequest(request, [from, to]));
      }),
      { numRuns: 60 },
    );
  });
});
