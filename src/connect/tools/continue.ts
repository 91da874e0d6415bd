import { existsSync } from 'node:fs';
import path from 'node:path';
import { Misread } from '../formats/value.ts';
import { yaml } from '../formats/yaml.ts';
import { folderOf, type Surroundings, type Tool } from '../tool.ts';

const NAME = 'Kimi Proxy';

/**
 * Continue and its command line `cn`: `config.yaml` in `CONTINUE_GLOBAL_DIR` or `~/.continue`
 * (https://docs.continue.dev/reference, https://docs.continue.dev/reference/yaml-migration). The entry stands first,
 * since `cn` takes the first model. Beside an old `config.json` none is made: Continue would not read that any more.
 */
export const continueDev: Tool = {
  id: 'continue',
  title: 'Continue',
  wire: 'chat',
  files: (place) => [fileOf(place)],
  plan(target, place) {
    const file = fileOf(place);
    const old = path.join(path.dirname(file), 'config.json');
    const model = {
      name: NAME,
      provider: 'openai',
      model: target.model,
      apiBase: `${target.base}/v1`,
      apiKey: target.key,
      roles: ['chat', 'edit', 'apply'],
      capabilities: ['tool_use'],
    };
    return {
      changes: [
        {
          file,
          format: yaml,
          edits: [
            { path: ['name'], value: 'Local Config', isFrame: true },
            { path: ['version'], value: '1.0.0', isFrame: true },
            { path: ['schema'], value: 'v1', isFrame: true },
            { path: ['models', { key: 'name', is: NAME }], value: model, entry: { knownBy: ['apiBase'] } },
          ],
          ...(!existsSync(file) && existsSync(old) ? { refused: new Misread('legacy', old) } : {}),
        },
      ],
      variables: [],
      notes: ['continuePick'],
      keepsLogin: false,
    };
  },
};

function fileOf({ env, home, cwd }: Surroundings): string {
  const folder = folderOf(env.CONTINUE_GLOBAL_DIR, path.join(home, '.continue'));
  return path.join(path.resolve(cwd, folder), 'config.yaml');
}
