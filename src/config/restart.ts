import type { Config } from './types.ts';

/** Settings that are only read at start, by their key in the file. */
const AT_START: ReadonlyMap<string, (config: Config) => unknown> = new Map<
  string,
  (config: Config) => unknown
>([
  ['host', (config) => config.server.host],
  ['port', (config) => config.server.port],
  ['data_dir', (config) => config.dataDir],
  ['log_level', (config) => config.logLevel],
]);

/** Keys whose value in `next` applies only after a restart, as the program was started with `first`. */
export function needRestart(first: Config, next: Config): string[] {
  return [...AT_START].filter(([, read]) => read(first) !== read(next)).map(([key]) => key);
}

/** Whether a change of this key applies while the program runs. Which file is read is decided at start, too. */
export function reloads(key: string): boolean {
  return key !== 'config' && !AT_START.has(key);
}
