import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

export type Message = Record<string, unknown> & { type: string };

/** A dashboard of a program: what it was told, and what it waits for. */
export interface Dashboard {
  readonly received: readonly Message[];
  /** The first message that fits, whether it has come or is still to come. */
  sees(fits: (message: Message) => boolean): Promise<Message>;
}

/** Connects to `/ws` of a program; resolves after `init`. */
export async function dashboardOf(url: string, headers: Record<string, string> = {}): Promise<Dashboard> {
  const ws = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`, { headers });
  onTestFinished(() => ws.terminate());
  const received: Message[] = [];
  const waiting = new Set<() => void>();
  ws.on('message', (data) => {
    received.push(JSON.parse(data.toString()) as Message);
    for (const look of waiting) look();
  });
  const failed = new Promise<never>((_, reject) => ws.on('error', reject));
  failed.catch(() => undefined);
  const sees = (fits: (message: Message) => boolean): Promise<Message> => {
    const seen = new Promise<Message>((resolve) => {
      const look = (): void => {
        const found = received.find(fits);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
    return Promise.race([seen, failed]);
  };
  await sees((message) => message.type === 'init');
  return { received, sees };
}
