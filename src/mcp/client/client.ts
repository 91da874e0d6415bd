import type { McpAnswer } from '../../contract/index.ts';
import type { CallResult, ToolCall } from '../calls/call-tool.ts';
import { resultText } from '../calls/measure.ts';
import { McpToolError, RpcError } from '../errors.ts';
import type { Caller, Tool } from '../port.ts';
import type { Fields } from '../rpc.ts';
import type { Supervisor } from '../servers/supervisor.ts';
import { realToolName } from './aliases.ts';
import { toAnswer } from './answers.ts';
import { fitArguments } from './arguments.ts';

export interface CallOptions {
  signal?: AbortSignal;
  /** Hears of progress, as the server reports it. */
  onProgress?(progress: { progress: number; total?: number; message?: string }): void;
}

/** An MCP server, as a program calls it. */
export interface McpClient {
  readonly server: string;
  /**
   * Calls a tool by its own name, or by the one that the product's specification gives it.
   *
   * @throws McpConnectionError where the server cannot be reached
   * @throws McpTimeoutError where it does not answer in time
   * @throws McpToolError where the tool fails, is not there, or a rule refuses the call
   *
   * @example await getMcpClient('json_query').call('json_query_jsonpath', { file_path: 'a.json', jsonpath: '$.name' })
   */
  call(tool: string, args?: Record<string, unknown>, options?: CallOptions): Promise<McpAnswer>;
  /** The server's tools, as it lists them. */
  tools(): Promise<readonly Tool[]>;
}

export interface ClientDeps {
  supervisor(): Supervisor;
  caller: Caller;
  call(call: ToolCall): Promise<CallResult>;
  /** Our own server of this kind, where what answers at the server's address is none; null where there is none. */
  standIn(): Supervisor | null;
}

function numbers(params: Fields): { progress: number; total?: number; message?: string } {
  const { progress, total, message } = params;
  return {
    progress: typeof progress === 'number' ? progress : 0,
    ...(typeof total === 'number' ? { total } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
}

/** Whether an answer says nothing but that all went well: no answer to a question. */
function isEmpty(answer: McpAnswer): boolean {
  const { data } = answer;
  const keys = typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.keys(data) : null;
  return answer.success && keys?.every((key) => key === 'success') === true;
}

/** The code of an error that says there is no such tool. */
export const UNKNOWN_TOOL = 'unknown_tool';

function noSuchTool(server: string, tool: string, tools: readonly Tool[]): McpToolError {
  const known = tools.map((one) => one.name).slice(0, 40);
  return new McpToolError(
    { server, tool, kind: 'protocol_error', code: UNKNOWN_TOOL },
    known.length === 0
      ? `${server} has no tool ${tool}: it lists none.`
      : `${server} has no tool ${tool}. It has: ${known.join(', ')}${tools.length > known.length ? ', …' : ''}.`,
  );
}

export function createMcpClient(server: string, deps: ClientDeps): McpClient {
  const callAt = async (
    at: Supervisor,
    tool: string,
    args: Fields,
    options: CallOptions,
  ): Promise<{ answer: McpAnswer; transport: Supervisor['transport'] }> => {
    let info: Tool | null = null;
    let name = tool;
    const { result, refusal } = await deps.call({
      rules: at.config,
      tool,
      params: { name: tool, arguments: args },
      caller: deps.caller,
      async prepare() {
        await at.own();
        // Bare JSON-RPC servers list nothing: they are asked for what was asked.
        const isBare = at.transport === 'json-rpc';
        const tools = isBare ? await at.tools().catch(() => []) : await at.tools();
        const real = realToolName(server, tool, tools) ?? (isBare ? tool : null);
        if (real === null) throw noSuchTool(server, tool, tools);
        name = real;
        info = tools.find((one) => one.name === real) ?? null;
        return { tool: real, params: { name: real, arguments: fitArguments(args, info) } };
      },
      describe: () => Promise.resolve(info ?? { name }),
      connect: () => at.own(),
      signal: options.signal ?? new AbortController().signal,
      confirm: deps.caller.from !== 'api',
      ...(options.onProgress === undefined
        ? {}
        : { onProgress: (params) => options.onProgress?.(numbers(params)) }),
    });
    if (refusal !== null) {
      throw new McpToolError(
        { server, tool: name, kind: 'refused', code: refusal.code, result },
        refusal.reason,
      );
    }
    const answer = toAnswer(result);
    if (answer.success) return { answer, transport: at.transport };
    throw new McpToolError(
      { server, tool: name, kind: 'tool_error', result },
      resultText(result).slice(0, 2_000) || `${name} failed and does not say why.`,
    );
  };

  return {
    server,
    async call(tool, args = {}, options = {}) {
      try {
        const { answer, transport } = await callAt(deps.supervisor(), tool, args, options);
        const standIn = transport === 'json-rpc' && isEmpty(answer) ? deps.standIn() : null;
        return standIn === null ? answer : (await callAt(standIn, tool, args, options)).answer;
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        throw new McpToolError({ server, tool, kind: 'protocol_error', code: error.code }, error.message);
      }
    },
    tools: async () => deps.supervisor().tools(),
  };
}
