import * as z from 'zod';
import type { ExchangeHeaders } from '../../contract/index.ts';
import { ProxyError } from '../../exchange/index.ts';
import type { StoredExchange } from '../../storage/index.ts';
import { baseUrl } from '../base-url.ts';
import { curlCommand } from '../code/curl.ts';
import { openaiJs, openaiPython } from '../code/openai.ts';
import { type Again, meaningfulHeaders, unmaskedPath } from '../code/request.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { exchangeParams, foundExchange, queryOf } from './input.ts';

const WRITERS = { curl: curlCommand, 'openai-js': openaiJs, 'openai-python': openaiPython };

const codeQuery = queryOf({ as: z.enum(['curl', 'openai-js', 'openai-python']) });

const KEY_HEADER = {
  'openai-chat': 'authorization',
  'openai-responses': 'authorization',
  'anthropic-messages': 'x-api-key',
  gemini: 'x-goog-api-key',
} as const;

function notKept(): ProxyError {
  return new ProxyError(
    'not_found',
    'The request of this exchange is not kept, so that it cannot be sent again.',
    {
      hint: 'Bodies are kept with capture = "full", once the exchange has ended.',
      details: { field: 'id' },
    },
  );
}

export function codeRoutes(deps: ServerDeps): Route[] {
  /** The header that a key is wanted in: where callers need ours, or the provider is given the caller's own. */
  const keyHeaderOf = ({ protocol, provider }: StoredExchange): Again['keyHeader'] => {
    const { providers, server } = deps.config();
    const passesOn = providers.find(({ name }) => name === provider)?.auth === 'client';
    return server.authToken !== null || passesOn ? KEY_HEADER[protocol ?? 'openai-chat'] : null;
  };

  return [
    route({
      method: 'GET',
      path: '/api/exchanges/{id}/code',
      summary: 'A command or a program that sends the request of an exchange to this program again',
      params: exchangeParams,
      query: codeQuery,
      answers: { 200: 'text/plain' },
      reads: true,
      async handle({ params, query, request, reply }) {
        const exchange = await foundExchange(deps.store, params.id);
        const kept = await deps.store.captured(exchange.id);
        const headers = kept.headers === null ? null : (JSON.parse(kept.headers) as ExchangeHeaders);
        const body = (await deps.bodies(exchange.id))?.request ?? null;
        const reads = exchange.kind === 'probe';
        if (body === null && !reads) throw notKept();
        const again: Again = {
          exchangeId: exchange.id,
          origin: baseUrl(request),
          path: unmaskedPath(headers?.path ?? exchange.path),
          method: reads ? 'GET' : 'POST',
          headers: meaningfulHeaders(headers),
          keyHeader: keyHeaderOf(exchange),
          body: Buffer.from(body ?? ''),
          streamed: exchange.streamed,
        };
        reply.type('text/plain; charset=utf-8');
        try {
          return WRITERS[query.as](again);
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          throw new ProxyError('invalid_request', 'as (query): the body is no JSON, which the SDK sends', {
            hint: 'Use as=curl.',
            details: { in: 'query', field: 'as' },
            cause: error,
          });
        }
      },
    }),
  ];
}
