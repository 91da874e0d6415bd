import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExchangeView, SessionView } from '../../../src/contract/index.ts';
import { startTap, type Tap } from '../fixtures/tap.ts';
import { type Child, endLeftOvers, inTerminal, start } from '../processes.ts';
import { ROOT, type RunningProgram, startProgram } from '../program.ts';
import { startUpstream, type Upstream } from '../upstream/index.ts';
import { createModel, type Model, SECRET } from './model.ts';
import { type Place, TOOL_MODEL, type Tool } from './tool.ts';
import { PROVIDER_MODELS, type ProviderType } from './types.ts';

/** One tool, the program and a provider of one type, with a tap on either side of the program. */
export interface Stage {
  readonly tool: Tool;
  /** The provider's own name of the model. */
  readonly providerModel: string;
  readonly model: Model;
  readonly place: Place;
  /** Between the tool and the program. */
  readonly front: Tap;
  /** Between the program and the provider. */
  readonly back: Tap;
  /** Between the tool and the MCP server, the program's gateway where nothing else is said. */
  readonly mcp: Tap & { url: string };
  readonly upstream: Upstream;
  readonly program: RunningProgram;
  /** Writes files as a tool names them. */
  write(files: Record<string, string> | undefined): void;
  /** `typed`: in a terminal, into which can be typed. */
  run(line: readonly string[], typed?: boolean): Child;
  exchanges(): Promise<ExchangeView[]>;
  sessions(): Promise<SessionView[]>;
  close(): Promise<void>;
}

/** Beside the provider, an MCP server that reads files of the tool's project. */
function configuration(type: ProviderType, url: string, project: string): string {
  const model = `provider = "mock"\nmodel = "${PROVIDER_MODELS[type]}"\n`;
  return [
    `[providers.mock]\ntype = "${type}"\nbase_url = "${url}"\napi_key = "key-of-the-provider"\n`,
    `[models."${TOOL_MODEL}"]\n${model}`,
    // Tools ask for models of their own for titles and the like.
    `[models."*"]\n${model}`,
    `[mcp.servers.files]\ncommand = ${JSON.stringify(FILE_SERVER)}\nallowed_directories = [${JSON.stringify(project)}]`,
  ].join('\n');
}

/** Nothing but loopback can be reached: whatever a tool asks the world goes to a port where nobody listens. */
const OFFLINE = {
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  NO_PROXY: '127.0.0.1,localhost',
  no_proxy: '127.0.0.1,localhost',
};

const FILE_SERVER = path.join(ROOT, 'node_modules', '.bin', 'fast-filesystem-mcp');

function writeFiles(place: Place, files: Record<string, string> = {}): void {
  for (const [name, text] of Object.entries(files)) {
    const file = name.startsWith('~/')
      ? path.join(place.home, name.slice(2))
      : path.join(place.project, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

async function getJson<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/**
 * Sets a stage. `installed` holds the tool's `node_modules`, `nodes` a `node` that it runs on; `mcp` is the MCP server's
 * URL, the program's gateway where it is null.
 */
export async function setStage(
  tool: Tool,
  type: ProviderType,
  installed: string,
  nodes: string,
  mcp: string | null,
): Promise<Stage> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'certify-'));
  const [home, project] = [path.join(scratch, 'home'), path.join(scratch, 'project')];
  mkdirSync(home);
  mkdirSync(project);
  const note = path.join(project, 'note.txt');
  writeFileSync(note, `The note says ${SECRET}.\n`);

  const upstream = await startUpstream();
  upstream.models([PROVIDER_MODELS[type]]);
  const model = createModel(type, note);
  upstream.always(model.handler);
  const back = await startTap(new URL(upstream.url).origin);
  const program = await startProgram({
    config: configuration(type, `${back.origin}${type === 'gemini' ? '/v1beta' : '/v1'}`, project),
  });
  const front = await startTap(program.url);
  const mcpServer = new URL(mcp ?? `${program.url}/mcp`);
  const mcpTap = await startTap(mcpServer.origin);

  const bin = (name: string) => path.join(installed, 'node_modules', '.bin', name);
  const place: Place = { bin, origin: front.origin, home, project };
  writeFiles(place, tool.files?.(place));
  const env = {
    ...OFFLINE,
    PATH: [nodes, process.env.PATH].join(path.delimiter),
    HOME: home,
    TERM: 'dumb',
    LANG: 'C.UTF-8',
    ...tool.environment(place),
  };
  return {
    tool,
    providerModel: PROVIDER_MODELS[type],
    model,
    place,
    front,
    back,
    mcp: { ...mcpTap, url: `${mcpTap.origin}${mcpServer.pathname}` },
    upstream,
    program,
    write: (files) => writeFiles(place, files),
    run: (line, typed = false) => start(typed ? inTerminal(line) : line, { cwd: project, env }, typed),
    exchanges: async () =>
      (await getJson<{ items: ExchangeView[] }>(`${program.url}/api/exchanges?limit=200`)).items,
    sessions: () => getJson<SessionView[]>(`${program.url}/api/sessions`),
    async close() {
      await endLeftOvers(home);
      await front.close();
      await mcpTap.close();
      await program.stop();
      await back.close();
      await upstream.close();
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
