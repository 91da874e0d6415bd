import type { ContextChange } from '../../../../../src/contract/context.ts';
import type { Texts } from '../../../texts/index.ts';

export interface ChangesTexts {
  against: string;
  turn: (time: string, about: string) => string;
  otherAgent: string;
  openOther: string;
  ops: Record<ContextChange['op'], string>;
  blocks: [one: string, many: string];
  tokensUnit: string;
  blockAt: (number: string) => string;
  moved: (from: string, to: string) => string;
  notKept: string;
  image: string;
  whole: string;
  firstTurn: string;
  noContext: string;
  leftOut: [one: string, many: string];
  showMore: string;
  was: string;
  is: string;
  skipped: (characters: string) => string;
  replaced: string;
  truncated: (removed: string, added: string) => string;
}

export const TEXTS: Texts<ChangesTexts> = {
  en: {
    against: 'Compared with the turn of',
    turn: (time, about) => [time, about].filter(Boolean).join(' · '),
    otherAgent: 'another agent',
    openOther: 'open that turn',
    ops: { kept: 'kept', added: 'added', removed: 'removed', reordered: 'moved', edited: 'edited' },
    blocks: ['{n} block', '{n} blocks'],
    tokensUnit: 'tokens',
    blockAt: (number) => `block ${number}`,
    moved: (from, to) => `from ${from} to ${to}`,
    notKept: 'Its text is not kept.',
    image: 'An image.',
    whole: 'all of it',
    firstTurn: 'The agent has no turn before this one: everything in it was added.',
    noContext: 'It has no context to be compared.',
    leftOut: [
      '{n} more change is in the sums, but not listed.',
      '{n} more changes are in the sums, but not listed.',
    ],
    showMore: 'List up to 1,000',
    was: 'was: ',
    is: 'is now: ',
    skipped: (characters) => `⋯ ${characters} characters unchanged`,
    replaced: 'Too little is the same: one text stands in the place of the other.',
    truncated: (removed, added) => `Not all of it is shown: ${removed} characters went, ${added} came.`,
  },
  fr: {
    against: 'Comparé avec le tour de',
    turn: (time, about) => [time, about].filter(Boolean).join(' · '),
    otherAgent: 'autre agent',
    openOther: 'ouvrir ce tour',
    ops: { kept: 'gardé', added: 'ajouté', removed: 'retiré', reordered: 'déplacé', edited: 'modifié' },
    blocks: ['{n} bloc', '{n} blocs'],
    tokensUnit: 'jetons',
    blockAt: (number) => `bloc ${number}`,
    moved: (from, to) => `de ${from} à ${to}`,
    notKept: 'Son texte n’est pas conservé.',
    image: 'Une image.',
    whole: 'en entier',
    firstTurn: 'L’agent n’a pas de tour avant celui-ci : tout y est ajouté.',
    noContext: 'Il n’a pas de contexte à comparer.',
    leftOut: [
      '{n} autre changement est dans les sommes sans être listé.',
      '{n} autres changements sont dans les sommes sans être listés.',
    ],
    showMore: 'Lister jusqu’à 1 000',
    was: 'avant : ',
    is: 'maintenant : ',
    skipped: (characters) => `⋯ ${characters} caractères inchangés`,
    replaced: 'Trop peu est commun : un texte tient la place de l’autre.',
    truncated: (removed, added) => `Tout n’est pas montré : ${removed} caractères retirés, ${added} ajoutés.`,
  },
};
