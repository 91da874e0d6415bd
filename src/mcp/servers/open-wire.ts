import type { McpServerConfig } from '../../config/index.ts';
import { McpConnectionError } from '../errors.ts';
import { createBareWire } from '../transports/bare.ts';
import { createHttpWire } from '../transports/http.ts';
import { createInProcessWire, type InProcess } from '../transports/in-process.ts';
import type { Fetch } from '../transports/limited-fetch.ts';
import { type Probed, probe } from '../transports/probe.ts';
import { createStdioWire } from '../transports/stdio.ts';
import type { Wire } from '../transports/wire.ts';
import { withinOrigin } from '../transports/within-origin.ts';

/** Ms of silence after which a server that nobody configured is taken to be down. */
const PRESET_PATIENCE_MS = 1_500;
/** The longest message, beside the longest result: JSON writes some characters as six. */
const MESSAGE_ROOM = 2 * 1024 * 1024;

export interface WireDeps {
  fetch: Fetch;
  version: string;
  /** Our own server of that name, made anew for each connection; null where there is none. */
  builtIn(config: McpServerConfig): (() => Promise<InProcess>) | null;
  onErrorLine(config: McpServerConfig, line: string): void;
}

function longestMessage(config: McpServerConfig): number {
  return 2 * config.maxResultBytes + MESSAGE_ROOM;
}

/** What to do where nothing is at a server's url. */
function remedyOf({ name, source }: McpServerConfig): string {
  return source === 'preset'
    ? `Start it there, or set start = true in [mcp.servers.${name}].`
    : `Start it, or look at its url in [mcp.servers.${name}].`;
}

/** Finds out how servers at URLs are spoken to, once; `forget` after a failure. */
export interface WireOpener {
  /** `signal`: nobody waits for it any more. */
  open(config: McpServerConfig, signal: AbortSignal): Promise<Wire>;
  forget(): void;
}

export function createWireOpener(deps: WireDeps): WireOpener {
  let known: Exclude<Probed['kind'], null> | null = null;
  const fetch = withinOrigin(deps.fetch);

  const kindOf = async (config: McpServerConfig, url: string, signal: AbortSignal): Promise<Probed> => {
    if (known !== null) return { kind: known };
    const found = await probe({
      url,
      headers: config.headers,
      fetch,
      version: deps.version,
      signal,
      patienceMs: config.source === 'config' ? config.connectMs : PRESET_PATIENCE_MS,
    });
    known = found.kind;
    return found;
  };

  return {
    async open(config, signal) {
      const { name, command, url } = config;
      if (command !== null) {
        return createStdioWire({
          command,
          args: config.args,
          env: config.env,
          cwd: config.cwd,
          longest: longestMessage(config),
          onErrorLine: (line) => deps.onErrorLine(config, line),
        });
      }
      const own = deps.builtIn(config);
      if (url === null) {
        if (own !== null) return createInProcessWire(own);
        throw new McpConnectionError(name, `${name} has neither a command nor a url.`);
      }
      const found = await kindOf(config, url, signal);
      if (found.kind === null) {
        if (own !== null && !found.listening) return createInProcessWire(own);
        const remedy = found.listening ? '' : ` ${remedyOf(config)}`;
        throw new McpConnectionError(name, `${name} cannot be reached: ${found.reason}.${remedy}`);
      }
      const options = { url, headers: config.headers, fetch, longest: longestMessage(config) };
      return found.kind === 'json-rpc' ? createBareWire(options) : createHttpWire(found.kind, options);
    },
    forget() {
      known = null;
    },
  };
}
