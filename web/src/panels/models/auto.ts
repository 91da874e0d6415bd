import type { ConfigValue } from '../../../../src/contract/config.ts';
import type { SessionView } from '../../../../src/contract/session.ts';

/** What `auto` means now, and who says so. */
export type AutoMeaning =
  | { from: 'session'; model: string; session: Pick<SessionView, 'id' | 'name'> }
  | { from: 'page'; model: string }
  | { from: 'configuration'; model: string; where: string | null }
  | { from: 'nobody' };

/** The model that a session names: `provider/model` where it names both. Null where it names none. */
export function modelOf(session: Pick<SessionView, 'provider' | 'model'> | null): string | null {
  if (session === null || session.model === null || session.model === 'auto') return null;
  const { provider, model } = session;
  return provider === null || model.startsWith(`${provider}/`) ? model : `${provider}/${model}`;
}

/** The pinned session's model goes first, then what was chosen in the page, then the configuration's. */
export function autoMeaning(
  session: SessionView | null,
  setting: Pick<ConfigValue, 'value' | 'origin'> | null,
): AutoMeaning {
  const pinned = session?.is_pinned ? modelOf(session) : null;
  if (session !== null && pinned !== null) return { from: 'session', model: pinned, session };
  const { value = null, origin } = setting ?? {};
  if (typeof value !== 'string' || origin === undefined) return { from: 'nobody' };
  if (origin.kind === 'page') return { from: 'page', model: value };
  return { from: 'configuration', model: value, where: origin.where };
}
