import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Subject, startSubject } from './process.ts';

/** What is measured: a process, or the upstream itself (`direct`). */
export interface Contender {
  id: string;
  title: string;
  subject: Subject | null;
  /** Where requests go. */
  port: number;
  stop(): Promise<void>;
}

interface Place {
  root: string;
  upstreamPort: number;
  pinned: boolean;
}

const LAUNCH: Record<
  string,
  { title: string; start(place: Place): Promise<Omit<Contender, 'id' | 'title'>> }
> = {
  direct: {
    title: 'direct, no proxy',
    start: async (place) => ({ subject: null, port: place.upstreamPort, stop: async () => undefined }),
  },
  floor: {
    title: 'floor: node:http + undici dispatch',
    start: async (place) => {
      const args = [join(place.root, 'bench/floor.mjs'), `http://127.0.0.1:${place.upstreamPort}`];
      const subject = await startSubject(args, { cwd: place.root, pinned: place.pinned });
      return { subject, port: subject.port, stop: () => subject.stop() };
    },
  },
  proxy: { title: 'kimi-proxy, everything on', start: (place) => startProxy(place, '') },
  'proxy-bare': {
    title: 'kimi-proxy, capture = "none"',
    start: (place) => startProxy(place, 'capture = "none"\n'),
  },
};

/** The contenders that can be named. */
export const CONTENDERS = Object.keys(LAUNCH);

async function startProxy(place: Place, settings: string): Promise<Omit<Contender, 'id' | 'title'>> {
  const folder = await mkdtemp(join(tmpdir(), 'kimi-proxy-bench-'));
  const config = join(folder, 'config.toml');
  const provider = `type = "openai-compatible"\nbase_url = "http://127.0.0.1:${place.upstreamPort}/v1"\napi_key = "x"\n`;
  await writeFile(config, `${settings}[providers.mock]\n${provider}`, { mode: 0o600 });
  const subject = await startSubject(
    [
      join(place.root, 'dist/main.js'),
      'start',
      '--port',
      '0',
      '--data-dir',
      join(folder, 'data'),
      '--config',
      config,
    ],
    { cwd: folder, pinned: place.pinned },
  );
  return {
    subject,
    port: subject.port,
    async stop() {
      await subject.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a contender by its name. */
export async function startContender(id: string, place: Place): Promise<Contender> {
  const launch = LAUNCH[id];
  if (!launch) throw new Error(`No contender is called ${id}; there are ${CONTENDERS.join(', ')}`);
  return { id, title: launch.title, ...(await launch.start(place)) };
}
