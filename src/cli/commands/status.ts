import { z } from 'zod';
import { columns } from '../banner.ts';
import { type Cli, type CommonFlags, EXIT, say } from '../cli.ts';
import { dataFolder } from '../configuration.ts';
import { filesOf } from '../data-folder.ts';
import { liveHolder } from '../lock-file.ts';
import { errorCode } from '../messages/index.ts';

const HEALTH_MS = 2_000;
const healthSchema = z.object({ status: z.string(), message: z.string() });

/** Says whether the program runs on the data folder: exit 0 where it does, 3 where it does not. */
export async function status(cli: Cli, flags: CommonFlags): Promise<number> {
  const text = cli.messages.status;
  const dataDir = await dataFolder(cli, flags);
  const holder = liveHolder(filesOf(dataDir).lock);
  if (holder === null) {
    say(cli, text.notRunning(dataDir));
    return EXIT.notRunning;
  }
  if (holder.url === null) {
    say(cli, text.starting(holder.pid));
    return 0;
  }
  const health = await askHealth(holder.url);
  say(cli, (health === null ? text.silent : text.running)(holder.url, holder.pid));
  const facts: [string, string][] = [
    [text.version, holder.version],
    [text.since, holder.startedAt],
    [cli.messages.banner.data, dataDir],
  ];
  if (health !== null) facts.push([text.health, health]);
  for (const line of columns(facts)) say(cli, line);
  return 0;
}

/** What the program says of itself; null where nothing answers. */
async function askHealth(url: string): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(HEALTH_MS) });
    const body = healthSchema.safeParse(await answer.json());
    return body.success ? `${body.data.status} (${body.data.message})` : `HTTP ${answer.status}`;
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError || isTimeout(error)) return null;
    if (errorCode(error) !== null) return null;
    throw error;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError');
}
