import type { IncomingMessage, ServerResponse } from 'node:http';
import { type McpConfig, type McpServerConfig, OWN_MCP_SERVER } from '../config/index.ts';
import type { McpConfirmation, McpEvent, McpOutcome, McpState } from '../contract/index.ts';
import type { Clock, McpCall } from '../exchange/index.ts';
import { type ByHand, createByHand } from './by-hand.ts';
import {
  type CallDeps,
  type CallResult,
  type CallRules,
  callTool,
  type ToolCall,
} from './calls/call-tool.ts';
import { createConfirmations } from './calls/confirmations.ts';
import { keptCall } from './calls/kept.ts';
import { toCallView } from './calls/view.ts';
import { createMcpClient, type McpClient } from './client/client.ts';
import { McpConnectionError } from './errors.ts';
import { createGateway, type McpTarget } from './gateway/gateway.ts';
import { ownServer } from './own/config.ts';
import { createOwnServer, SESSION_KEY } from './own/server.ts';
import type { Caller, OwnTool, Refusal } from './port.ts';
import { fieldsOf } from './rpc.ts';
import { createErrorLines } from './servers/error-lines.ts';
import { createHub, type HubDeps, LISTS } from './servers/hub.ts';
import { createStandIns } from './servers/stand-ins.ts';
import type { Supervisor } from './servers/supervisor.ts';
import type { InProcess } from './transports/in-process.ts';
import type { Fetch } from './transports/limited-fetch.ts';

export interface McpOptions {
  clock: Clock;
  version: string;
  config: McpConfig;
  /** Bytes of the largest message of a client; it may change with the configuration. */
  bodyLimit(): number;
  fetch: Fetch;
  rules: CallRules & { refusalOfUri(rules: McpServerConfig, uri: string): Promise<Refusal | null> };
  /** Our own JSON Query server. */
  jsonQuery(config: McpServerConfig): Promise<InProcess>;
  ownTools: readonly OwnTool[];
  publish(event: McpEvent): void;
  record(call: McpCall): void;
  /** A call ended and is counted before it is recorded; the returned function says that it is. */
  beginCount(): () => void;
  /** Whether what quotes arguments or results may be kept: content, which `capture` may forbid. */
  keepsContent(): boolean;
  /** Tokens of texts, as most models count them; null where that is not known. */
  countTokens(texts: readonly string[]): Promise<(number | null)[]>;
  /** The session that a client's calls belong to; null where that cannot be told. */
  sessionOf(
    client: { name: string | null; version: string | null },
    request: { headers: IncomingMessage['headers']; session: string | null },
  ): Promise<number | null>;
  onErrorLine(server: string, line: string): void;
  onTrouble(error: unknown): void;
}

/** MCP: servers for programs (clients), for tools (the gateway) and for people (the dashboard's API). */
export interface Mcp extends ByHand {
  handle(request: IncomingMessage, response: ServerResponse, target: McpTarget): Promise<void>;
  client(server: string, caller?: Caller): McpClient;
  confirmations(): McpConfirmation[];
  decide(id: string, approve: boolean): boolean;
  follow(config: McpConfig): void;
  /** Calls that run. */
  running(): number;
  /** Resolves when no call runs. */
  idle(): Promise<void>;
  /** Ends everything: running calls are cancelled, servers that were started are ended. */
  close(): Promise<void>;
}

const PROGRAM: Caller = { from: 'program', name: null, version: null, sessionId: null };
const PERSON: Caller = { ...PROGRAM, from: 'api' };

/** Outcomes whose message is in the words of the server or of the client. */
const THEIR_WORDS: ReadonlySet<McpOutcome> = new Set(['tool_error', 'protocol_error', 'cancelled']);

/** Whether its message may quote arguments or the result. */
function quotesContent({ outcome, refusal }: McpCall): boolean {
  return THEIR_WORDS.has(outcome) || refusal === 'path_outside';
}

/** Makes the room. Nothing is started or asked before it is needed. */
export function createMcp(options: McpOptions): Mcp {
  const { clock, version } = options;
  const errorLines = createErrorLines(clock, options.onErrorLine);

  const builtIn = (config: McpServerConfig): (() => Promise<InProcess>) | null => {
    if (config.name === OWN_MCP_SERVER) return () => createOwnServer(options.ownTools, version);
    return config.builtIn ? () => options.jsonQuery(config) : null;
  };

  /** Servers that clients' lists may be without. */
  const absent = new Set<string>();
  const announce = (server: string, state: McpState): void => {
    const isGone = state === 'down' || state === 'stopped';
    if (isGone ? absent.has(server) : state !== 'ready' || !absent.delete(server)) return;
    if (isGone) absent.add(server);
    for (const list of LISTS) gateway.listChanged(server, list);
  };

  const wires: Omit<HubDeps, 'events'> = {
    clock,
    version,
    fetch: options.fetch,
    builtIn,
    onErrorLine: errorLines,
  };
  const standIns = createStandIns(wires);
  const hub = createHub(options.config.servers, [ownServer()], {
    ...wires,
    events: {
      onState({ config, state, reason }) {
        announce(config.name, state);
        options.publish({ type: 'mcp', server: config.name, change: 'state', state, reason });
      },
      onListChanged(server, list) {
        gateway.listChanged(server, list);
        if (list !== 'tools') return;
        const tools = hub.get(server)?.knownTools?.length ?? 0;
        options.publish({ type: 'mcp', server, change: 'tools', tools });
      },
    },
  });

  let confirmMs = options.config.confirmMs;
  const confirmations = createConfirmations(clock, ({ id, server, tool }, status) =>
    options.publish({ type: 'mcp', server, change: 'confirmation', id, tool, status }),
  );
  const deps: CallDeps = {
    clock,
    rules: options.rules,
    confirmations,
    confirmMs: () => confirmMs,
    countTokens: options.countTokens,
    beginCount: options.beginCount,
    record(made) {
      const call = keptCall(
        quotesContent(made) && !options.keepsContent() ? { ...made, message: null } : made,
      );
      options.record(call);
      options.publish({ type: 'mcp', server: call.server, change: 'call', call: toCallView(call) });
    },
  };
  /** A call goes over a connection that was made under the rules that it was judged by: they may change while it waits. */
  const byItsRules = (one: ToolCall): ToolCall => {
    const { rules } = one;
    return {
      ...one,
      async connect() {
        const known = [hub.get(rules.name), standIns.get(rules.name)];
        if (known.some((server) => server?.config === rules)) return one.connect();
        throw new McpConnectionError(
          rules.name,
          `The configuration of ${rules.name} changed while this call waited. Call again.`,
        );
      },
    };
  };
  /** Our own tools know whose session they are asked in. */
  const withSession = (one: ToolCall): ToolCall => {
    const _meta = { ...fieldsOf(one.params._meta), [SESSION_KEY]: one.caller.sessionId };
    return { ...one, params: { ...one.params, _meta } };
  };
  /** JSON Query keeps to its folders itself, and knows which of them a relative path is in. */
  const withOwnFolders = async (one: ToolCall): Promise<ToolCall> => {
    const server = hub.get(one.rules.name);
    // Whether something else answers at its address shows with the first connection.
    if (one.rules.url !== null && server?.transport === null) await server.own().catch(() => {});
    const isOurs = one.rules.url === null || server?.transport === 'built-in';
    return isOurs ? { ...one, rules: { ...one.rules, allowedDirectories: null } } : one;
  };
  const prepared = async (one: ToolCall): Promise<ToolCall> => {
    const held = byItsRules(one);
    if (one.rules.name === OWN_MCP_SERVER) return withSession(held);
    return one.rules.builtIn ? withOwnFolders(held) : held;
  };

  let running = 0;
  const wake: (() => void)[] = [];
  const call = async (one: ToolCall): Promise<CallResult> => {
    running += 1;
    try {
      return await callTool(deps, await prepared(one));
    } finally {
      running -= 1;
      if (running === 0) for (const resolve of wake.splice(0)) resolve();
    }
  };

  const gateway = createGateway({
    clock,
    version,
    hub,
    call,
    rules: options.rules,
    bodyLimit: options.bodyLimit,
    onTrouble: options.onTrouble,
    async callerOf(client, request) {
      return { from: 'gateway', ...client, sessionId: await options.sessionOf(client, request) };
    },
  });

  const supervisor = (name: string): Supervisor => {
    const found = hub.get(name);
    if (found !== null) return found;
    throw new McpConnectionError(
      name,
      `There is no MCP server ${name}. There are: ${hub.names().join(', ')}.`,
    );
  };

  const client = (name: string, caller: Caller = PROGRAM): McpClient =>
    createMcpClient(name, {
      supervisor: () => supervisor(name),
      caller,
      call,
      standIn: () => standIns.beside(hub.get(name)),
    });
  const byHand = createByHand({
    hub,
    rules: options.rules,
    client: (name) => client(name, PERSON),
    countTokens: options.countTokens,
  });

  return {
    handle: gateway.handle,
    client,
    ...byHand,
    confirmations: () => confirmations.waiting(),
    decide: (id, approve) => confirmations.decide(id, approve),
    follow(config) {
      confirmMs = config.confirmMs;
      const before = hub.names();
      hub.follow(config.servers);
      for (const name of before) if (hub.get(name) === null) options.rules.rates.forget(name);
    },
    running: () => running,
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => wake.push(resolve))),
    async close() {
      await gateway.close();
      await Promise.all([hub.close(), standIns.close()]);
    },
  };
}
