import { startProgram } from '../program.ts';
import { serveReference } from './reference/http.ts';

/** A server that the suite is run against. */
export interface Target {
  title: string;
  url: string;
}

export interface Targets {
  /** The reference server first, then the ways through the program to it. */
  list: Target[];
  close(): Promise<void>;
}

const toml = (value: unknown) => JSON.stringify(value);

/** The reference server by its address and, where it is ours, as a command of its own, behind the program. */
export function configuration(url: string, ours: boolean): string {
  const byUrl = `[mcp.servers.by_url]\nurl = ${toml(url)}`;
  if (!ours) return byUrl;
  const command = [
    '--import',
    import.meta.resolve('tsx'),
    new URL('run-reference.ts', import.meta.url).pathname,
  ];
  return `${byUrl}\n[mcp.servers.by_command]\ncommand = ${toml(process.execPath)}\nargs = ${toml(command)}`;
}

/** The most that a reference server may take to say anything. */
const ANSWER_LIMIT_MS = 5000;

/** A server that runs already and goes on running. Throws where its address is none, or nobody answers there. */
async function running(url: string): Promise<{ url: string; close(): Promise<void> }> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Error(`--reference: "${url}" is no address; give one such as http://127.0.0.1:3000/mcp`);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: '{"jsonrpc":"2.0","id":0,"method":"ping"}',
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    await answer.body?.cancel();
  } catch (error) {
    throw new Error(`--reference: nobody answers at ${url}; start the server first`, { cause: error });
  }
  return { url, close: async () => {} };
}

/**
 * Starts the reference server and, where `gateway` says so, the program in front of it.
 * With `elsewhere` the reference server is the one at that address, and is not known as a command.
 */
export async function startTargets(gateway: boolean, elsewhere?: string): Promise<Targets> {
  const ours = elsewhere === undefined;
  const reference = ours ? await serveReference() : await running(elsewhere);
  const direct = { title: 'reference server', url: reference.url };
  if (!gateway) return { list: [direct], close: reference.close };
  const program = await startProgram({ config: configuration(reference.url, ours) }).catch(
    async (error: unknown) => {
      await reference.close();
      throw error;
    },
  );
  const through = (name: string) => ({ title: `/mcp/${name}`, url: `${program.url}/mcp/${name}` });
  const ways = ours ? ['by_url', 'by_command'] : ['by_url'];
  return {
    list: [direct, ...ways.map(through)],
    async close() {
      await program.stop();
      await reference.close();
    },
  };
}
