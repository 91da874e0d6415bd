import type { ProviderView } from '../../../../src/contract/api.ts';

/** Why a provider is on or off, told apart so that it can be said in the page's language. */
export type Reason =
  | { kind: 'built-in' }
  | { kind: 'disabled' }
  | { kind: 'key' }
  | { kind: 'keyless' }
  | { kind: 'set-key'; variable: string }
  | { kind: 'set-key-or-log-in'; variable: string }
  | { kind: 'log-in' }
  | { kind: 'name-it' }
  /** Nothing that this page knows of: the server's own words are shown. */
  | { kind: 'other' };

/** The reason behind a provider's state, from what the server says of its credentials. */
export function reasonOf({
  type,
  on,
  auth,
  key_set: keySet,
  key_variable: variable,
  enabled,
}: Pick<ProviderView, 'type' | 'on' | 'auth' | 'key_set' | 'key_variable' | 'enabled'>): Reason {
  if (on) {
    if (type === 'test') return { kind: 'built-in' };
    if (keySet) return { kind: 'key' };
    return auth === 'none' ? { kind: 'keyless' } : { kind: 'other' };
  }
  if (!enabled) return { kind: 'disabled' };
  if (auth === 'none') return { kind: 'name-it' };
  if (auth === 'client')
    return variable === null ? { kind: 'log-in' } : { kind: 'set-key-or-log-in', variable };
  return variable === null ? { kind: 'other' } : { kind: 'set-key', variable };
}

/** The line that turns a provider on, to be completed and put into `.env` or `config.toml`; null where there is none. */
export function lineOf(reason: Reason, name: string): { file: '.env' | 'config.toml'; text: string } | null {
  switch (reason.kind) {
    case 'set-key':
    case 'set-key-or-log-in':
      return { file: '.env', text: `${reason.variable}=` };
    case 'name-it':
      return {
        file: 'config.toml',
        text: `[providers.${/^[\w-]+$/.test(name) ? name : JSON.stringify(name)}]`,
      };
    default:
      return null;
  }
}
