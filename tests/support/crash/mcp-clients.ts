import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type RawAnswer, send } from '../http.ts';
import { ROOT } from '../program.ts';
import type { Random } from './random.ts';

/** What a client knows of a call of an MCP tool. */
export interface SeenCall {
  server: string;
  /** The client's name, which no other client has in any life of the program. */
  client: string;
  /** Bytes of the arguments as JSON: different for each call of a client. */
  argumentBytes: number;
  /** The session that the client named. */
  session: string;
  /** When the answer was here whole (monotonic ms). */
  endedAt: number;
  /** What it is to be recorded as. */
  outcome: 'ok' | 'tool_error' | 'refused';
}

export interface McpClients {
  /** Calls that were answered. */
  readonly seen: SeenCall[];
  /** Resolves when each client has had an answer to a call: what is loaded with the first is there. */
  readonly begun: Promise<void>;
  /** From now on a request may fail: the program is being ended. */
  expectEnd(): void;
  /** Resolves when every client has stopped; rejects with what failed before. */
  readonly stopped: Promise<void>;
}

/** JSON Query twice: in the program, and as a command that speaks over stdio. */
const SERVERS = ['json_query', 'by_command'] as const;
export const MCP_CLIENTS = SERVERS.length;
/** Longest pause between two calls of a client (ms). */
const LONGEST_PAUSE_MS = 20;

/** Characters; JSON Query takes no more. */
const LONGEST_QUERY = 4096;

/** The configuration of the servers, whose tools may read the folder; puts a file there. */
export function mcpConfiguration(folder: string): string {
  writeFileSync(path.join(folder, 'data.json'), JSON.stringify({ name: 'crash', list: [1, 2, 3] }));
  const allowed = `allowed_directories = [${JSON.stringify(folder)}]`;
  const args = [path.join(ROOT, 'dist', 'main.js'), 'mcp', 'json-query', '--allow', folder];
  return [
    '[mcp.servers.json_query]',
    allowed,
    '[mcp.servers.by_command]',
    `command = ${JSON.stringify(process.execPath)}`,
    `args = ${JSON.stringify(args)}`,
    allowed,
  ].join('\n');
}

/** A file, and how the call will end. The names are equally long, so that the size says which call it was. */
function nextCall(server: string, random: Random): { file: string; outcome: SeenCall['outcome'] } {
  if (random.percent(10)) return { file: 'none.json', outcome: 'tool_error' };
  // The program's own JSON Query keeps to its folders itself.
  const outside = server === 'json_query' ? 'tool_error' : 'refused';
  if (random.percent(10)) return { file: '../x.json', outcome: outside };
  return { file: 'data.json', outcome: 'ok' };
}

/** The result in an answer, which is JSON or one event after the other. */
function resultOf(answer: RawAnswer): { isError?: boolean } | null {
  const texts = answer.text.startsWith('{')
    ? [answer.text]
    : answer.text.split('\n').flatMap((line) => (line.startsWith('data:') ? [line.slice(5)] : []));
  for (const text of texts) {
    if (text.trim() === '') continue;
    const message = JSON.parse(text) as { result?: { isError?: boolean } };
    if (message.result !== undefined) return message.result;
  }
  return null;
}

/** Starts a client for each server, which calls one tool after the other. */
export function startMcpClients(url: string, folder: string, life: number, random: Random): McpClients {
  const seen: SeenCall[] = [];
  let ending = false;
  const waiting = new Set<string>(SERVERS);
  let begin: () => void;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });

  async function callOn(server: string): Promise<void> {
    const client = `crash-${life}-${server}`;
    const session = `mcp-${server}`;
    const headers: Record<string, string> = {
      accept: 'application/json, text/event-stream',
      'x-kimi-proxy-session': session,
    };
    let id = 0;
    const post = async (method: string, params: object): Promise<RawAnswer> => {
      const notification = method.startsWith('notifications/');
      const body = { jsonrpc: '2.0', ...(notification ? {} : { id: ++id }), method, params };
      const answer = await send(`${url}/mcp/${server}`, { headers, body });
      if (answer.broken) throw new Error(`the answer to ${method} was broken off`);
      if (answer.status >= 300) throw new Error(`${method}: ${answer.status} ${answer.text}`);
      return answer;
    };
    const opened = await post('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: client, version: '1' },
    });
    headers['mcp-session-id'] = String(opened.headers['mcp-session-id']);
    headers['mcp-protocol-version'] = '2025-06-18';
    await post('notifications/initialized', {});
    let calls = 0;
    while (!ending) {
      const { file, outcome } = nextCall(server, random);
      const args = { file_path: `${folder}/${file}`, query: 'x'.repeat((calls % LONGEST_QUERY) + 1) };
      calls += 1;
      const answer = await post('tools/call', { name: 'json_query_search_keys', arguments: args });
      const result = resultOf(answer);
      if (result === null || (result.isError === true) !== (outcome !== 'ok'))
        throw new Error(`a call that is to be ${outcome} was answered ${answer.text}`);
      const argumentBytes = Buffer.byteLength(JSON.stringify(args));
      seen.push({ server, client, argumentBytes, session, endedAt: performance.now(), outcome });
      waiting.delete(server);
      if (waiting.size === 0) begin();
      await wait(random.between(0, LONGEST_PAUSE_MS));
    }
  }

  const stopped = Promise.all(
    SERVERS.map((server) =>
      callOn(server).catch((error: unknown) => {
        if (!ending) throw error;
      }),
    ),
  ).then(() => undefined);
  stopped.catch(() => undefined);
  return {
    seen,
    begun,
    expectEnd() {
      ending = true;
    },
    stopped,
  };
}
