import { describe, expect, it } from 'vitest';
import { answer, sealFor, toolCall } from '../../support/upstream/index.ts';
import { callId, LIMIT_MS, type Route, said } from './route.ts';

/** What goes back in the next turn: results of tools, and the reasoning that led to them. */
export function turns(route: Route): void {
  const { client, provider } = route;
  const { strict } = provider;

  describe.each([
    ['whole', false],
    ['streamed', true],
  ])('%s', (form, stream) => {
    const keeps = client.keepsReasoning === 'always' || (client.keepsReasoning === 'whole' && !stream);

    it(
      'calls a tool, and is given its result with the reasoning before it',
      async () => {
        const id = callId();
        const reasoning = `The ${form} weather, I should look`;
        const first = route.next(
          answer(
            {
              parts: [
                route.thought(`seal-${id}`, reasoning.slice(0, 9), reasoning.slice(9)),
                toolCall(id, 'get_weather', { city: 'Zürich "Altstadt"' }),
              ],
            },
            { strict },
          ),
        );
        const second = route.next(answer({ parts: [said('It rains.')] }, { strict }));
        const talk = route.talk();
        talk.say('What is the weather?');
        const asked = await talk.ask({ stream, tools: true, think: true });
        expect(asked).toMatchObject({
          calls: [{ name: 'get_weather', args: { city: 'Zürich "Altstadt"' } }],
          reasoning: client.hearsReasoning ? reasoning : '',
          finish: client.finish.calls,
        });
        expect((await first).text()).toContain('get_time');
        talk.give(asked.calls.map((call) => ({ call, output: 'rain-of-the-tool' })));
        expect((await talk.ask({ stream, tools: true, think: true })).text).toBe('It rains.');
        const sent = (await second).text();
        expect(sent).toContain('rain-of-the-tool');
        expect(sent).toContain('Altstadt');
        // What the client lost is remembered, but where nothing is changed on the way.
        if (!keeps && provider.language === client.language) return;
        if (provider.seals) expect(sent).toContain(sealFor(provider.language, `seal-${id}`));
        if (provider.wantsThoughts) expect(sent).toContain(reasoning);
      },
      LIMIT_MS,
    );

    it(
      'calls two tools at once, and is given both results',
      async () => {
        const ids = [callId(), callId()] as const;
        route.next(
          answer(
            {
              parts: [
                route.thought(`seal-${ids[0]}`, 'Both at once'),
                toolCall(ids[0], 'get_weather', { city: 'Bern' }),
                toolCall(ids[1], 'get_time', { city: 'Basel' }),
              ],
            },
            { strict, interleaved: true },
          ),
        );
        const second = route.next(answer({ parts: [said('Rain at noon.')] }, { strict }));
        const talk = route.talk();
        talk.say('Weather in Bern, time in Basel?');
        const asked = await talk.ask({ stream, tools: true, think: true });
        expect(asked.calls).toMatchObject([
          { name: 'get_weather', args: { city: 'Bern' } },
          { name: 'get_time', args: { city: 'Basel' } },
        ]);
        talk.give(asked.calls.map((call) => ({ call, output: `the result of ${call.name}` })));
        expect((await talk.ask({ stream, tools: true, think: true })).text).toBe('Rain at noon.');
        const sent = (await second).text();
        for (const name of ['get_weather', 'get_time']) expect(sent).toContain(`the result of ${name}`);
      },
      LIMIT_MS,
    );

    it(
      'goes on from reasoning that the provider has sealed',
      async () => {
        const seal = `seal-${callId()}`;
        const pieces = ['First this,', ' then that,', ' and so on'];
        route.next(answer({ parts: [route.thought(seal, ...pieces), said('Forty-two', '.')] }, { strict }));
        const second = route.next(answer({ parts: [said('As I said.')] }, { strict }));
        const talk = route.talk();
        talk.say('Think of a number');
        const asked = await talk.ask({ stream, think: true });
        expect(asked).toMatchObject({ text: 'Forty-two.', finish: client.finish.stop });
        talk.say('Are you sure?');
        expect((await talk.ask({ stream, think: true })).text).toBe('As I said.');
        const sent = (await second).text();
        expect(sent).toContain('Forty-two');
        const sealed = sent.includes(sealFor(provider.language, seal));
        if (provider.seals && keeps) expect(sealed).toBe(true);
        if (sealed && provider.wantsThoughts) expect(sent).toContain(pieces.join(''));
      },
      LIMIT_MS,
    );
  });
}
