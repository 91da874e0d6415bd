import type { McpServerConfig } from '../../config/index.ts';
import type { ServeOptions } from '../json-query/serve.ts';
import type { InProcess } from '../transports/in-process.ts';

/** The built-in JSON Query server, held to the folders of a server's configuration. Loaded when it is first needed. */
export function builtInJsonQuery(version: string): (config: McpServerConfig) => Promise<InProcess> {
  return async ({ allowedDirectories }) => {
    const { createJsonQueryServer } = await import('../json-query/index.ts');
    return createJsonQueryServer({ allowedDirectories: allowedDirectories ?? [], version });
  };
}

/** Serves JSON Query over stdio: see `json-query/serve.ts`, which is loaded with this call. */
export async function serveJsonQuery(options: ServeOptions): Promise<void> {
  const { serveJsonQuery: serve } = await import('../json-query/serve.ts');
  await serve(options);
}
