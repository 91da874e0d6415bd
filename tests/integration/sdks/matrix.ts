import { describe } from 'vitest';
import { answers } from './answers.ts';
import type { Bed } from './bed.ts';
import type { Client } from './client.ts';
import { failures } from './failures.ts';
import { PROVIDERS } from './providers.ts';
import { routeOf } from './route.ts';
import { turns } from './turns.ts';

/** Everything that must work on the way from one SDK to each type of provider. */
export function matrix(bed: Bed, client: Client): void {
  describe.each(PROVIDERS)(`${client.name}: an answer by $name`, (provider) => {
    const route = routeOf(bed, client, provider);
    turns(route);
    // Kimi differs from other providers of its language in what it wants back.
    if (provider.name === 'kimi') return;
    answers(route);
    failures(route);
  });
}
