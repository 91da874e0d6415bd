import type { Texts } from '../../../texts/index.ts';
import type { SessionTexts } from './text-keys.ts';
import { EN } from './texts-en.ts';
import { FR } from './texts-fr.ts';

export const TEXTS: Texts<SessionTexts> = { en: EN, fr: FR };
