import * as z from 'zod';
import { DISABLED, shownAddress } from '../../config/index.ts';
import { modelSchema, type ProviderView, providerSchema } from '../../contract/index.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { queryOf } from './input.ts';

const modelsQuery = queryOf({
  off: z.enum(['true', 'false']).optional().describe('true: also models of providers that are off'),
});

export function catalogueRoutes(deps: ServerDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/providers',
      summary:
        'Providers: on or off and why, whether their breaker is open, and how they have fared; never a key',
      answers: { 200: z.array(providerSchema) },
      handle: (): Promise<ProviderView[]> =>
        Promise.all(
          deps.config().providers.map(async (provider) => ({
            name: provider.name,
            type: provider.type,
            preset: provider.preset,
            base_url: shownAddress(provider.baseUrl),
            auth: provider.auth,
            key_set: provider.apiKey !== null,
            key_variable: provider.keyVariable,
            on: provider.on,
            enabled: provider.why !== DISABLED,
            why: provider.why,
            breaker: deps.breakerState(provider.name),
            ...(await deps.providerStatus(provider.name)),
            models: provider.models.map(({ id, window }) => ({ id, window })),
          })),
        ),
    }),
    route({
      method: 'GET',
      path: '/api/models',
      summary: 'Every model that a client may ask for, with what it costs now',
      query: modelsQuery,
      answers: { 200: z.array(modelSchema) },
      handle: ({ query }) => deps.models(query.off === 'true'),
    }),
    route({
      method: 'GET',
      path: '/metrics',
      summary: 'Metrics for Prometheus',
      answers: { 200: 'text/plain' },
      async handle({ reply }) {
        return reply.type(deps.metrics.contentType).send(await deps.metrics.text());
      },
    }),
  ];
}
