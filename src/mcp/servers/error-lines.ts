import type { McpServerConfig } from '../../config/index.ts';
import type { Clock } from '../../exchange/index.ts';
import { withoutSecrets } from './secrets.ts';

/** Lines of a server's error output that are logged in a second. */
const LINES = 20;

/**
 * Takes the lines that servers write to their error output to the log: not too many of them, and without what the
 * configuration gives that server, which may be secret.
 */
export function createErrorLines(
  clock: Clock,
  log: (server: string, line: string) => void,
): (config: McpServerConfig, line: string) => void {
  const used = new Map<string, { since: number; lines: number }>();
  return (config, line) => {
    const now = clock.monotonic();
    let of = used.get(config.name);
    if (of === undefined || now - of.since >= 1000) {
      of = { since: now, lines: 0 };
      used.set(config.name, of);
    }
    of.lines += 1;
    if (of.lines > LINES) {
      if (of.lines === LINES + 1) log(config.name, '(more lines in this second are left out)');
      return;
    }
    log(config.name, withoutSecrets(config, line));
  };
}
