import { useSyncExternalStore } from 'react';
import { LANGUAGES, type Language } from '../texts/index.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export const DENSITIES = ['compact', 'normal', 'relaxed'] as const;
export type Density = (typeof DENSITIES)[number];

/** How the page looks to this person. Kept in cookies, so that the server's first bytes have it already. */
export interface Preferences {
  language: Language;
  theme: Theme;
  density: Density;
}

/** Cookies live this long: a year, in seconds. */
const KEPT_S = 365 * 24 * 3600;
const NAMES = { language: 'kimi_proxy_lang', theme: 'kimi_proxy_theme', density: 'kimi_proxy_density' };

function oneOf<T extends string>(values: readonly T[], value: string | undefined, fallback: T): T {
  return values.find((one) => one === value) ?? fallback;
}

function cookies(): Map<string, string> {
  return new Map(
    document.cookie.split('; ').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at), part.slice(at + 1)];
    }),
  );
}

function read(): Preferences {
  const kept = cookies();
  return {
    // What the server chose by the browser's own languages, where nothing else was chosen here.
    language: oneOf(LANGUAGES, kept.get(NAMES.language) ?? document.documentElement.lang, 'en'),
    theme: oneOf(THEMES, kept.get(NAMES.theme), 'system'),
    density: oneOf(DENSITIES, kept.get(NAMES.density), 'normal'),
  };
}

let preferences = read();
const listeners = new Set<() => void>();

function show({ language, theme, density }: Preferences): void {
  const { documentElement: html } = document;
  html.lang = language;
  html.dataset.theme = theme;
  html.dataset.density = density;
}

/** Changes and keeps some of them, at once. */
export function setPreferences(changes: Partial<Preferences>): void {
  preferences = { ...preferences, ...changes };
  for (const [key, name] of Object.entries(NAMES) as [keyof Preferences, string][]) {
    // The Cookie Store API would do it too, but not in every browser that runs this page.
    // biome-ignore lint/suspicious/noDocumentCookie: see above
    document.cookie = `${name}=${preferences[key]}; Path=/; Max-Age=${KEPT_S}; SameSite=Strict`;
  }
  show(preferences);
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => preferences,
  );
}

/** The page's language now, for what is not a component. */
export function currentLanguage(): Language {
  return preferences.language;
}

show(preferences);
