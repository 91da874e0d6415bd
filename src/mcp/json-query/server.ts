import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { Findings } from './call.ts';
import { DEFAULT_LIMITS, type JsonQueryLimits } from './limits.ts';
import { createThreads } from './threads.ts';
import { checkCall, TOOLS } from './tools.ts';

export interface JsonQueryOptions {
  /** Absolute paths of the folders whose files may be read, and those below them. */
  allowedDirectories: readonly string[];
  version: string;
  limits?: Partial<JsonQueryLimits>;
}

export interface JsonQueryServer {
  /** To be connected to a transport. */
  server: Server;
  /** Settles once every call that runs now is answered. */
  drain(): Promise<void>;
  /** Closes the connection and ends what runs. */
  close(): Promise<void>;
}

const problem = (text: string): CallToolResult => ({ content: [{ type: 'text', text }], isError: true });

function result({ text, plain, total, omitted, notes }: Findings): CallToolResult {
  return {
    content: [
      { type: 'text', text },
      ...(notes.length === 0 ? [] : [{ type: 'text' as const, text: notes.join('\n') }]),
    ],
    structuredContent: { matches: JSON.parse(plain) as unknown, total, omitted, notes },
  };
}

/**
 * An MCP server whose tools query JSON files: `json_query_jsonpath`, `json_query_search_keys` and
 * `json_query_search_values`. What goes wrong with a call is a result with `isError` and a sentence. The first text of a
 * result is a JSON list of matches, the second, where there is one, says what a reader must know of them.
 */
export function createJsonQueryServer({
  allowedDirectories,
  version,
  limits,
}: JsonQueryOptions): JsonQueryServer {
  const allowed = { ...DEFAULT_LIMITS, ...limits };
  const threads = createThreads(allowed);
  const running = new Set<Promise<unknown>>();
  const folders = allowedDirectories.map((folder) => JSON.stringify(folder)).join(', ');
  const server = new Server(
    { name: 'json-query', title: 'JSON Query', version },
    { capabilities: { tools: {} }, instructions: `Reads JSON files in ${folders} and the folders below.` },
  );

  async function call(
    name: string,
    args: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<CallToolResult> {
    const checked = checkCall(name, args, allowed);
    if ('problem' in checked) return problem(checked.problem);
    const outcome = await threads.run({ call: checked.call, allowedDirectories, limits: allowed }, signal);
    return outcome.ok ? result(outcome.findings) : problem(outcome.message);
  }

  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal }) => {
    const answer = call(params.name, params.arguments ?? {}, signal);
    running.add(answer);
    const forget = (): void => void running.delete(answer);
    answer.then(forget, forget);
    return answer;
  });

  return {
    server,
    async drain() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    async close() {
      await threads.close();
      await server.close();
    },
  };
}
