import type { McpServerConfig } from '../../config/index.ts';
import type { McpState, McpTransport } from '../../contract/index.ts';
import type { Clock } from '../../exchange/index.ts';
import { shownMessage } from '../calls/kept.ts';
import { McpConnectionError, RpcError } from '../errors.ts';
import {
  type InitializeParams,
  type InitializeResult,
  type Link,
  type LinkEvents,
  lent,
  openLink,
} from '../link.ts';
import type { Tool } from '../port.ts';
import { RPC } from '../rpc.ts';
import type { Wire } from '../transports/wire.ts';
import { createBackOff } from './back-off.ts';
import { createWireOpener, type WireDeps } from './open-wire.ts';
import { withoutSecrets } from './secrets.ts';
import { createToolList, readTools } from './tool-list.ts';

/** The newest protocol that the pinned SDK knows. */
export const NEWEST_PROTOCOL = '2025-11-25';
/** The protocol's versions that can be spoken here, as the pinned SDK has them. */
export const VERSIONS = new Set([NEWEST_PROTOCOL, '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07']);
/** Ms within which a server that was not there is not looked for again. */
const ABSENT_MS = 2_000;

/** What a supervisor tells of its server. */
export interface SupervisorEvents {
  onState(): void;
  /** A list changed: `tools`, `prompts` or `resources`. */
  onListChanged(list: 'tools' | 'prompts' | 'resources'): void;
}

/** One server: whether it runs, its connections, what it lists. */
export interface Supervisor {
  readonly config: McpServerConfig;
  readonly state: McpState;
  readonly reason: string | null;
  readonly transport: McpTransport | null;
  readonly info: InitializeResult | null;
  readonly pid: number | null;
  /** Ms since 1970. */
  readonly startedAt: number | null;
  readonly restarts: number;
  /** Connections of clients. */
  readonly connections: number;
  /** The tools last listed; null where they were not yet. */
  readonly knownTools: readonly Tool[] | null;
  /** The program's own connection, started where it is not. Rejects as {@link openLink} does. */
  own(): Promise<Link>;
  /** A connection for one client, with what it says of itself. `finish`: see {@link openLink}. */
  connect(init: InitializeParams, events: LinkEvents, finish: boolean): Promise<Link>;
  /** What it lists now, asked of it where it changed. */
  tools(): Promise<readonly Tool[]>;
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** Ends every connection; nothing can be started any more. */
  close(): Promise<void>;
}

const LIST_CHANGES: Readonly<Record<string, 'tools' | 'prompts' | 'resources'>> = {
  'notifications/tools/list_changed': 'tools',
  'notifications/prompts/list_changed': 'prompts',
  'notifications/resources/list_changed': 'resources',
};

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Looks after one server. Starts it when it is needed, and again, after a while, when it dies. */
export function createSupervisor(
  config: McpServerConfig,
  deps: WireDeps & { clock: Clock; events: SupervisorEvents },
): Supervisor {
  const { clock, events } = deps;
  const opener = createWireOpener(deps);
  const backOff = createBackOff(clock);
  const links = new Set<Link>();
  /** Connections whose handshake is not over. */
  const opened = new Set<Wire>();
  /** Connections that are being closed, whoever began it: a process may take a while to end. */
  const leaving = new Set<Promise<void>>();
  let state: McpState = config.enabled ? 'idle' : 'off';
  let reason: string | null = config.enabled ? null : 'enabled = false in the configuration';
  let transport: McpTransport | null = null;
  let info: InitializeResult | null = null;
  let ownLink: Link | null = null;
  let opening: Promise<Link> | null = null;
  let startedAt: number | null = null;
  let restarts = 0;
  let again: NodeJS.Timeout | null = null;
  let absentUntil = 0;
  let closed = false;
  /** Of what is being opened. */
  let ending = new AbortController();

  const move = (next: McpState, why: string | null): void => {
    if (state === next && reason === why) return;
    state = next;
    reason = why;
    events.onState();
  };

  const isLocal = config.command !== null;

  const isOff = (): McpConnectionError =>
    new McpConnectionError(
      config.name,
      `${config.name} is off: enabled = false in [mcp.servers.${config.name}].`,
    );

  /** What was to happen after a while is not waited for any more. */
  const wakeAll = (): void => {
    if (again !== null) clearTimeout(again);
    again = null;
    backOff.wake();
  };

  /** Throws where it may not be connected to now. */
  const admit = async (): Promise<void> => {
    if (closed) {
      throw new McpConnectionError(
        config.name,
        `${config.name} was ended: its configuration changed, or the program ends.`,
      );
    }
    if (state === 'off') throw isOff();
    if (state === 'stopped') {
      throw new McpConnectionError(
        config.name,
        `${config.name} was stopped by hand: POST /api/mcp/servers/${config.name}/start starts it again.`,
      );
    }
    if (clock.monotonic() < absentUntil) throw new McpConnectionError(config.name, reason ?? 'It is down.');
    const wait = backOff.waitMs();
    if (wait === 0) return;
    if (wait > config.connectMs) {
      throw new McpConnectionError(
        config.name,
        `${config.name} is down (${reason ?? 'it died'}) and is tried again in ${Math.ceil(wait / 1000)} s.`,
      );
    }
    await backOff.wait();
    await admit();
  };

  const failed = (error: unknown): void => {
    // Where others are connected, it is up: this one's handshake failed.
    if (ownLink?.open || links.size > 0) return;
    opener.forget();
    if (isLocal) backOff.failed();
    else absentUntil = clock.monotonic() + ABSENT_MS;
    if (state !== 'off' && state !== 'stopped' && !closed) move('down', sentence(error));
  };

  const openWire = async (): Promise<Wire> => {
    const wire = await opener.open(config, ending.signal);
    const { close } = wire;
    let closing: Promise<void> | null = null;
    wire.close = () => {
      if (closing !== null) return closing;
      const done = close().finally(() => leaving.delete(done));
      leaving.add(done);
      closing = done;
      return done;
    };
    return wire;
  };

  const open = async (init: InitializeParams, linkEvents: LinkEvents, finish: boolean): Promise<Link> => {
    await admit();
    let wire: Wire | null = null;
    try {
      wire = await openWire();
      // It may have been stopped in the meantime.
      await admit();
      opened.add(wire);
      transport = wire.kind;
      const link = await openLink({
        server: config.name,
        wire,
        clock,
        init,
        connectMs: config.connectMs,
        events: linkEvents,
        finish,
      });
      if (closed || state === 'stopped') {
        void link.close();
        throw new McpConnectionError(config.name, `${config.name} was stopped.`);
      }
      backOff.started();
      return link;
    } catch (error) {
      // It is told in its state, in answers and in the record, and may be in the server's words.
      if (error instanceof McpConnectionError) {
        error.message = shownMessage(withoutSecrets(config, error.message));
      }
      failed(error);
      throw error;
    } finally {
      if (wire !== null) opened.delete(wire);
    }
  };

  const died = (why: string | null): void => {
    ownLink = null;
    startedAt = null;
    tools.change();
    if (closed || state === 'stopped' || state === 'off' || why === null) return;
    opener.forget();
    if (!isLocal) {
      move('down', why);
      return;
    }
    backOff.failed();
    move('waiting', why);
    again = setTimeout(() => {
      again = null;
      restarts += 1;
      own().catch(() => {
        // Its state says it.
      });
    }, backOff.waitMs());
    again.unref();
  };

  const openOwn = async (): Promise<Link> => {
    await admit();
    // Whether something is at a url is looked up often: that alone is no news.
    if (isLocal && state !== 'waiting') move('starting', null);
    const link = await open(
      {
        protocolVersion: NEWEST_PROTOCOL,
        capabilities: {},
        clientInfo: { name: 'kimi-proxy', version: deps.version },
      },
      {
        onRequest: (method) =>
          Promise.reject(new RpcError(RPC.methodNotFound, `This client does not answer ${method}.`)),
        onNotification(method) {
          const list = LIST_CHANGES[method];
          if (list === undefined) return;
          if (list === 'tools') tools.change();
          events.onListChanged(list);
        },
        onClose: died,
      },
      true,
    );
    ownLink = link;
    info = link.info;
    startedAt = clock.now();
    move('ready', null);
    return link;
  };

  const own = (): Promise<Link> => {
    if (ownLink?.open) return Promise.resolve(ownLink);
    opening ??= openOwn().finally(() => {
      opening = null;
    });
    return opening;
  };

  const tools = createToolList(async () => readTools(await own()));

  const endLinks = async (): Promise<void> => {
    wakeAll();
    ending.abort();
    ending = new AbortController();
    const all = [...links, ...(ownLink === null ? [] : [ownLink])];
    links.clear();
    ownLink = null;
    startedAt = null;
    tools.change();
    await Promise.all([...[...all, ...opened].map((one) => one.close()), ...leaving]);
    // Whoever starts it again must not wait for what was given up.
    await opening?.catch(() => {});
  };

  const supervisor: Supervisor = {
    config,
    get state() {
      return state;
    },
    get reason() {
      return reason;
    },
    get transport() {
      return transport;
    },
    get info() {
      return info;
    },
    get pid() {
      return ownLink?.wire.pid ?? null;
    },
    get startedAt() {
      return startedAt;
    },
    get restarts() {
      return restarts;
    },
    get connections() {
      return links.size;
    },
    get knownTools() {
      return tools.known;
    },
    own,
    async connect(init, linkEvents, finish) {
      if (config.shared) return lent(await own());
      let made: Link | null = null;
      const link = await open(
        init,
        {
          ...linkEvents,
          onClose(why) {
            if (made !== null) links.delete(made);
            if (why !== null && isLocal && !closed && state !== 'stopped') backOff.failed();
            if (state === 'ready' && links.size === 0 && ownLink === null) move('idle', why);
            linkEvents.onClose(why);
          },
        },
        finish,
      );
      made = link;
      links.add(link);
      info ??= link.info;
      if (state === 'down' || state === 'idle') move('ready', null);
      return link;
    },
    tools: () => tools.get(),
    async start() {
      if (state === 'off') {
        throw isOff();
      }
      backOff.reset();
      absentUntil = 0;
      opener.forget();
      wakeAll();
      if (state === 'stopped') move('idle', null);
      await supervisor.tools();
    },
    async stop() {
      if (state === 'off') return;
      move('stopped', 'stopped by hand');
      await endLinks();
    },
    async restart() {
      await supervisor.stop();
      await supervisor.start();
    },
    async close() {
      closed = true;
      await endLinks();
    },
  };
  return supervisor;
}
