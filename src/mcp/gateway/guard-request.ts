import type { McpServerConfig } from '../../config/index.ts';
import { RpcError } from '../errors.ts';
import { type Fields, fieldsOf, RPC } from '../rpc.ts';
import type { EndpointDeps } from './endpoint.ts';

/** Requests that name a resource. */
const BY_URI = new Set(['resources/read', 'resources/subscribe', 'resources/unsubscribe']);

/** Holds what is no call of a tool to a server's folders. Rejects with an {@link RpcError} that says why. */
export async function guardRequest(
  rules: McpServerConfig,
  check: EndpointDeps['rules'],
  method: string,
  params: Fields,
): Promise<void> {
  if (rules.allowedDirectories === null) return;
  const refusal = BY_URI.has(method)
    ? await check.refusalOfUri(rules, String(params.uri))
    : method === 'prompts/get' || method === 'completion/complete'
      ? await check.refusalOfArguments(
          rules,
          { name: method },
          method === 'prompts/get'
            ? params.arguments
            : { value: fieldsOf(params.argument).value, context: fieldsOf(params.context).arguments },
        )
      : null;
  if (refusal !== null) throw new RpcError(RPC.invalidParams, refusal.reason);
}
