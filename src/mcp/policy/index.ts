import type { McpServerConfig } from '../../config/index.ts';
import type { Clock } from '../../exchange/index.ts';
import type { Refusal, Tool } from '../port.ts';
export function refusalOfTool(_rules: McpServerConfig, _tool: Tool | { name: string }): Refusal | null {
  return null;
}
export function needsConfirmation(rules: McpServerConfig, name: string): boolean {
  return rules.confirm.includes('*') || rules.confirm.includes(name);
}
export function refusalOfArguments(
  _rules: McpServerConfig,
  _tool: Tool | { name: string },
  _args: unknown,
): Promise<Refusal | null> {
  return Promise.resolve(null);
}
export function refusalOfUri(_rules: McpServerConfig, _uri: string): Promise<Refusal | null> {
  return Promise.resolve(null);
}
export function createCallRates(_clock: Clock) {
  return { take: (_rules: McpServerConfig): Refusal | null => null, forget() {} };
}
export function limitResult(_rules: McpServerConfig, result: Record<string, unknown>) {
  return { result, refusal: null as Refusal | null };
}
