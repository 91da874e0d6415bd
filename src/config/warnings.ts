import { statSync } from 'node:fs';
import { type KeyPath, pathId, showPath } from './path.ts';
import type { Source } from './problems.ts';
import type { ResolvedProvider } from './providers.ts';
import type { FileConfig } from './schema.ts';
import type { Tree } from './tree.ts';
import type { Config } from './types.ts';

/** Below this many characters a token is soon guessed. */
const SHORT_TOKEN = 16;

interface Parts {
  config: Omit<Config, 'origins'>;
  file: FileConfig;
  tree: Tree;
  source: Source | null;
  /** The file's mode bits. */
  mode: number;
  providers: readonly ResolvedProvider[];
}

/** Whether others than the owner may read a file. Windows has no such bits. */
function othersCanRead(mode: number): boolean {
  return process.platform !== 'win32' && (mode & 0o044) !== 0;
}

function literalSecrets({ file, tree }: Parts): KeyPath[] {
  const paths: KeyPath[] = [];
  const take = (path: KeyPath, value: string | undefined) => {
    if (value && !tree.raw.has(pathId(path))) paths.push(path);
  };
  take(['auth_token'], file.auth_token);
  for (const [name, provider] of Object.entries(file.providers ?? {})) {
    take(['providers', name, 'api_key'], provider.api_key);
    for (const [header, value] of Object.entries(provider.headers ?? {})) {
      if (/auth|key|token|cookie/i.test(header)) take(['providers', name, 'headers', header], value);
    }
  }
  return paths;
}

function dotEnvFiles({ tree, providers }: Parts): Set<string> {
  const secret = (id: string) => /"(?:api_key|auth_token|headers|env)"/.test(id);
  const used = [...tree.used].flatMap(([id, variables]) => (secret(id) ? variables : []));
  const keys = providers.flatMap(({ config, variable }) =>
    config.apiKey !== null && variable ? [variable] : [],
  );
  return new Set([...used, ...keys].flatMap(({ file }) => (file === null ? [] : [file])));
}

/** Entries of `[models]` and `default_model` that lead to a provider that is off. */
function leadsNowhere({ config, source }: Parts): string[] {
  const off = (name: string | undefined) =>
    config.providers.find((one) => one.name === name && !one.on && one.auth !== 'client');
  const where = (path: KeyPath) => {
    const line = source?.lines.get(pathId(path));
    return line === undefined ? '' : `${source?.shown}:${line}: `;
  };
  const say = (path: KeyPath, name: string | undefined) => {
    const provider = off(name);
    return provider
      ? [`${where(path)}${showPath(path)} leads to ${name}, which is off: ${provider.why}`]
      : [];
  };
  const { defaultModel, models } = config;
  const byId = models.some((rule) => rule.pattern === defaultModel);
  return [
    ...(defaultModel?.includes('/') && !byId ? say(['default_model'], defaultModel.split('/')[0]) : []),
    ...models.flatMap((rule) => say(['models', rule.pattern], rule.provider)),
  ];
}

/** What is allowed but deserves a word. Reads the mode of the `.env` files that hold a key. */
export function fileWarnings(parts: Parts): string[] {
  const { config, source, mode } = parts;
  const said: string[] = [];
  if (source !== null && othersCanRead(mode)) {
    const [first, ...more] = literalSecrets(parts);
    if (first !== undefined) {
      const line = source.lines.get(pathId(first));
      const others = more.length === 0 ? '' : ` and ${more.length} more`;
      said.push(
        `${source.shown}:${line}: ${showPath(first)}${others}: a secret in a file that others can read; chmod 600 ${source.shown}`,
      );
    }
  }
  for (const file of dotEnvFiles(parts)) {
    if (othersCanRead(statSync(file, { throwIfNoEntry: false })?.mode ?? 0)) {
      said.push(`${file} holds a key and others can read it; chmod 600 ${file}`);
    }
  }
  const { authToken } = config.server;
  if (authToken !== null && authToken.length < SHORT_TOKEN) {
    said.push(`auth_token is shorter than ${SHORT_TOKEN} characters: it can be guessed`);
  }
  return [...said, ...parts.providers.flatMap((provider) => provider.warnings), ...leadsNowhere(parts)];
}
