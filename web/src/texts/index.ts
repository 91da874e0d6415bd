import { type Format, formatOf } from './format.ts';
import { useLanguage } from './language.tsx';

export { type Format, type Known, UNKNOWN } from './format.ts';
export {
  LANGUAGES,
  type Language,
  LanguageProvider,
  type Texts,
  useLanguage,
  useTexts,
} from './language.tsx';

/** Numbers, money and times in the page's language. */
export function useFormat(): Format {
  return formatOf(useLanguage());
}
