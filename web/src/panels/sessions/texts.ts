import type { Texts } from '../../texts/index.ts';

export interface SessionsTexts {
  all: string;
  noSuch: string;
  rename: string;
  renameOf: (name: string) => string;
  name: string;
  save: string;
  cancel: string;
  pin: string;
  pinHint: string;
  pinned: string;
  current: string;
  currentHint: string;
  delete: string;
  deleted: (name: string) => string;
  more: (name: string) => string;
}

export const TEXTS: Texts<SessionsTexts> = {
  en: {
    all: 'All sessions',
    noSuch: 'There is no such session',
    rename: 'Rename',
    renameOf: (name) => `Rename ${name}`,
    name: 'Name',
    save: 'Save',
    cancel: 'Cancel',
    pin: 'Pin',
    pinHint: 'Requests that say nothing of their session go to the pinned one',
    pinned: 'pinned',
    current: 'current',
    currentHint: 'the session with the newest turn',
    delete: 'Delete',
    deleted: (name) => `Deleted “${name}”.`,
    more: (name) => `More for ${name}`,
  },
  fr: {
    all: 'Toutes les sessions',
    noSuch: 'Cette session n’existe pas',
    rename: 'Renommer',
    renameOf: (name) => `Renommer ${name}`,
    name: 'Nom',
    save: 'Enregistrer',
    cancel: 'Abandonner',
    pin: 'Épingler',
    pinHint: 'Les requêtes qui ne disent rien de leur session vont à celle qui est épinglée',
    pinned: 'épinglée',
    current: 'actuelle',
    currentHint: 'la session dont le tour est le plus récent',
    delete: 'Supprimer',
    deleted: (name) => `« ${name} » est supprimée.`,
    more: (name) => `Plus pour ${name}`,
  },
};
