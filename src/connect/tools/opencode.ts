import { existsSync } from 'node:fs';
import path from 'node:path';
import { json } from '../formats/json.ts';
import { recordFile } from '../record.ts';
import { folderOf, type Surroundings, type Tool } from '../tool.ts';

/**
 * OpenCode: the file that `OPENCODE_CONFIG` names, else `opencode.jsonc` or `opencode.json` in
 * `$XDG_CONFIG_HOME/opencode` or `~/.config/opencode`, on Windows, too (https://opencode.ai/docs/config,
 * https://opencode.ai/docs/providers#custom-provider).
 */
export const opencode: Tool = {
  id: 'opencode',
  title: 'OpenCode',
  wire: 'chat',
  files: (place) => [fileOf(place)],
  plan(target, place) {
    const limit =
      target.window === null ? {} : { limit: { context: target.window, output: outputOf(target.window) } };
    const provider = {
      npm: '@ai-sdk/openai-compatible',
      name: 'Kimi Proxy',
      options: { baseURL: `${target.base}/v1`, apiKey: target.key },
      models: { [target.model]: { name: target.model, ...limit } },
    };
    return {
      changes: [
        {
          file: fileOf(place),
          format: json,
          edits: [
            { path: ['$schema'], value: 'https://opencode.ai/config.json', isFrame: true },
            { path: ['model'], value: `kimi-proxy/${target.model}` },
            { path: ['small_model'], value: `kimi-proxy/${target.model}` },
            { path: ['provider', 'kimi-proxy'], value: provider, entry: { knownBy: ['options', 'baseURL'] } },
          ],
        },
      ],
      variables: [],
      notes: ['openCodeProject'],
      keepsLogin: false,
    };
  },
};

/** Room for an answer: OpenCode wants a number beside the window and never asks for more than 32,000 by itself. */
const outputOf = (window: number): number => Math.min(32_000, Math.floor(window / 4));

function fileOf({ env, home, cwd }: Surroundings): string {
  const named = env.OPENCODE_CONFIG?.trim();
  if (named) return path.resolve(cwd, named);
  const folder = path.join(folderOf(env.XDG_CONFIG_HOME, path.join(home, '.config')), 'opencode');
  const [plain, commented] = [path.join(folder, 'opencode.json'), path.join(folder, 'opencode.jsonc')];
  return existsSync(commented) && !existsSync(recordFile(plain)) ? commented : plain;
}
