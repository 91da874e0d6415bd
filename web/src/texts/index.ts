import { type Format, formatOf } from './format.ts';
import { useLanguage } from './language.tsx';
import { translated } from './sentences.ts';

export { type Format, type Known, UNKNOWN } from './format.ts';
export {
  LANGUAGES,
  type Language,
  LanguageProvider,
  type Texts,
  useLanguage,
  useTexts,
} from './language.tsx';
export { hasSentences, loadSentences } from './sentences.ts';

/** Numbers, money and times in the page's language. */
export function useFormat(): Format {
  return formatOf(useLanguage());
}

/** A sentence of the program, in the page's language where that is known; what is absent stays so. For titles. */
export function useSentence(): <T extends string | null | undefined>(text: T) => T | string {
  const language = useLanguage();
  return (text) => (typeof text === 'string' ? (translated(text, language) ?? text) : text);
}

/** A sentence of the program as it is shown: its text, the original where it was translated, its language where it was not. */
export function useSaid(text: string): { text: string; title?: string; lang?: string } {
  const language = useLanguage();
  if (language === 'en') return { text };
  const other = translated(text, language);
  return other === null ? { text, lang: 'en' } : { text: other, title: text };
}
