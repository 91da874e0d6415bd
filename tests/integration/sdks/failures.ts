import { describe, expect, it } from 'vitest';
import { answer, refuse } from '../../support/upstream/index.ts';
import type { Piece } from './client.ts';
import { LIMIT_MS, type Route, rejection, said } from './route.ts';

/** Those that tell a breaker of trouble come first, so that the others close it again. */
const STATUSES = [500, 529, 400, 401, 403, 404, 429];

const RETRY_AFTER_S = 30;

const PIECES = said('one', ' two', ' three', ' four');

/** A client that gives up, a provider that refuses, and streams that do not come to their end. */
export function failures(route: Route): void {
  const { client, provider } = route;
  const third = provider.firstPiece + 2;

  it(
    'is not wanted any more: the provider’s request ends with the client’s',
    async () => {
      const gate = route.bed.upstream.gate();
      const request = route.next(answer({ parts: [PIECES] }, { gates: { [third]: gate } }));
      const controller = new AbortController();
      const talk = route.talk();
      talk.say('Count to four');
      const asked = talk.ask({ stream: true, signal: controller.signal, onPiece: () => controller.abort() });
      await rejection(asked);
      await (await request).closed;
      expect((await request).aborted).toBe(true);
    },
    LIMIT_MS,
  );

  it.each([
    ['whole', false],
    ['streamed', true],
  ])(
    'refused (asked for %s), is an error of the SDK’s own kind',
    async (_, stream) => {
      for (const status of STATUSES) {
        const retryAfter = status === 429 ? { retryAfter: RETRY_AFTER_S } : {};
        route.next(refuse({ status, message: `The provider says ${status}`, ...retryAfter }));
        const talk = route.talk();
        talk.say('Hello');
        const error = await rejection(talk.ask({ stream }));
        expect(error, String(status)).toBeInstanceOf(client.errors[status]);
        const failure = client.failure(error);
        expect(failure.status).toBe(status);
        expect(failure.message).toContain(`The provider says ${status}`);
        if (failure.headers === null || status !== 429) continue;
        const headers = new Headers(failure.headers as Record<string, string>);
        // Gemini says so in the body alone, which goes to its own clients as it is.
        if (provider.language !== 'gemini' || client.language !== 'gemini')
          expect(headers.get('retry-after')).toBe(String(RETRY_AFTER_S));
        if (provider.limitHeaders) expect(headers.get(client.limitHeader)).toBe('0');
      }
    },
    LIMIT_MS,
  );

  describe('in the middle of a stream', () => {
    /** What had come, and how it ended: with an error's words, or as an answer that says why it ended. */
    const broken = async (slow?: 'slow'): Promise<{ heard: string; message?: string; finish?: unknown }> => {
      let heard = '';
      const talk = route.talk(slow);
      talk.say('Count to four');
      const onPiece = ({ text }: Piece): void => {
        heard += text;
      };
      return talk.ask({ stream: true, onPiece }).then(
        ({ finish }) => ({ heard, finish }),
        (error: Error) => ({ heard, message: client.failure(error).message }),
      );
    };

    it(
      'cut off, is an error after what had come',
      async () => {
        route.next(answer({ parts: [PIECES] }, { cutAt: third }));
        const { heard, message } = await broken();
        expect(heard).toBe('one two');
        expect(message).toContain('closed the connection');
      },
      LIMIT_MS,
    );

    it(
      'at a standstill, is an error after a while',
      async () => {
        route.next(answer({ parts: [PIECES] }, { gates: { [third]: route.bed.upstream.gate() } }));
        const { heard, message } = await broken('slow');
        expect(heard).toBe('one two');
        expect(message).toContain('sent nothing for');
      },
      LIMIT_MS,
    );

    it(
      'refused, is an error with the provider’s words',
      async () => {
        const refusal = { status: 529, message: 'The provider is overloaded' };
        route.next(answer({ parts: [PIECES] }, { failAt: { event: third, refusal } }));
        const { heard, message, finish } = await broken();
        expect(heard).toBe('one two');
        if (client.missesErrors && client.language === provider.language) expect(finish).toBeUndefined();
        else expect(message).toContain('The provider is overloaded');
      },
      LIMIT_MS,
    );
  });
}
