import { createContext, type ReactNode, useContext } from 'react';
import { frenchTexts } from './french.ts';

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The same texts in each language; a text with something in it is a function. */
export type Texts<T> = Record<Language, T>;

const LanguageContext = createContext<Language>('en');

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

/** A part's texts in the page's language. */
export function useTexts<T extends object>(texts: Texts<T>): T {
  const language = useLanguage();
  return language === 'fr' ? frenchTexts(texts.fr) : texts[language];
}
