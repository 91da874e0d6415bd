import type { Tool } from '../tool.ts';

/**
 * Cursor asks from its own servers, which cannot reach this machine, and keeps its settings in a database of its own
 * (https://forum.cursor.com/t/override-openai-base-url-sends-responses-api-payload-to-chat-completions-but-expects-chat-completions-output/159298):
 * only what to type can be said.
 */
export const cursor: Tool = {
  id: 'cursor',
  title: 'Cursor',
  wire: 'chat',
  files: () => [],
  plan: (target) => ({
    changes: [],
    variables: [
      ['Override OpenAI Base URL', `${target.base}/v1`],
      ['OpenAI API Key', target.key],
      ['Model', target.model],
    ],
    notes: ['cursorPublic'],
    keepsLogin: false,
  }),
};
