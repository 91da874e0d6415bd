import { McpConnectionError, RpcError } from '../errors.ts';
import type { InitializeParams, Link } from '../link.ts';
import { type Fields, fieldsOf, RPC, type RpcId } from '../rpc.ts';
import { listAll, named } from '../servers/lists.ts';
import { NEWEST_PROTOCOL, type Supervisor, VERSIONS } from '../servers/supervisor.ts';
import { within } from '../within.ts';
import { createClientTools } from './client-tools.ts';
import {
  askedBy,
  type ClientRequest,
  type Endpoint,
  type EndpointDeps,
  linkEvents,
  passOn,
} from './endpoint.ts';
import { guardRequest } from './guard-request.ts';
import { joinName, splitName } from './names.ts';
import { wellFormed } from './well-formed.ts';

/** Ms that a list waits for a server: one that is slower is left out, and its list announced when it is there. */
const PATIENCE_MS = 10_000;
/** Resources whose server is remembered. */
const MOST_URIS = 10_000;

const INSTRUCTIONS =
  'Tools of several MCP servers behind one address: a tool named server__tool belongs to that server. A refused call says which rule refused it.';

/** All servers as one: tools and prompts as `server__name`, resources by their URIs. */
export function createJoinedEndpoint(deps: EndpointDeps): Endpoint {
  const { hub, client } = deps;
  let init: InitializeParams | null = null;
  let level: Fields | null = null;
  const links = new Map<string, Link>();
  const opening = new Map<string, Promise<Link>>();
  const running = new Map<RpcId, string>();
  /** Which server a URI (or a template of URIs) is of, by the lists that the client was given. */
  const uris = new Map<string, string>();
  let closed = false;

  const toolsChanged = (): void => client.tell('notifications/tools/list_changed', undefined, null);
  const tools = createClientTools(toolsChanged);

  const usable = (): Supervisor[] =>
    hub.all().filter((server) => server.state !== 'off' && server.state !== 'stopped');

  const supervisor = (name: string): Supervisor => {
    const found = hub.get(name);
    if (found !== null) return found;
    const names = usable().map((one) => one.config.name);
    throw new RpcError(RPC.invalidParams, `There is no server ${name}. There are: ${names.join(', ')}.`);
  };

  const newestOf = (server: string) => (): RpcId | null => {
    let newest: RpcId | null = null;
    for (const [id, of] of running) if (of === server) newest = id;
    return newest;
  };

  /** This client's own connection to a server. */
  const connect = (name: string): Promise<Link> => {
    const known = links.get(name);
    if (known?.open) return Promise.resolve(known);
    const already = opening.get(name);
    if (already !== undefined) return already;
    if (init === null) return Promise.reject(new McpConnectionError(name, 'The session has no handshake.'));
    const events = linkEvents(client, newestOf(name), () => {
      links.delete(name);
      tools.forget(name);
    });
    const at = supervisor(name);
    const made = at
      .connect(
        init,
        {
          ...events,
          onNotification(method, params) {
            // Lists are announced for all servers at once, by who looks after them.
            if (!method.endsWith('list_changed')) events.onNotification(method, params);
            else if (method === 'notifications/tools/list_changed') {
              const link = links.get(name);
              if (link !== undefined) tools.refresh(at, link);
            }
          },
        },
        true,
      )
      .then((link) => {
        if (closed) {
          void link.close();
          throw new McpConnectionError(name, 'The session has ended.');
        }
        links.set(name, link);
        // A server may have tools for clients that can be asked: such a client is told that there are more.
        if (Object.keys(init?.capabilities ?? {}).length > 0) tools.refresh(at, link);
        if (level !== null && link.info.capabilities.logging !== undefined) {
          link.request('logging/setLevel', level, { limitMs: PATIENCE_MS }).catch(() => {
            // It logs as it did.
          });
        }
        return link;
      })
      .finally(() => opening.delete(name));
    opening.set(name, made);
    return made;
  };

  const forward = async (
    server: string,
    method: string,
    params: Fields,
    request: ClientRequest,
  ): Promise<unknown> => {
    const { config } = supervisor(server);
    await guardRequest(config, deps.rules, method, params);
    const link = await connect(server);
    running.set(request.id, server);
    return passOn(link, config, method, params, request);
  };

  const listTools = async (): Promise<unknown> => {
    const lists = await Promise.all(
      usable().map(async (server) => {
        const theirs = (await within(tools.of(server), PATIENCE_MS, toolsChanged)) ?? [];
        return theirs
          .filter((tool) => deps.rules.refusalOfTool(server.config, tool) === null)
          .map((tool) => ({ ...tool, name: joinName(server.config.name, tool.name) }));
      }),
    );
    return { tools: await wellFormed('tools', lists.flat()) };
  };

  /** What servers with a capability list; null where a server could not be asked. */
  const listEach = async (capability: string, method: string, key: string): Promise<[string, Fields[]][]> =>
    Promise.all(
      usable().map(async (server): Promise<[string, Fields[]]> => {
        const items = within(
          server
            .own()
            .then((link) =>
              link.info.capabilities[capability] === undefined ? [] : listAll(link, method, key),
            ),
          PATIENCE_MS,
        );
        return [server.config.name, (await items) ?? []];
      }),
    );

  const listPrompts = async (): Promise<unknown> => {
    const lists = await listEach('prompts', 'prompts/list', 'prompts');
    const prompts = lists.flatMap(([server, items]) =>
      named(items).map((prompt) => ({ ...prompt, name: joinName(server, prompt.name) })),
    );
    return { prompts: await wellFormed('prompts', prompts) };
  };

  const listByUri = async (
    method: string,
    key: 'resources' | 'resourceTemplates',
    uriKey: string,
  ): Promise<unknown> => {
    const lists = await listEach('resources', method, key);
    const items: Fields[] = [];
    for (const [server, of] of lists) {
      for (const item of of) {
        const uri = item[uriKey];
        if (typeof uri !== 'string') continue;
        const owner = uris.get(uri) ?? server;
        if (owner !== server) continue;
        if (uris.size < MOST_URIS) uris.set(uri, server);
        items.push(item);
      }
    }
    return { [key]: await wellFormed(key, items) };
  };

  /** Servers that may have a resource: the one that listed it, else each that has any. */
  const ownersOf = async (uri: string): Promise<string[]> => {
    const known = uris.get(uri);
    if (known !== undefined) return [known];
    const all = await Promise.all(
      usable().map(async (server) => {
        const link = await within(server.own(), PATIENCE_MS);
        return link?.info.capabilities.resources === undefined ? [] : [server.config.name];
      }),
    );
    return all.flat();
  };

  const byUri = async (method: string, params: Fields, request: ClientRequest): Promise<unknown> => {
    const uri = typeof params.uri === 'string' ? params.uri : '';
    let failure: unknown = new RpcError(RPC.resourceNotFound, `No server has the resource ${uri}.`);
    for (const server of await ownersOf(uri)) {
      try {
        const answer = await forward(server, method, params, request);
        if (uris.size < MOST_URIS) uris.set(uri, server);
        return answer;
      } catch (error) {
        if (request.signal.aborted) throw error;
        failure = error;
      }
    }
    throw failure;
  };

  const byName = (params: Fields, what: string): { server: string; name: string } => {
    const split = typeof params.name === 'string' ? splitName(params.name) : null;
    if (split === null) {
      throw new RpcError(RPC.invalidParams, `${what} are named server__name here: list them first.`);
    }
    return split;
  };

  const complete = async (params: Fields, request: ClientRequest): Promise<unknown> => {
    const ref = fieldsOf(params.ref);
    if (ref.type === 'ref/prompt') {
      const { server, name } = byName(ref, 'Prompts');
      return forward(server, 'completion/complete', { ...params, ref: { ...ref, name } }, request);
    }
    const owner = typeof ref.uri === 'string' ? uris.get(ref.uri) : undefined;
    if (owner === undefined) return { completion: { values: [] } };
    return forward(owner, 'completion/complete', params, request);
  };

  const setLevel = async (params: Fields): Promise<unknown> => {
    level = params;
    await Promise.all(
      [...links.values()]
        .filter((link) => link.info.capabilities.logging !== undefined)
        .map((link) => link.request('logging/setLevel', params, { limitMs: PATIENCE_MS }).catch(() => {})),
    );
    return {};
  };

  const callTool = async (params: Fields, request: ClientRequest): Promise<unknown> => {
    const { server, name } = byName(params, 'Tools');
    const at = supervisor(server);
    running.set(request.id, server);
    const { result } = await deps.call({
      rules: at.config,
      tool: name,
      params: { ...params, name },
      caller: await deps.caller(),
      describe: async () => (await tools.of(at)).find((tool) => tool.name === name) ?? { name },
      connect: () => connect(server),
      ...askedBy(request),
    });
    return result;
  };

  const answer = (method: string, params: Fields, request: ClientRequest): Promise<unknown> => {
    switch (method) {
      case 'ping':
        return Promise.resolve({});
      case 'tools/list':
        return listTools();
      case 'tools/call':
        return callTool(params, request);
      case 'prompts/list':
        return listPrompts();
      case 'prompts/get': {
        const { server, name } = byName(params, 'Prompts');
        return forward(server, method, { ...params, name }, request);
      }
      case 'resources/list':
        return listByUri(method, 'resources', 'uri');
      case 'resources/templates/list':
        return listByUri(method, 'resourceTemplates', 'uriTemplate');
      case 'resources/read':
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        return byUri(method, params, request);
      case 'completion/complete':
        return complete(params, request);
      case 'logging/setLevel':
        return setLevel(params);
      default:
        throw new RpcError(
          RPC.methodNotFound,
          `${method} is not answered for all servers together: ask one at /mcp/NAME.`,
        );
    }
  };

  return {
    initialize(params) {
      const protocolVersion = VERSIONS.has(params.protocolVersion) ? params.protocolVersion : NEWEST_PROTOCOL;
      init = { ...params, protocolVersion };
      return Promise.resolve({
        protocolVersion,
        capabilities: {
          tools: { listChanged: true },
          prompts: { listChanged: true },
          resources: { listChanged: true, subscribe: true },
          completions: {},
          logging: {},
        },
        serverInfo: { name: 'kimi-proxy', title: 'Kimi Proxy Dashboard', version: deps.version },
        instructions: INSTRUCTIONS,
      });
    },
    // Connections are told one by one, as they are made.
    initialized() {},
    async request(method, params, request) {
      try {
        return await answer(method, params, request);
      } finally {
        running.delete(request.id);
      }
    },
    notification(method, params) {
      for (const link of links.values()) link.notify(method, params);
    },
    listChanged(server, list) {
      if (list === 'resources') {
        for (const [uri, of] of uris) if (of === server) uris.delete(uri);
      }
      client.tell(`notifications/${list}/list_changed`, undefined, null);
    },
    async close() {
      closed = true;
      const all = [...links.values()];
      for (const name of links.keys()) tools.forget(name);
      links.clear();
      await Promise.all(all.map((link) => link.close()));
    },
  };
}
