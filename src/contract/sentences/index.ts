export { FRENCH } from './fr/index.ts';
export { type Catalogue, createTranslate, type Translate } from './translate.ts';
