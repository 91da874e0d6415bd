import type { IncomingMessage, ServerResponse } from 'node:http';
import { type McpConfig, type McpServerConfig, OWN_MCP_SERVER } from '../config/index.ts';
import type {
  McpAnswer,
  McpConfirmation,
  McpEvent,
  McpOutcome,
  McpServerView,
  McpState,
} from '../contract/index.ts';
import { type Clock, ProxyError } from '../exchange/index.ts';
import {
  type CallDeps,
  type CallResult,
  type CallRules,
  callTool,
  type ToolCall,
} from './calls/call-tool.ts';
import { createConfirmations } from './calls/confirmations.ts';
import { keptCall } from './calls/kept.ts';
import { schemaText } from './calls/measure.ts';
import { toCallView } from './calls/view.ts';
import { toAnswer } from './client/answers.ts';
import { createMcpClient, type McpClient, UNKNOWN_TOOL } from './client/client.ts';
import { McpConnectionError, McpTimeoutError, McpToolError } from './errors.ts';
import { createGateway, type McpTarget } from './gateway/gateway.ts';
import { createOwnServer, SESSION_KEY } from './own/server.ts';
import type { Caller, OwnTool, RecordedCall, Refusal, Tool } from './port.ts';
import { fieldsOf } from './rpc.ts';
import { createErrorLines } from './servers/error-lines.ts';
import { createHub, LISTS } from './servers/hub.ts';
import type { Supervisor } from './servers/supervisor.ts';
import { serverView } from './servers/view.ts';
import type { InProcess } from './transports/in-process.ts';
import type { Fetch } from './transports/limited-fetch.ts';

/** Ms that a look at all servers waits for those which were not asked yet. */
const LOOK_MS = 2_000;

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
  record(call: RecordedCall): void;
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
export interface Mcp {
  handle(request: IncomingMessage, response: ServerResponse, target: McpTarget): Promise<void>;
  client(server: string, caller?: Caller): McpClient;
  servers(): Promise<McpServerView[]>;
  /** A call by hand. Rejects with a {@link ProxyError}; a tool that fails is an answer without success. */
  call(server: string, tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<McpAnswer>;
  control(server: string, action: 'start' | 'stop' | 'restart'): Promise<McpServerView>;
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

/** The server of our own tools, as any other. */
function ownServer(): McpServerConfig {
  return {
    name: OWN_MCP_SERVER,
    source: 'built-in',
    enabled: true,
    command: null,
    args: [],
    env: {},
    cwd: process.cwd(),
    url: null,
    headers: {},
    builtIn: true,
    allowedDirectories: null,
    allowTools: null,
    denyTools: [],
    readOnly: false,
    readTools: ['*'],
    confirm: [],
    maxResultBytes: 10 * 1024 * 1024,
    callsPerMinute: null,
    connectMs: 30_000,
    callMs: 120_000,
    shared: false,
  };
}

function toProxyError(error: unknown): unknown {
  if (error instanceof McpTimeoutError) {
    return new ProxyError('mcp_timeout', error.message, {
      hint: 'The call may still be running there. Raise timeouts.call_s of the server, or ask for less.',
      details: { server: error.server },
      cause: error,
    });
  }
  if (error instanceof McpConnectionError) {
    return new ProxyError('mcp_unreachable', error.message, {
      hint: `GET /api/mcp/servers says in what state ${error.server} is, and why.`,
      details: { server: error.server, may_have_run: error.mayHaveRun },
      cause: error,
    });
  }
  if (!(error instanceof McpToolError)) return error;
  const { server, tool, code } = error;
  if (error.kind === 'refused') {
    return new ProxyError('mcp_refused', error.message, { details: { server, tool, rule: code } });
  }
  if (code === UNKNOWN_TOOL) return new ProxyError('not_found', error.message, { details: { server, tool } });
  return new ProxyError('mcp_error', error.message, { details: { server, tool, code } });
}

/** Outcomes whose message is in the words of the server or of the client. */
const THEIR_WORDS: ReadonlySet<McpOutcome> = new Set(['tool_error', 'protocol_error', 'cancelled']);

/** Whether its message may quote arguments or the result. */
function quotesContent({ outcome, refusal }: RecordedCall): boolean {
  return THEIR_WORDS.has(outcome) || refusal === 'path_outside';
}

/** Makes the room. Nothing is started or asked before it is needed. */
export function createMcp(options: McpOptions): Mcp {
  const { clock, version } = options;
  const errorLines = createErrorLines(clock, options.onErrorLine);
  const schemaTokens = new WeakMap<Tool, number | null>();

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

  const hub = createHub(options.config, [ownServer()], {
    clock,
    version,
    fetch: options.fetch,
    builtIn,
    onErrorLine: errorLines,
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
  /** JSON Query keeps to its folders itself, and knows which of them a relative path is in. */
  const ownRules = async (one: ToolCall): Promise<ToolCall> => {
    const server = hub.get(one.rules.name);
    // Whether something else answers at its address shows with the first connection.
    if (one.rules.url !== null && server?.transport === null) await server.own().catch(() => {});
    const isOurs = one.rules.url === null || server?.transport === 'built-in';
    return isOurs ? { ...one, rules: { ...one.rules, allowedDirectories: null } } : one;
  };

  /** A call goes over a connection that was made under the rules that it was judged by: they may change while it waits. */
  const byItsRules = (one: ToolCall): ToolCall => {
    const { rules } = one;
    const isCurrent = () =>
      [hub, standIns.get(rules.name)].some((of) => of?.get(rules.name)?.config === rules);
    return {
      ...one,
      async connect() {
        if (isCurrent()) return one.connect();
        throw new McpConnectionError(
          rules.name,
          `The configuration of ${rules.name} changed while this call waited. Call again.`,
        );
      },
    };
  };

  let running = 0;
  const wake: (() => void)[] = [];
  const call = async (one: ToolCall): Promise<CallResult> => {
    running += 1;
    try {
      return await callTool(deps, await told(byItsRules(one)));
    } finally {
      running -= 1;
      if (running === 0) for (const resolve of wake.splice(0)) resolve();
    }
  };
  const told = async (one: ToolCall): Promise<ToolCall> => {
    if (one.rules.builtIn && one.rules.name !== OWN_MCP_SERVER) return ownRules(one);
    if (one.rules.name !== OWN_MCP_SERVER) return one;
    // Our own tools know whose session they are asked in.
    const _meta = { ...fieldsOf(one.params._meta), [SESSION_KEY]: one.caller.sessionId };
    return { ...one, params: { ...one.params, _meta } };
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
    const names = hub.all().map((one) => one.config.name);
    throw new McpConnectionError(name, `There is no MCP server ${name}. There are: ${names.join(', ')}.`);
  };

  const client = (name: string, caller: Caller = PROGRAM): McpClient =>
    createMcpClient(name, {
      supervisor: () => supervisor(name),
      caller,
      call,
      standIn: () => standIn(name),
    });

  /** Our own server of that kind, beside one that answers at the address where it is looked for. */
  const standIns = new Map<string, ReturnType<typeof createHub>>();
  const standIn = (name: string): Supervisor | null => {
    const of = hub.get(name)?.config;
    if (of === undefined || !of.builtIn || of.url === null) return null;
    const config = { servers: [{ ...of, url: null }], confirmMs };
    let made = standIns.get(name);
    if (made !== undefined) made.follow(config);
    else {
      made = createHub(config, [], {
        clock,
        version,
        fetch: options.fetch,
        builtIn,
        onErrorLine: errorLines,
        events: { onState() {}, onListChanged() {} },
      });
      standIns.set(name, made);
    }
    return made.get(name);
  };

  const measureSchemas = async (tools: readonly Tool[]): Promise<(number | null)[]> => {
    const unknown = tools.filter((tool) => !schemaTokens.has(tool));
    if (unknown.length > 0) {
      const counts = await options.countTokens(unknown.map(schemaText)).catch(() => []);
      for (const [index, tool] of unknown.entries()) schemaTokens.set(tool, counts[index] ?? null);
    }
    return tools.map((tool) => schemaTokens.get(tool) ?? null);
  };

  const view = async (server: Supervisor): Promise<McpServerView> =>
    serverView(server, await measureSchemas(server.knownTools ?? []), (tool) =>
      options.rules.refusalOfTool(server.config, tool),
    );

  /** Asks those that need not be started what they have; who takes long is shown as it is. */
  const look = async (): Promise<void> => {
    const asked = hub
      .all()
      .filter(({ config, state }) => config.command === null && (state === 'idle' || state === 'down'))
      .map((server) => server.tools().catch(() => []));
    let timer: NodeJS.Timeout | null = null;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, LOOK_MS);
    });
    await Promise.race([Promise.all(asked), late]);
    if (timer !== null) clearTimeout(timer);
  };

  const byName = (name: string): Supervisor => {
    const found = hub.get(name);
    if (found !== null) return found;
    const names = hub.all().map((one) => one.config.name);
    throw new ProxyError('not_found', `There is no MCP server ${name}.`, {
      hint: `There are: ${names.join(', ')}. Others are added as [mcp.servers.NAME] in config.toml.`,
    });
  };

  return {
    handle: gateway.handle,
    client,
    async servers() {
      await look();
      return Promise.all(hub.all().map(view));
    },
    async call(name, tool, args, signal) {
      byName(name);
      try {
        return await client(name, { from: 'api', name: null, version: null, sessionId: null }).call(
          tool,
          args,
          {
            signal,
          },
        );
      } catch (error) {
        if (error instanceof McpToolError && error.kind === 'tool_error') {
          return { ...toAnswer(fieldsOf(error.result)), success: false };
        }
        throw toProxyError(error);
      }
    },
    async control(name, action) {
      const server = byName(name);
      try {
        await server[action]();
      } catch (error) {
        throw toProxyError(error);
      }
      return view(server);
    },
    confirmations: () => confirmations.waiting(),
    decide: (id, approve) => confirmations.decide(id, approve),
    follow(config) {
      confirmMs = config.confirmMs;
      const before = hub.all();
      hub.follow(config);
      for (const { config: was } of before)
        if (hub.get(was.name) === null) options.rules.rates.forget(was.name);
    },
    running: () => running,
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => wake.push(resolve))),
    async close() {
      await gateway.close();
      await Promise.all([hub.close(), ...[...standIns.values()].map((one) => one.close())]);
    },
  };
}
