import type { McpServerConfig } from '../../config/index.ts';
import type { CallResult, ToolCall } from '../calls/call-tool.ts';
import type { InitializeParams, InitializeResult, Link, LinkEvents } from '../link.ts';
import type { Caller, Refusal, Tool } from '../port.ts';
import type { Fields, RpcId } from '../rpc.ts';
import type { Hub } from '../servers/hub.ts';

/** The client's side of a session: what it can be asked and told. */
export interface ClientSide {
  /** Rejects with the client's error, or where the session ends. `relatedTo`: the client's request that it is for. */
  ask(method: string, params: unknown, relatedTo: RpcId | null, signal: AbortSignal): Promise<unknown>;
  tell(method: string, params: unknown, relatedTo: RpcId | null): void;
}

/** A client's request while it runs. */
export interface ClientRequest {
  id: RpcId;
  signal: AbortSignal;
  progressToken: RpcId | null;
  onProgress(params: Fields): void;
}

/** What answers a session: one server, or all of them joined. */
export interface Endpoint {
  initialize(params: InitializeParams): Promise<InitializeResult>;
  initialized(): void;
  request(method: string, params: Fields, request: ClientRequest): Promise<unknown>;
  notification(method: string, params: unknown): void;
  /** A list of a server changed. */
  listChanged(server: string, list: 'tools' | 'prompts' | 'resources'): void;
  close(): Promise<void>;
}

/** What endpoints need of the room. */
export interface EndpointDeps {
  hub: Hub;
  version: string;
  call(call: ToolCall): Promise<CallResult>;
  rules: {
    refusalOfTool(rules: McpServerConfig, tool: Tool | { name: string }): Refusal | null;
    refusalOfUri(rules: McpServerConfig, uri: string): Promise<Refusal | null>;
    refusalOfArguments(
      rules: McpServerConfig,
      tool: Tool | { name: string },
      args: unknown,
    ): Promise<Refusal | null>;
  };
  client: ClientSide;
  caller(): Promise<Caller>;
}

/** Passes a client's request on as it came. Rejects as {@link Link.request} does. */
export function passOn(
  link: Link,
  rules: McpServerConfig,
  method: string,
  params: Fields,
  request: ClientRequest,
): Promise<unknown> {
  return link.request(method, params, {
    signal: request.signal,
    limitMs: rules.callMs,
    onProgress: request.onProgress,
    clientRequest: request.id,
  });
}

/** What a call is told of the client's request that it is: a model made it, so that a person may have to confirm it. */
export function askedBy(
  request: ClientRequest,
): Pick<ToolCall, 'signal' | 'confirm' | 'onProgress' | 'progressToken' | 'clientRequest'> {
  return {
    signal: request.signal,
    confirm: true,
    onProgress: request.onProgress,
    progressToken: request.progressToken,
    clientRequest: request.id,
  };
}

/** A server's side of a session, told and asked through the client. */
export function linkEvents(client: ClientSide, newest: () => RpcId | null, onClose: () => void): LinkEvents {
  return {
    onRequest: (method, params, during, signal) =>
      client.ask(method, params, during?.clientRequest ?? newest(), signal),
    onNotification(method, params) {
      // Lists are the whole session's; everything else belongs to what runs.
      client.tell(method, params, method.endsWith('list_changed') ? null : newest());
    },
    onClose,
  };
}
