import * as z from 'zod';
import type { Place } from './configuration.ts';

const HEALTH_MS = 2_000;
const healthSchema = z.object({
  status: z.string(),
  message: z.string(),
  running: z.number().int().nonnegative().default(0),
});

export type Health = z.infer<typeof healthSchema>;

/** Headers for the running program's API. */
export function credentials({ authToken }: Place): Record<string, string> {
  return authToken === null ? {} : { 'x-kimi-proxy-token': authToken };
}

/** What the program says of itself; null where nothing answers within two seconds, or something else does. */
export async function askHealth(url: string, place: Place): Promise<Health | null> {
  const answer = await fetch(`${url}/health`, {
    headers: credentials(place),
    signal: AbortSignal.timeout(HEALTH_MS),
  })
    .then((response): Promise<unknown> => response.json())
    .catch(() => null);
  return healthSchema.safeParse(answer).data ?? null;
}
