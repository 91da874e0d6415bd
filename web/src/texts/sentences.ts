import type { Translate } from '../../../src/contract/sentences/translate.ts';
import { frenchTexts } from './french.ts';
import type { Language } from './language.tsx';

/** Sentences that were translated are kept up to so many: a list says the same few again and again. */
const MOST_KEPT = 500;

let french: Translate | null = null;
/** English needs nothing; a language whose sentences could not be had is shown without them. */
const settled = new Set<Language>(['en']);
const kept = new Map<string, string | null>();

/** Loads what the program's sentences are in a language. Never rejects: without them they stay English. */
export async function loadSentences(language: Language): Promise<void> {
  if (settled.has(language)) return;
  try {
    const { createTranslate, FRENCH } = await import('../../../src/contract/sentences/index.ts');
    french = createTranslate(frenchTexts(FRENCH));
  } catch {
    french = null;
  }
  settled.add(language);
}

/** Whether the page can be shown in a language without a sentence that changes afterwards. */
export function hasSentences(language: Language): boolean {
  return settled.has(language);
}

/** A sentence of the program in the page's language; null where that is English, or it is not known. */
export function translated(text: string, language: Language): string | null {
  if (language === 'en' || french === null) return null;
  const known = kept.get(text);
  if (known !== undefined) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const found = french(text);
  kept.set(text, found);
  return found;
}
