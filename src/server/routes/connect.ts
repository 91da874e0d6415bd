import { isLoopback } from '../../config/index.ts';
import { type ConnectView, connectSchema } from '../../contract/index.ts';
import { baseUrl } from '../base-url.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';

export function connectRoutes(deps: ServerDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/connect',
      summary: 'How each tool and SDK is pointed here, as texts to copy; never a token',
      answers: { 200: connectSchema },
      async handle({ request }): Promise<ConnectView> {
        // What edits files of tools is loaded once someone asks.
        const { connectEntries, targetAt } = await import('../../connect/index.ts');
        const config = deps.config();
        const base = baseUrl(request);
        // A name alone says nothing: anybody may write it.
        const isLocal = isLoopback(new URL(base).hostname) && isLoopback(request.ip);
        const defaultModel = deps.chosenModel.current() ?? config.defaultModel;
        const target = targetAt({ ...config, defaultModel }, base, null);
        return {
          base_url: base,
          needs_token: target.isToken,
          model: target.model,
          tools: connectEntries(target, deps.surroundings, isLocal),
          providers: config.providers.map(({ name, on, why, keyVariable }) => ({
            name,
            on,
            why,
            key_variable: keyVariable,
          })),
        };
      },
    }),
  ];
}
