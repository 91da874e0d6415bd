import { columns } from '../banner.ts';
import { type Cli, type CommonFlags, EXIT, say } from '../cli.ts';
import { placeOf } from '../configuration.ts';
import { filesOf } from '../data-folder.ts';
import { askHealth } from '../health.ts';
import { liveHolder } from '../lock-file.ts';

/** Says whether the program runs on the data folder: exit 0 where it does, 3 where it does not. */
export async function status(cli: Cli, flags: CommonFlags): Promise<number> {
  const text = cli.messages.status;
  const place = placeOf(cli, flags);
  const holder = liveHolder(filesOf(place.dataDir).lock);
  if (holder === null) {
    say(cli, text.notRunning(place.dataDir));
    return EXIT.notRunning;
  }
  if (holder.url === null) {
    say(cli, text.starting(holder.pid));
    return 0;
  }
  const health = await askHealth(holder.url, place);
  say(cli, (health === null ? text.silent : text.running)(holder.url, holder.pid));
  const facts: [string, string][] = [
    [text.version, holder.version],
    [text.since, holder.startedAt],
    [cli.messages.banner.data, place.dataDir],
  ];
  if (health !== null) {
    facts.push(
      [text.health, `${health.status} (${cli.messages.sentence(health.message)})`],
      [text.requests, String(health.running)],
    );
  }
  for (const line of columns(facts)) say(cli, line);
  return 0;
}
