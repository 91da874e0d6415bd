/** The server could not be reached, or the connection to it ended. */
export class McpConnectionError extends Error {
  readonly server: string;
  /** Whether the call may have reached the server: where false, nothing happened there. */
  readonly mayHaveRun: boolean;
  constructor(server: string, message: string, options: { mayHaveRun?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'McpConnectionError';
    this.server = server;
    this.mayHaveRun = options.mayHaveRun ?? false;
  }
}

/** The server did not answer in time; a call may still be running there. */
export class McpTimeoutError extends Error {
  readonly server: string;
  /** Ms that it was given. */
  readonly limitMs: number;
  constructor(server: string, message: string, limitMs: number) {
    super(message);
    this.name = 'McpTimeoutError';
    this.server = server;
    this.limitMs = limitMs;
  }
}

/**
 * The tool failed: it says so itself (`tool_error`), the server answered with a JSON-RPC error (`protocol_error`), or a
 * rule of the configuration refused the call (`refused`).
 */
export class McpToolError extends Error {
  readonly server: string;
  readonly tool: string;
  readonly kind: 'tool_error' | 'protocol_error' | 'refused';
  /** The JSON-RPC error's code, or the rule that refused; null where the tool itself failed. */
  readonly code: number | string | null;
  /** The server's result as it came; null where it gave none. */
  readonly result: unknown;
  constructor(
    of: {
      server: string;
      tool: string;
      kind: McpToolError['kind'];
      code?: number | string;
      result?: unknown;
    },
    message: string,
  ) {
    super(message);
    this.name = 'McpToolError';
    this.server = of.server;
    this.tool = of.tool;
    this.kind = of.kind;
    this.code = of.code ?? null;
    this.result = of.result ?? null;
  }
}

/** A JSON-RPC error that a server answered with; it is passed on as it came. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}
