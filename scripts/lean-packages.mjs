// What of packages goes into the bundle where that is less than all: what is loaded at each start costs time and memory.
import path from 'node:path';
import { ROOT } from './setup.mjs';

/**
 * Left in node_modules: binaries, assets that are read from the package's folder, and what Fastify loads only for
 * JSON schemas in its routes (ours are checked by Zod) and for requests that are injected in tests.
 */
export const NOT_BUNDLED = [
  '@photostructure/sqlite',
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'light-my-request',
  // `fetch` is asked for by the clients of MCP servers alone.
  'undici/lib/web/fetch/index.js',
];

/**
 * Packages in CommonJS come whole, whatever is used of them: of these two, half is never used. A name that is
 * imported and is not here fails the build.
 */
const PARTS = {
  undici: `
    import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
    import api from 'undici/lib/api/index.js';
    Object.assign(Dispatcher.prototype, api);
    export { default as Agent } from 'undici/lib/dispatcher/agent.js';
    export { default as EnvHttpProxyAgent } from 'undici/lib/dispatcher/env-http-proxy-agent.js';`,
  'prom-client': `
    export { default as Registry } from 'prom-client/lib/registry.js';
    export { default as Counter } from 'prom-client/lib/counter.js';
    export { default as Gauge } from 'prom-client/lib/gauge.js';
    export { default as Histogram } from 'prom-client/lib/histogram.js';`,
  // Its main file is UMD, whose requires a bundler cannot follow.
  'jsonc-parser': `export * from 'jsonc-parser/lib/esm/main.js';`,
};

export const leanPackages = {
  name: 'lean packages',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(${Object.keys(PARTS).join('|')})$`) }, ({ path: name }) => ({
      path: name,
      namespace: 'parts',
    }));
    build.onLoad({ filter: /.*/, namespace: 'parts' }, ({ path: name }) => ({
      contents: PARTS[name],
      resolveDir: ROOT,
    }));
    // Asked for by undici with the first body that is a form: half of the package, and we send bytes.
    build.onResolve({ filter: /\/web\/fetch\/body\.js$/ }, ({ path: name, importer }) =>
      importer.includes(`${path.sep}undici${path.sep}`)
        ? { path: `undici/lib/${name.slice(name.indexOf('web/'))}`, external: true }
        : undefined,
    );
  },
};
