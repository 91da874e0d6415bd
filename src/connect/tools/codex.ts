import path from 'node:path';
import type { Edit } from '../formats/edit.ts';
import { toml } from '../formats/toml.ts';
import { folderOf, peek, type Surroundings, type Target, type Tool } from '../tool.ts';

/**
 * Codex: `config.toml` in `CODEX_HOME` or `~/.codex`; a provider of its own that speaks Responses, the only language
 * that Codex has (https://developers.openai.com/codex/config-reference,
 * https://github.com/openai/codex/blob/main/codex-rs/model-provider-info/src/lib.rs). Someone who gave Codex an API key
 * keeps key and models, where the proxy passes them on and no model was asked for.
 */
export const codex: Tool = {
  id: 'codex',
  title: 'Codex',
  wire: 'responses',
  files: (place) => [path.join(folder(place), 'config.toml')],
  plan(target, place) {
    const keepsLogin = target.modelFrom !== 'flag' && target.passesOn.includes('openai') && hasKey(place);
    const ownHeader = target.isToken ? { http_headers: { 'x-kimi-proxy-token': target.key } } : {};
    const provider = {
      name: 'Kimi Proxy',
      base_url: `${target.base}/v1`,
      wire_api: 'responses',
      ...(keepsLogin
        ? { requires_openai_auth: true, ...ownHeader }
        : { experimental_bearer_token: target.key }),
    };
    const edits: Edit[] = [
      ...(keepsLogin ? [] : modelOf(target)),
      { path: ['model_provider'], value: 'kimi-proxy' },
      { path: ['model_providers', 'kimi-proxy'], value: provider, entry: { knownBy: ['base_url'] } },
    ];
    return {
      changes: [{ file: path.join(folder(place), 'config.toml'), format: toml, edits }],
      variables: [],
      notes: keepsLogin ? ['codexLogin', 'codexProfile'] : ['codexProfile'],
      keepsLogin,
    };
  },
};

/** The model, and its window where that is known: of a model that Codex does not know it takes 272,000 tokens. */
function modelOf({ model, window }: Target): Edit[] {
  const edits: Edit[] = [{ path: ['model'], value: model }];
  return window === null ? edits : [...edits, { path: ['model_context_window'], value: window }];
}

function folder({ env, home }: Surroundings): string {
  return folderOf(env.CODEX_HOME, path.join(home, '.codex'));
}

/** Whether Codex was given an API key of OpenAI. */
function hasKey(place: Surroundings): boolean {
  const key = peek(path.join(folder(place), 'auth.json')).OPENAI_API_KEY;
  return typeof key === 'string' && key !== '';
}
