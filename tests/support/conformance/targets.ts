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

/** The reference server by its address and as a command of its own, behind the program. */
function configuration(url: string): string {
  const command = [
    '--import',
    import.meta.resolve('tsx'),
    new URL('run-reference.ts', import.meta.url).pathname,
  ];
  return [
    `[mcp.servers.by_url]\nurl = ${toml(url)}`,
    `[mcp.servers.by_command]\ncommand = ${toml(process.execPath)}\nargs = ${toml(command)}`,
  ].join('\n');
}

/** Starts the reference server and, where `gateway` says so, the program in front of it. */
export async function startTargets(gateway: boolean): Promise<Targets> {
  const reference = await serveReference();
  const direct = { title: 'reference server', url: reference.url };
  if (!gateway) return { list: [direct], close: reference.close };
  const program = await startProgram({ config: configuration(reference.url) }).catch(
    async (error: unknown) => {
      await reference.close();
      throw error;
    },
  );
  const through = (name: string) => ({ title: `/mcp/${name}`, url: `${program.url}/mcp/${name}` });
  return {
    list: [direct, through('by_url'), through('by_command')],
    async close() {
      await program.stop();
      await reference.close();
    },
  };
}
