import path from 'node:path';
import { dotenv } from '../formats/dotenv.ts';
import { json } from '../formats/json.ts';
import { folderOf, type Surroundings, type Tool } from '../tool.ts';

/**
 * Gemini CLI: variables in `.gemini/.env` and the kind of log-in in `.gemini/settings.json`, in `GEMINI_CLI_HOME` or the
 * home folder; the SDK adds `/v1beta` to the address itself (https://geminicli.com/docs/reference/configuration,
 * https://geminicli.com/docs/get-started/authentication).
 */
export const gemini: Tool = {
  id: 'gemini',
  title: 'Gemini CLI',
  wire: 'gemini',
  files: filesOf,
  plan(target, place) {
    const [variablesFile = '', settingsFile = ''] = filesOf(place);
    const variables: [string, string][] = [
      ['GOOGLE_GEMINI_BASE_URL', target.base],
      ['GEMINI_API_KEY', target.key],
      ['GEMINI_MODEL', target.model],
    ];
    return {
      changes: [
        {
          file: variablesFile,
          format: dotenv,
          edits: variables.map(([name, value]) => ({ path: [name], value })),
        },
        {
          file: settingsFile,
          format: json,
          edits: [{ path: ['security', 'auth', 'selectedType'], value: 'gemini-api-key' }],
        },
      ],
      variables,
      notes: ['geminiProject'],
      keepsLogin: false,
    };
  },
};

function filesOf({ env, home }: Surroundings): string[] {
  const folder = path.join(folderOf(env.GEMINI_CLI_HOME, home), '.gemini');
  return [path.join(folder, '.env'), path.join(folder, 'settings.json')];
}
