export { createServer, type ProxyServer } from './create-server.ts';
export type {
  CapturedBodies,
  LlmSurface,
  McpSurface,
  RecorderReads,
  ServerDeps,
  SessionsByHand,
} from './deps.ts';
export { type ExportFormat, exportText } from './export/text.ts';
export { type OwnToolDeps, ownTools } from './mcp/own-tools.ts';
export { openWebFiles, type WebFiles } from './page/web-files.ts';
export { type GuardedRequest, type GuardRules, guard, guardRules } from './plugins/guard.ts';
