import type { McpPolicyView } from '../../../../src/contract/mcp.ts';
import type { Format } from '../../texts/index.ts';
import type { McpTexts } from './texts.ts';

/** The rules that narrow what a server may do, as sentences; none where there is none. */
export function policyWords(policy: McpPolicyView, { rule }: McpTexts, format: Format): string[] {
  const { allowed_directories: folders, allow_tools: allow, deny_tools: deny, confirm } = policy;
  const words: string[] = [];
  if (policy.read_only) words.push(rule.readOnly);
  if (folders !== null) {
    words.push(folders.length === 0 ? rule.noFolders : rule.folders(format.list(folders)));
  }
  if (allow !== null) words.push(rule.allow(allow.length === 0 ? '–' : format.list(allow)));
  if (deny.length > 0) words.push(rule.deny(format.list(deny)));
  if (confirm.length > 0) words.push(rule.confirm(format.list(confirm)));
  if (policy.calls_per_minute !== null) words.push(rule.rate(format.count(policy.calls_per_minute)));
  return words;
}
