import { SDKS } from '../sdks.ts';
import type { Tool } from '../tool.ts';

/** Any other tool or SDK: the variables that the official SDKs read, all at once. */
export const generic: Tool = {
  id: 'generic',
  title: 'OpenAI / Anthropic / Gemini SDK',
  wire: 'chat',
  files: () => [],
  plan: (target) => ({
    changes: [],
    variables: SDKS.flatMap((sdk) => sdk.variables(target)),
    notes: ['generic'],
    keepsLogin: false,
  }),
};
