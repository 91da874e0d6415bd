import path from 'node:path';
import { yaml } from '../formats/yaml.ts';
import type { Tool } from '../tool.ts';

/**
 * Aider: `.aider.conf.yml` in the home folder; a project's own goes before it. `openai/` before a model's name says
 * how it is spoken to and is not sent (https://aider.chat/docs/config/aider_conf.html,
 * https://aider.chat/docs/llms/openai-compat.html).
 */
export const aider: Tool = {
  id: 'aider',
  title: 'Aider',
  wire: 'chat',
  files: ({ home }) => [path.join(home, '.aider.conf.yml')],
  plan(target, { home }) {
    const url = `${target.base}/v1`;
    return {
      changes: [
        {
          file: path.join(home, '.aider.conf.yml'),
          format: yaml,
          edits: [
            { path: ['model'], value: `openai/${target.model}` },
            { path: ['openai-api-base'], value: url },
            { path: ['openai-api-key'], value: target.key },
          ],
        },
      ],
      variables: [
        ['AIDER_MODEL', `openai/${target.model}`],
        ['OPENAI_API_BASE', url],
        ['OPENAI_API_KEY', target.key],
      ],
      notes: ['aiderProject'],
      keepsLogin: false,
    };
  },
};
