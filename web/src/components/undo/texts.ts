import type { Texts } from '../../texts/index.ts';

export const TEXTS: Texts<{ undo: string; undoing: string; dismiss: string; region: string }> = {
  en: { undo: 'Undo', undoing: 'Undoing…', dismiss: 'Dismiss', region: 'What was done' },
  fr: { undo: 'Annuler', undoing: 'Annulation…', dismiss: 'Fermer', region: 'Ce qui a été fait' },
};
