import { healthSchema } from '../../contract/index.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';

/** What fails where a part is down, as a person reads it. */
const CONSEQUENCE: Record<string, string> = {
  storage: 'storage is down: exchanges are forwarded, but not recorded',
  tokens:
    'the token counter is down (a vocabulary cannot be read, or its thread fails): counts are estimates',
};

/** Ms that a part has to say that it works. */
const PATIENCE_MS = 2000;

async function inTime(answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, false);
  });
  try {
    return await Promise.race([answer, late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

export function healthRoutes(deps: ServerDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/health',
      summary: 'Whether every part of the program works; 503 names the one that does not',
      answers: { 200: healthSchema, 503: healthSchema },
      async handle({ reply }) {
        const storage = deps.recorder.healthy() && (await inTime(deps.store.healthy()));
        const tokens = deps.tokensHealthy();
        const down = [...(storage ? [] : ['storage']), ...(tokens ? [] : ['tokens'])];
        reply.code(down.length === 0 ? 200 : 503);
        return {
          status: down.length === 0 ? 'opérationnel' : 'dégradé',
          message:
            down.length === 0
              ? 'Kimi Proxy Dashboard works.'
              : `${down.map((part) => CONSEQUENCE[part] ?? part).join('; ')}.`,
          version: deps.version,
          uptime_s: Math.max(0, Math.floor((deps.clock.now() - deps.startedAt) / 1000)),
          parts: { storage: storage ? 'ok' : 'down', tokens: tokens ? 'ok' : 'down' },
          down,
          providers: deps.config().providers.map(({ name, on }) => ({
            name,
            on,
            breaker: deps.breakerState(name),
          })),
          running: deps.running().length,
        };
      },
    }),
  ];
}
