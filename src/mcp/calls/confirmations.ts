import type { McpConfirmation } from '../../contract/index.ts';
import { type Clock, isoTime, newId } from '../../exchange/index.ts';
import type { Caller } from '../port.ts';
import { shownName } from './kept.ts';

/** Calls that may wait for a person at once; more are refused. */
const MOST_WAITING = 100;
const LONGEST_ARGUMENTS = 4_000;

export type Decision = 'approved' | 'refused' | 'expired' | 'cancelled';

/** Calls that wait for a person. */
export interface Confirmations {
  /** Resolves with what was decided; `cancelled` where the caller went away, `crowded` where too many wait already. */
  ask(
    call: { server: string; tool: string; argumentsJson: string; caller: Caller },
    limitMs: number,
    signal: AbortSignal,
  ): Promise<Decision | 'crowded'>;
  waiting(): McpConfirmation[];
  /** False where no call of that id waits. */
  decide(id: string, approve: boolean): boolean;
}

/** `onChange` hears of each call when it begins to wait and when it is decided. */
export function createConfirmations(
  clock: Clock,
  onChange: (confirmation: McpConfirmation, status: 'asked' | Decision) => void,
): Confirmations {
  const waiting = new Map<string, { shown: McpConfirmation; settle(decision: Decision): void }>();
  return {
    ask: ({ server, tool, argumentsJson, caller }, limitMs, signal) =>
      new Promise((resolve) => {
        if (signal.aborted || waiting.size >= MOST_WAITING) {
          resolve(signal.aborted ? 'cancelled' : 'crowded');
          return;
        }
        const now = clock.now();
        const shown: McpConfirmation = {
          id: newId(now),
          server,
          tool: shownName(tool),
          arguments:
            argumentsJson.length > LONGEST_ARGUMENTS
              ? `${argumentsJson.slice(0, LONGEST_ARGUMENTS)}…`
              : argumentsJson,
          client: { name: caller.name, version: caller.version },
          session_id: caller.sessionId,
          asked_at: isoTime(now),
          expires_at: isoTime(now + limitMs),
        };
        const settle = (decision: Decision): void => {
          if (!waiting.delete(shown.id)) return;
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          onChange(shown, decision);
          resolve(decision);
        };
        const onAbort = (): void => settle('cancelled');
        const timer = setTimeout(() => settle('expired'), limitMs);
        timer.unref();
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.set(shown.id, { shown, settle });
        onChange(shown, 'asked');
      }),
    waiting: () => [...waiting.values()].map((one) => one.shown),
    decide(id, approve) {
      const one = waiting.get(id);
      one?.settle(approve ? 'approved' : 'refused');
      return one !== undefined;
    },
  };
}
