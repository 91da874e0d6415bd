import { McpConnectionError } from '../errors.ts';
import type { InitializeParams, Link, LinkEvents } from '../link.ts';
import type { Tool } from '../port.ts';
import { type Fields, fieldsOf, type RpcId } from '../rpc.ts';
import { listAll, named } from '../servers/lists.ts';
import { type Supervisor, VERSIONS } from '../servers/supervisor.ts';
import { createToolList } from '../servers/tool-list.ts';
import {
  askedBy,
  type ClientRequest,
  type Endpoint,
  type EndpointDeps,
  linkEvents,
  passOn,
} from './endpoint.ts';
import { guardRequest } from './guard-request.ts';

/** One server, passed through: names, versions and everything unknown as they are, but for the rules. */
export function createSingleEndpoint(server: string, deps: EndpointDeps): Endpoint {
  let init: InitializeParams | null = null;
  let link: Link | null = null;
  let opening: Promise<Link> | null = null;
  const running: RpcId[] = [];
  let closed = false;

  const supervisor = (): Supervisor => {
    const found = deps.hub.get(server);
    if (found === null) throw new McpConnectionError(server, `${server} is no longer configured.`);
    return found;
  };
  const ofLink = linkEvents(
    deps.client,
    () => running.at(-1) ?? null,
    () => {
      link = null;
      tools.change();
    },
  );
  const events: LinkEvents = {
    ...ofLink,
    onNotification(method, params) {
      if (method === 'notifications/tools/list_changed') tools.change();
      ofLink.onNotification(method, params);
    },
  };

  const keep = (made: Link): Link => {
    if (closed) {
      void made.close();
      throw new McpConnectionError(server, 'The session has ended.');
    }
    link = made;
    return made;
  };

  const connect = (): Promise<Link> => {
    if (link?.open) return Promise.resolve(link);
    if (init === null) return Promise.reject(new McpConnectionError(server, 'The session has no handshake.'));
    opening ??= supervisor()
      .connect(init, events, true)
      .then(keep)
      .finally(() => {
        opening = null;
      });
    return opening;
  };

  /** As the client's own connection lists them, also where the server does not say that it has any. */
  const tools = createToolList(async () => named(await listAll(await connect(), 'tools/list', 'tools')));

  const forward = async (method: string, params: Fields, request: ClientRequest): Promise<unknown> => {
    const rules = supervisor().config;
    await guardRequest(rules, deps.rules, method, params);
    return passOn(await connect(), rules, method, params, request);
  };

  const offered = (listed: readonly Tool[]): readonly Tool[] => {
    const rules = supervisor().config;
    return listed.filter((tool) => deps.rules.refusalOfTool(rules, tool) === null);
  };

  const listTools = async (params: Fields, request: ClientRequest): Promise<unknown> => {
    const answer = fieldsOf(await forward('tools/list', params, request));
    // What the client is given now counts, also of a server that does not announce its changes.
    tools.change();
    const listed = Array.isArray(answer.tools) ? named(answer.tools.map(fieldsOf)) : [];
    return { ...answer, tools: offered(listed) };
  };

  /** The tool, as the client's own connection lists it. */
  const describe = async (name: string): Promise<Tool | { name: string }> => {
    const kept = tools.known;
    let listed = await tools.get();
    const find = () => listed.find((tool) => tool.name === name);
    if (find() === undefined && listed === kept) {
      // A server may have more by now, and not say so.
      tools.change();
      listed = await tools.get();
    }
    return find() ?? { name };
  };

  const callTool = async (params: Fields, request: ClientRequest): Promise<unknown> => {
    const name = typeof params.name === 'string' ? params.name : '';
    const { result } = await deps.call({
      rules: supervisor().config,
      tool: name,
      params,
      caller: await deps.caller(),
      describe: () => describe(name),
      connect,
      ...askedBy(request),
    });
    return result;
  };

  return {
    async initialize(params) {
      init = params;
      const { info } = keep(await supervisor().connect(params, events, false));
      // A connection that others share was made in our version, which may be newer than this client's. Versions are dates.
      const { protocolVersion } = params;
      const isOlder = VERSIONS.has(protocolVersion) && protocolVersion < info.protocolVersion;
      return isOlder && supervisor().config.shared ? { ...info, protocolVersion } : info;
    },
    initialized() {
      // A connection that others share has been told already.
      if (link !== null && !supervisor().config.shared) link.notify('notifications/initialized');
    },
    async request(method, params, request) {
      running.push(request.id);
      try {
        if (method === 'tools/list') return await listTools(params, request);
        if (method === 'tools/call') return await callTool(params, request);
        return await forward(method, params, request);
      } finally {
        running.splice(running.indexOf(request.id), 1);
      }
    },
    notification(method, params) {
      if (link?.open) link.notify(method, params);
    },
    listChanged(of, list) {
      // The server tells a connection of its own; one that is shared is told for.
      if (of !== server || !(deps.hub.get(server)?.config.shared ?? true)) return;
      if (list === 'tools') tools.change();
      deps.client.tell(`notifications/${list}/list_changed`, undefined, null);
    },
    async close() {
      closed = true;
      await link?.close();
    },
  };
}
