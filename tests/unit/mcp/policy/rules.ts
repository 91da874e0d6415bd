import { type McpServerConfig, mcpPresets } from '../../../../src/config/index.ts';

/** The rules of a server that nothing restricts, but for what is given. */
export function rulesOf(given: Partial<McpServerConfig> = {}): McpServerConfig {
  const preset = mcpPresets('/nowhere').find((one) => one.name === 'task_master');
  if (preset === undefined) throw new Error('no preset');
  return { ...preset, name: 'files', readTools: [], ...given };
}
