import type { McpServerConfig } from '../../config/index.ts';
import { globMatcher } from '../../exchange/index.ts';
import type { Refusal, Tool } from '../port.ts';
import { member } from './collect.ts';

function named(globs: readonly string[], name: string): boolean {
  return globs.some((glob) => globMatcher(glob)(name));
}

function readsOnly(rules: McpServerConfig, tool: Tool): boolean {
  return named(rules.readTools, tool.name) || member(tool.annotations, 'readOnlyHint') === true;
}

/**
 * Why a tool is not offered at all under these rules; null: it is. `deny_tools` goes before `allow_tools`, and both
 * before `read_only`, which keeps the tools that `read_tools` names and those that the server itself annotates with
 * `readOnlyHint: true` (https://modelcontextprotocol.io/specification/2025-11-25/schema#toolannotations).
 */
export function refusalOfTool(rules: McpServerConfig, tool: Tool): Refusal | null {
  const where = `of the MCP server "${rules.name}"`;
  const ask = 'Use another tool, or ask the person who configured the server.';
  if (named(rules.denyTools, tool.name)) {
    return {
      code: 'tool_denied',
      reason: `The tool "${tool.name}" is refused by deny_tools ${where}. ${ask}`,
    };
  }
  if (rules.allowTools !== null && !named(rules.allowTools, tool.name)) {
    return {
      code: 'tool_denied',
      reason: `The tool "${tool.name}" is not among allow_tools ${where}. ${ask}`,
    };
  }
  if (rules.readOnly && !readsOnly(rules, tool)) {
    return {
      code: 'read_only',
      reason: `The tool "${tool.name}" may change something, and read_only ${where} keeps the tools that only read. ${ask}`,
    };
  }
  return null;
}

/** Whether a call of the tool waits for a person, as `confirm` says. */
export function needsConfirmation(rules: McpServerConfig, toolName: string): boolean {
  return named(rules.confirm, toolName);
}
