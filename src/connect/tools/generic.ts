import type { Tool } from '../tool.ts';

/**
 * Any other tool or SDK: the variables that the official SDKs read (https://github.com/openai/openai-node,
 * https://github.com/anthropics/anthropic-sdk-typescript, https://github.com/googleapis/js-genai).
 */
export const generic: Tool = {
  id: 'generic',
  title: 'OpenAI / Anthropic / Gemini SDK',
  wire: 'chat',
  files: () => [],
  plan: (target) => ({
    changes: [],
    variables: [
      ['OPENAI_BASE_URL', `${target.base}/v1`],
      ['OPENAI_API_KEY', target.key],
      ['ANTHROPIC_BASE_URL', target.base],
      ['ANTHROPIC_AUTH_TOKEN', target.key],
      ['GOOGLE_GEMINI_BASE_URL', target.base],
      ['GEMINI_API_KEY', target.key],
    ],
    notes: ['generic'],
    keepsLogin: false,
  }),
};
