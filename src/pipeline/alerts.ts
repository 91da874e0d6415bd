import type { AlertEvent } from '../contract/index.ts';
import type { Exchange } from '../exchange/index.ts';
import type { LiveBus } from '../live/index.ts';

/** Sessions whose crossings are remembered; the oldest are forgotten first. */
const REMEMBERED = 1000;
const LEVELS: AlertEvent['level'][] = ['notice', 'warning', 'critical'];

/** Publishes an alert when a turn's context use crosses a threshold upwards. */
export class ThresholdWatch {
  /** Index of the highest threshold that each session's agent last stood above. */
  private readonly stoodAbove = new Map<string, number>();
  private readonly bus: Pick<LiveBus, 'publish'>;

  constructor(bus: Pick<LiveBus, 'publish'>) {
    this.bus = bus;
  }

  /** Once a crossing, and again only after the use fell below it (a compaction). `thresholds` ascend, 0 to 1. */
  measured(exchange: Exchange, thresholds: readonly number[]): void {
    const use = exchange.tokens.context_use;
    if (use === null || exchange.sessionId === null) return;
    const now = thresholds.filter((threshold) => use >= threshold).length - 1;
    const before = this.remember(`${exchange.sessionId}/${exchange.agentId ?? ''}`, now);
    const threshold = thresholds[now];
    if (now <= before || threshold === undefined) return;
    this.bus.publish({
      type: 'alert',
      level: LEVELS[Math.max(0, LEVELS.length - thresholds.length + now)] ?? 'critical',
      threshold,
      session_id: exchange.sessionId,
      exchange_id: exchange.id,
      context_use: use,
    });
  }

  private remember(key: string, now: number): number {
    const before = this.stoodAbove.get(key) ?? -1;
    this.stoodAbove.delete(key);
    this.stoodAbove.set(key, now);
    if (this.stoodAbove.size > REMEMBERED) {
      const [oldest] = this.stoodAbove.keys();
      if (oldest !== undefined) this.stoodAbove.delete(oldest);
    }
    return before;
  }
}
