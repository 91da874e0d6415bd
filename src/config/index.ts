export {
  type Config,
  ConfigError,
  type KnownModel,
  type McpServerConfig,
  type ModelRule,
  type Origin,
  type ProviderAuth,
  type ProviderConfig,
  type ProviderType,
  type Timeouts,
} from './types.ts';
