import path from 'node:path';
import { json } from '../formats/json.ts';
import { folderOf, type Surroundings, type Tool } from '../tool.ts';

const KEY_VARIABLE = 'KIMI_PROXY_API_KEY';

/**
 * Qwen Code: `settings.json` in `QWEN_HOME` or `~/.qwen`: a model of its own with its address, which goes before
 * `OPENAI_BASE_URL` of a shell, and its key in `env`
 * (https://qwenlm.github.io/qwen-code-docs/en/users/configuration/model-providers/,
 * https://qwenlm.github.io/qwen-code-docs/en/users/configuration/settings/).
 */
export const qwen: Tool = {
  id: 'qwen',
  title: 'Qwen Code',
  wire: 'chat',
  files: (place) => [fileOf(place)],
  plan(target, place) {
    const url = `${target.base}/v1`;
    const model = {
      id: target.model,
      name: `${target.model} (Kimi Proxy)`,
      baseUrl: url,
      envKey: KEY_VARIABLE,
    };
    return {
      changes: [
        {
          file: fileOf(place),
          format: json,
          edits: [
            {
              path: ['modelProviders', 'openai', { key: 'id', is: target.model }],
              value: model,
              entry: { knownBy: ['baseUrl'] },
            },
            { path: ['env', KEY_VARIABLE], value: target.key },
            { path: ['security', 'auth', 'selectedType'], value: 'openai' },
            { path: ['model', 'name'], value: target.model },
          ],
        },
      ],
      variables: [
        ['OPENAI_BASE_URL', url],
        ['OPENAI_API_KEY', target.key],
        ['OPENAI_MODEL', target.model],
      ],
      notes: ['qwenProject'],
      keepsLogin: false,
    };
  },
};

function fileOf({ env, home }: Surroundings): string {
  return path.join(folderOf(env.QWEN_HOME, path.join(home, '.qwen')), 'settings.json');
}
