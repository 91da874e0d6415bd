import type { ProviderKind } from './kind.ts';
import { pathBelowVersion } from './path.ts';

/** Everything that speaks OpenAI's chat completions below a base URL, with a bearer key. */
export const openAiCompatible: ProviderKind = {
  protocol: 'openai-chat',
  builtIn: false,
  upstreamPath: pathBelowVersion,
  credentialHeaders: (key) => ({ authorization: `Bearer ${key}` }),
};
