import type { McpAnswer, McpServerView } from '../contract/index.ts';
import { ProxyError } from '../exchange/index.ts';
import type { CallRules } from './calls/call-tool.ts';
import { schemaText } from './calls/measure.ts';
import { toAnswer } from './client/answers.ts';
import { type McpClient, UNKNOWN_TOOL } from './client/client.ts';
import { McpConnectionError, McpTimeoutError, McpToolError } from './errors.ts';
import type { Tool } from './port.ts';
import { fieldsOf } from './rpc.ts';
import type { Hub } from './servers/hub.ts';
import type { Supervisor } from './servers/supervisor.ts';
import { serverView } from './servers/view.ts';
import { within } from './within.ts';

/** Ms that a look at all servers waits for those which were not asked yet. */
const LOOK_MS = 2_000;

/** Servers as a person sees and handles them, through the dashboard's API. */
export interface ByHand {
  servers(): Promise<McpServerView[]>;
  /** A call by hand. Rejects with a {@link ProxyError}; a tool that fails is an answer without success. */
  call(server: string, tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<McpAnswer>;
  /** Rejects with a {@link ProxyError}. */
  control(server: string, action: 'start' | 'stop' | 'restart'): Promise<McpServerView>;
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

export function createByHand(deps: {
  hub: Hub;
  rules: Pick<CallRules, 'refusalOfTool'>;
  /** A server's client, for a person. */
  client(server: string): McpClient;
  countTokens(texts: readonly string[]): Promise<(number | null)[]>;
}): ByHand {
  const { hub } = deps;
  const schemaTokens = new WeakMap<Tool, number | null>();

  const measureSchemas = async (tools: readonly Tool[]): Promise<(number | null)[]> => {
    const unknown = tools.filter((tool) => !schemaTokens.has(tool));
    if (unknown.length > 0) {
      const counts = await deps.countTokens(unknown.map(schemaText)).catch(() => []);
      for (const [index, tool] of unknown.entries()) schemaTokens.set(tool, counts[index] ?? null);
    }
    return tools.map((tool) => schemaTokens.get(tool) ?? null);
  };

  const view = async (server: Supervisor): Promise<McpServerView> =>
    serverView(server, await measureSchemas(server.knownTools ?? []), (tool) =>
      deps.rules.refusalOfTool(server.config, tool),
    );

  /** Asks those that need not be started what they have; who takes long is shown as it is. */
  const look = async (): Promise<void> => {
    const asked = hub
      .all()
      .filter(({ config, state }) => config.command === null && (state === 'idle' || state === 'down'))
      .map((server) => server.tools().catch(() => []));
    await within(Promise.all(asked), LOOK_MS);
  };

  const byName = (name: string): Supervisor => {
    const found = hub.get(name);
    if (found !== null) return found;
    throw new ProxyError('not_found', `There is no MCP server ${name}.`, {
      hint: `There are: ${hub.names().join(', ')}. Others are added as [mcp.servers.NAME] in config.toml.`,
    });
  };

  return {
    async servers() {
      await look();
      return Promise.all(hub.all().map(view));
    },
    async call(name, tool, args, signal) {
      byName(name);
      try {
        return await deps.client(name).call(tool, args, { signal });
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
  };
}
