import { expect, it } from 'vitest';
import { answer, type Gate } from '../../support/upstream/index.ts';
import type { Heard, Piece } from './client.ts';
import { callId, LIMIT_MS, type Route, said } from './route.ts';

/** 1000 tokens in, of which 700 came from the cache and 100 went there; 120 out, of which 40 are reasoning. */
const USAGE = { input: 1000, output: 120, cacheRead: 700, cacheWrite: 100, reasoning: 40 };

/** A PNG of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function usageFor({ client, provider }: Route): Heard['usage'] {
  const counts = client.countsReasoning && provider.countsReasoning;
  return { input: 1000, cached: 700, output: 120, ...(counts ? { reasoning: 40 } : {}) };
}

/** Opens a piece's gate once all pieces before it have been heard. */
function opener(gated: { kind: Piece['kind']; before: string; gate: Gate }[]): (piece: Piece) => void {
  const heard = { text: '', reasoning: '', arguments: '' };
  return ({ kind, text }) => {
    heard[kind] += text;
    for (const one of gated) if (heard[one.kind] === one.before) one.gate.open();
  };
}

/** Texts, pictures, schemas, and that nothing waits for what comes behind it. */
export function answers(route: Route): void {
  const { client, provider } = route;

  it.each([
    ['whole', false],
    ['streamed', true],
  ])(
    '%s, is read with its end and its tokens',
    async (_, stream) => {
      const request = route.next(
        answer({ parts: [said('Grüezi', ' mitenand', ' 🏔️')], usage: USAGE }, { strict: provider.strict }),
      );
      const talk = route.talk();
      talk.say('Say hello in Swiss German');
      const heard = await talk.ask({ stream });
      expect(heard).toMatchObject({
        text: 'Grüezi mitenand 🏔️',
        calls: [],
        finish: client.finish.stop,
        usage: usageFor(route),
      });
      expect((await request).text()).toContain('Say hello in Swiss German');
    },
    LIMIT_MS,
  );

  it(
    'streamed, comes piece by piece: the provider holds each back until the one before was heard',
    async () => {
      const id = callId();
      const pieces = {
        reasoning: ['hmmmm', ' thinking', ' harder'],
        text: ['Eins,', ' zwei,', ' drei'],
        arguments: ['{"city', '":"Zür', 'ich"}'],
      };
      const streamed = (['reasoning', 'text', 'arguments'] as const).filter(
        (kind) =>
          (kind !== 'reasoning' || client.hearsReasoning) &&
          (kind !== 'arguments' || (client.streamsArguments && provider.streamsArguments)),
      );
      const gated = streamed.flatMap((kind) =>
        pieces[kind].slice(1).map((piece, at) => ({
          kind,
          piece,
          before: pieces[kind].slice(0, at + 1).join(''),
          gate: route.bed.upstream.gate(),
        })),
      );
      const holds = Object.fromEntries(
        gated.map(({ piece, gate }) => [JSON.stringify(piece).slice(1, -1), gate]),
      );
      route.next(
        answer(
          {
            parts: [
              route.thought('held', ...pieces.reasoning),
              said(...pieces.text),
              { type: 'tool_call', id, name: 'get_weather', pieces: pieces.arguments },
            ],
          },
          { holds },
        ),
      );
      const talk = route.talk();
      talk.say('Count, then ask for the weather');
      const heard = await talk.ask({ stream: true, tools: true, think: true, onPiece: opener(gated) });
      expect(heard).toMatchObject({
        text: 'Eins, zwei, drei',
        reasoning: client.hearsReasoning ? 'hmmmm thinking harder' : '',
        calls: [{ name: 'get_weather', args: { city: 'Zürich' } }],
      });
      expect(gated.every(({ gate }) => gate.isOpen)).toBe(true);
    },
    LIMIT_MS,
  );

  it(
    'is given about a picture',
    async () => {
      const request = route.next(answer({ parts: [said('One pixel.')] }, { strict: provider.strict }));
      const talk = route.talk();
      talk.say('What is this?', PIXEL);
      expect((await talk.ask({ stream: false })).text).toBe('One pixel.');
      expect((await request).text()).toContain(PIXEL);
    },
    LIMIT_MS,
  );

  it(
    'is bound to a schema',
    async () => {
      const schema = {
        type: 'object',
        properties: { mountain: { type: 'string' }, metres: { type: 'number' } },
        required: ['mountain', 'metres'],
        additionalProperties: false,
      };
      const given = { mountain: 'Säntis', metres: 2502 };
      const request = route.next(
        answer({ parts: [said(JSON.stringify(given))] }, { strict: provider.strict }),
      );
      const talk = route.talk();
      talk.say('Name a mountain');
      const heard = await talk.ask({ stream: false, schema });
      expect(JSON.parse(heard.text)).toEqual(given);
      expect((await request).text()).toContain('"metres"');
    },
    LIMIT_MS,
  );
}
