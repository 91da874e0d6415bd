import { pathBelowVersion } from './path.ts';
import type { ProviderKind } from './registry.ts';

/** Everything that speaks OpenAI's chat completions below a base URL, with a bearer key. */
export const openAiCompatible: ProviderKind = {
  protocol: 'openai-chat',
  builtIn: false,
  upstreamPath: pathBelowVersion,
  credentialHeaders: (key) => ({ authorization: `Bearer ${key}` }),
};
