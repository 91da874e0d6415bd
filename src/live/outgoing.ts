/** A message on its way to every connection, serialised at most once. */
export interface Outgoing {
  readonly message: unknown;
  /** The message as JSON. */
  text(): string;
  /** What a newer message of the same key replaces for a connection that lags; null: nothing does. */
  key(): string | null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * Progress and metrics say where an exchange stands, state and tools where an MCP server does: of several, the newest
 * is enough. What tells that something happened (started, finished, alerts, sessions) is never merged away.
 */
export function mergeKey(message: unknown): string | null {
  if (!isRecord(message)) return null;
  if (message.type === 'metric' && typeof message.exchange_id === 'string') {
    return `metric ${message.exchange_id}`;
  }
  if (message.type === 'mcp') {
    const { server, change } = message;
    const isStanding = change === 'state' || change === 'tools';
    return isStanding && typeof server === 'string' ? `mcp ${change} ${server}` : null;
  }
  if (message.type !== 'exchange' || message.phase !== 'progress' || !isRecord(message.exchange)) return null;
  return typeof message.exchange.id === 'string' ? `progress ${message.exchange.id}` : null;
}

/** Wraps a message for sending; `build` gives the message when it is first needed. */
export function outgoing(build: () => unknown): Outgoing {
  let built: { message: unknown } | null = null;
  let text: string | null = null;
  const message = (): unknown => {
    built ??= { message: build() };
    return built.message;
  };
  return {
    get message() {
      return message();
    },
    text() {
      text ??= JSON.stringify(message());
      return text;
    },
    key: () => mergeKey(message()),
  };
}
