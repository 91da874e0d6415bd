import type { McpTransport } from '../../contract/index.ts';
import type { RpcMessage } from '../rpc.ts';

/** A connection to a server, message by message. */
export interface Wire {
  readonly kind: McpTransport;
  /** The process's id, where it is one that we started. */
  readonly pid: number | null;
  /** Handlers are set before. Rejects where the server cannot be reached. */
  start(): Promise<void>;
  /** Rejects where the message did not reach the server. */
  send(message: RpcMessage): Promise<void>;
  close(): Promise<void>;
  setProtocolVersion(version: string): void;
  onMessage: (message: RpcMessage) => void;
  /** Once; `reason` is a sentence, null where we closed it. */
  onClose: (reason: string | null) => void;
  /** A stream of answers was cut: whoever waits for one should see whether the server is still there. */
  onDoubt: () => void;
  /** What it should slow down for: resolves when more may be read. Set by who listens. */
  pause: () => Promise<void> | null;
}

/** What a wire has of whoever listens, before anybody does. */
export function unheard(): Pick<Wire, 'setProtocolVersion' | 'onMessage' | 'onClose' | 'onDoubt' | 'pause'> {
  return {
    setProtocolVersion: () => {},
    onMessage: () => {},
    onClose: () => {},
    onDoubt: () => {},
    pause: () => null,
  };
}

/** What a message that could not be sent says of whether the server has it. */
export class NotSent extends Error {
  /** The session at the server is gone: a new connection may do. */
  readonly expired: boolean;
  constructor(message: string, options: { expired?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'NotSent';
    this.expired = options.expired ?? false;
  }
}
