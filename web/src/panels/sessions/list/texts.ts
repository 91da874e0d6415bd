import type { Texts } from '../../../texts/index.ts';

export interface ListTexts {
  title: string;
  filter: string;
  clear: string;
  found: [one: string, many: string];
  soFar: (count: string) => string;
  none: string;
  noneLead: string;
  nothingFound: (typed: string) => string;
  searchMore: string;
  make: string;
  makeLead: string;
  provider: string;
  model: string;
  optional: string;
  create: string;
  columns: {
    name: string;
    project: string;
    model: string;
    exchanges: string;
    lastTurn: string;
    actions: string;
  };
  noTurn: string;
  noProject: string;
  noModel: string;
  loadingMore: string;
  exchanges: [one: string, many: string];
}

export const TEXTS: Texts<ListTexts> = {
  en: {
    title: 'Sessions',
    filter: 'Filter by name, project or model',
    clear: 'Clear the filter',
    found: ['{n} session', '{n} sessions'],
    soFar: (count) => `${count} so far`,
    none: 'No session yet',
    noneLead:
      'A session begins by itself with the first turn of a conversation. You can also make one by hand.',
    nothingFound: (typed) => `No session matches “${typed}”.`,
    searchMore: 'Look in older ones',
    make: 'New session',
    makeLead: 'It is pinned at once: requests that say nothing of their session go there.',
    provider: 'Provider',
    model: 'Model',
    optional: 'optional',
    create: 'Make and pin it',
    columns: {
      name: 'Name',
      project: 'Project',
      model: 'Model',
      exchanges: 'Exchanges',
      lastTurn: 'Last turn',
      actions: 'Actions',
    },
    noTurn: 'no turn yet',
    noProject: 'no tool has named a folder',
    noModel: 'nobody has named a model',
    loadingMore: 'Loading older ones',
    exchanges: ['{n} exchange', '{n} exchanges'],
  },
  fr: {
    title: 'Sessions',
    filter: 'Filtrer par nom, projet ou modèle',
    clear: 'Effacer le filtre',
    found: ['{n} session', '{n} sessions'],
    soFar: (count) => `${count} pour l’instant`,
    none: 'Pas encore de session',
    noneLead:
      'Une session commence d’elle-même avec le premier tour d’une conversation. Vous pouvez aussi en créer une.',
    nothingFound: (typed) => `Aucune session ne correspond à « ${typed} ».`,
    searchMore: 'Chercher dans les plus anciennes',
    make: 'Nouvelle session',
    makeLead: 'Elle est épinglée aussitôt : les requêtes qui ne disent rien de leur session y vont.',
    provider: 'Fournisseur',
    model: 'Modèle',
    optional: 'facultatif',
    create: 'Créer et épingler',
    columns: {
      name: 'Nom',
      project: 'Projet',
      model: 'Modèle',
      exchanges: 'Échanges',
      lastTurn: 'Dernier tour',
      actions: 'Actions',
    },
    noTurn: 'pas encore de tour',
    noProject: 'aucun outil n’a nommé de dossier',
    noModel: 'personne n’a nommé de modèle',
    loadingMore: 'Chargement des plus anciennes',
    exchanges: ['{n} échange', '{n} échanges'],
  },
};
