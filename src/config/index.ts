export { type ConfigFlags, type LoadOptions, loadConfig } from './load.ts';
export { builtInFolders, mcpPresets, OWN_MCP_SERVER } from './mcp.ts';
export { isLoopback } from './network.ts';
export { flagOrigin } from './origins.ts';
export { PRESETS, type Preset } from './presets/index.ts';
export { DISABLED } from './providers.ts';
export { needRestart, reloads } from './restart.ts';
export { shownAddress } from './shown-address.ts';
export {
  type Config,
  ConfigError,
  type ConfigErrorCode,
  type ConfigProblem,
  type ConfiguredPrice,
  type KnownModel,
  type McpConfig,
  type McpServerConfig,
  type ModelRule,
  type Origin,
  type OriginKind,
  type ProviderAuth,
  type ProviderConfig,
  type ProviderType,
  type Timeouts,
} from './types.ts';
export { type ConfigWatch, type WatchHandlers, type WatchOptions, watchConfig } from './watch.ts';
