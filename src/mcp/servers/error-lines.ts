import type { McpServerConfig } from '../../config/index.ts';
import type { Clock } from '../../exchange/index.ts';

/** Lines of a server's error output that are logged in a second. */
const LINES = 20;
/** Shorter values are words that any line may have. */
const SHORTEST_SECRET = 6;

function secretsOf(config: McpServerConfig): string[] {
  const values = [...Object.values(config.env), ...Object.values(config.headers), ...config.args];
  const words = values.flatMap((value) => [value, ...value.split(/[\s=]+/)]);
  return [...new Set(words)]
    .filter((word) => word.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
}

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
    let plain = line;
    for (const secret of secretsOf(config)) plain = plain.replaceAll(secret, '…');
    log(config.name, plain);
  };
}
