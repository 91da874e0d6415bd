import type { LiveEvent, SequencedEvent } from '../contract/index.ts';

/** What a dashboard connection must be able to do; `ws` sockets are wrapped into it. */
export interface LiveSocket {
  /** Sends one message. Throws where the connection is gone. */
  sendJson(message: unknown): void;
  /** Bytes written and not yet taken by the peer. */
  readonly bufferedBytes?: number;
  /** Sends a message that is already JSON; where it is missing, `sendJson` is used. */
  sendText?(text: string): void;
  /** Asks the peer for a sign of life; where it is missing, the connection counts as alive. */
  ping?(): void;
  /** Ends the connection at once, without a closing handshake. */
  terminate?(): void;
  close?(code: number, reason: string): void;
}

export interface LiveBus {
  /**
   * Numbers, keeps (for `?since=`) and hands the event to every connection. Never throws. A function is called at
   * once, and only while somebody listens or may come back: without it the event is numbered, but not kept.
   */
  publish(event: LiveEvent | (() => LiveEvent)): void;
  /** Events after `seq` that are still kept, or null where some are gone. */
  since(seq: number): SequencedEvent[] | null;
  readonly seq: number;
}
