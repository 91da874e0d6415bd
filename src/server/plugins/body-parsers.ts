import type { FastifyInstance } from 'fastify';
import { ProxyError } from '../../exchange/index.ts';

/** Where JSON broke, as far as the engine says it. The message itself is not passed on: it quotes the body. */
function positionIn(error: unknown): number | null {
  const found = error instanceof SyntaxError ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  return found === undefined ? null : Number(found);
}

/** JSON, where an empty body is no body; `bad_json` with the position, where there is one. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = positionIn(error);
    throw new ProxyError(
      'bad_json',
      `The body is not JSON${position === null ? '' : ` (position ${position})`}.`,
      position === null ? {} : { details: { position } },
    );
  }
}

/** JSON for the API, and the form of the login; anything else is 415. */
export function installBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: unknown, body: string) => parseJson(body),
  );
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
  );
}
