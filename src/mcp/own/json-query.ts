import type { McpServerConfig } from '../../config/index.ts';
import type { InProcess } from '../transports/in-process.ts';

/** The built-in JSON Query server, held to the folders of a server's configuration. Loaded when it is first needed. */
export function builtInJsonQuery(version: string): (config: McpServerConfig) => Promise<InProcess> {
  return async ({ allowedDirectories }) => {
    const { createJsonQueryServer } = await import('../json-query/index.ts');
    return createJsonQueryServer({ allowedDirectories: allowedDirectories ?? [], version });
  };
}
