import { createTranslate, FRENCH, type Translate } from '../../contract/sentences/index.ts';

let translate: Translate | null = null;

/** A sentence of the program in French; as it is where it is not known. */
export function sentenceFr(text: string): string {
  translate ??= createTranslate(FRENCH);
  return translate(text) ?? text;
}
