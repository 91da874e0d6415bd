import path from 'node:path';
import { json } from '../formats/json.ts';
import { folderOf, type Surroundings, type Tool } from '../tool.ts';

const PROVIDER = 'openai-compatible';

/**
 * Cline's command line and the extensions that share its settings: `settings/providers.json` in `CLINE_DATA_DIR`,
 * `$CLINE_DIR/data` or `~/.cline/data`, or the file that `CLINE_PROVIDER_SETTINGS_PATH` names
 * (https://docs.cline.bot/cli/configuration,
 * https://github.com/cline/cline/blob/main/sdk/packages/core/src/services/storage/provider-settings-manager.ts).
 */
export const cline: Tool = {
  id: 'cline',
  title: 'Cline',
  wire: 'chat',
  files: (place) => [fileOf(place)],
  plan(target, place) {
    const settings = {
      provider: PROVIDER,
      apiKey: target.key,
      model: target.model,
      baseUrl: `${target.base}/v1`,
    };
    return {
      changes: [
        {
          file: fileOf(place),
          format: json,
          edits: [
            { path: ['version'], value: 1, isFrame: true },
            { path: ['lastUsedProvider'], value: PROVIDER },
            {
              path: ['providers', PROVIDER],
              value: { settings, updatedAt: new Date().toISOString(), tokenSource: 'manual' },
              entry: { knownBy: ['settings', 'baseUrl'], onlyNew: ['updatedAt', 'tokenSource'] },
            },
          ],
        },
      ],
      variables: [],
      notes: ['clineExtension'],
      keepsLogin: false,
    };
  },
};

function fileOf({ env, home, cwd }: Surroundings): string {
  const named = env.CLINE_PROVIDER_SETTINGS_PATH?.trim();
  if (named) return path.resolve(cwd, named);
  const root = folderOf(env.CLINE_DIR, path.join(home, '.cline'));
  return path.join(folderOf(env.CLINE_DATA_DIR, path.join(root, 'data')), 'settings', 'providers.json');
}
