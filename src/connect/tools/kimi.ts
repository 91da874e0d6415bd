import path from 'node:path';
import { toml } from '../formats/toml.ts';
import { folderOf, type Surroundings, type Tool } from '../tool.ts';

/** What Kimi Code takes for a model of unknown size, in tokens (its env-vars page, KIMI_MODEL_MAX_CONTEXT_SIZE). */
const USUAL_WINDOW = 262_144;

/**
 * Kimi Code: `config.toml` in `KIMI_CODE_HOME` or `~/.kimi-code`
 * (https://moonshotai.github.io/kimi-code/en/configuration/config-files.html).
 */
export const kimi: Tool = {
  id: 'kimi',
  title: 'Kimi Code',
  wire: 'chat',
  files: (place) => [fileOf(place)],
  plan(target, place) {
    const url = `${target.base}/v1`;
    const window = target.window ?? USUAL_WINDOW;
    const alias = `kimi-proxy/${target.model}`;
    return {
      changes: [
        {
          file: fileOf(place),
          format: toml,
          edits: [
            { path: ['default_model'], value: alias },
            {
              path: ['providers', 'kimi-proxy'],
              value: { type: 'kimi', base_url: url, api_key: target.key },
              entry: { knownBy: ['base_url'] },
            },
            {
              path: ['models', alias],
              value: { provider: 'kimi-proxy', model: target.model, max_context_size: window },
              entry: { knownBy: ['provider'] },
            },
          ],
        },
      ],
      variables: [
        ['KIMI_MODEL_NAME', target.model],
        ['KIMI_MODEL_PROVIDER_TYPE', 'kimi'],
        ['KIMI_MODEL_BASE_URL', url],
        ['KIMI_MODEL_API_KEY', target.key],
        ['KIMI_MODEL_MAX_CONTEXT_SIZE', String(window)],
      ],
      notes: ['kimiLogin'],
      keepsLogin: false,
    };
  },
};

function fileOf({ env, home }: Surroundings): string {
  return path.join(folderOf(env.KIMI_CODE_HOME, path.join(home, '.kimi-code')), 'config.toml');
}
