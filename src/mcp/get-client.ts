import { mcpPresets } from '../config/index.ts';
import { systemClock } from '../exchange/index.ts';
import type { McpClient } from './client/client.ts';
import { createMcp, type Mcp } from './mcp.ts';
import { builtInJsonQuery } from './own/json-query.ts';
import { createRules } from './rules.ts';

/** Without a program around it: nobody confirms. */
const CONFIRM_MS = 1;

let shared: Mcp | null = null;

/**
 * A client of a server that is known without configuration (`task_master`, `sequential_thinking`, `fast_filesystem`,
 * `json_query`), for programs that run without the proxy. Connections are shared by all callers, and kept until
 * {@link closeMcpClients}.
 *
 * @example
 * const client = getMcpClient('json_query');
 * const { data } = await client.call('json_query_jsonpath', { file_path: 'package.json', jsonpath: '$.name' });
 */
export function getMcpClient(server: string): McpClient {
  shared ??= createMcp({
    clock: systemClock,
    version: '1',
    config: { servers: mcpPresets(process.cwd()), confirmMs: CONFIRM_MS },
    bodyLimit: () => 0,
    fetch: (url, init) => fetch(url, init),
    rules: createRules(systemClock),
    jsonQuery: builtInJsonQuery('1'),
    ownTools: [],
    publish: () => {},
    record: () => {},
    beginCount: () => () => {},
    keepsContent: () => false,
    countTokens: (texts) => Promise.resolve(texts.map(() => null)),
    sessionOf: () => Promise.resolve(null),
    onErrorLine: () => {},
    onTrouble: () => {},
  });
  return shared.client(server);
}

/** Ends what {@link getMcpClient} has started. */
export async function closeMcpClients(): Promise<void> {
  const open = shared;
  shared = null;
  await open?.close();
}
