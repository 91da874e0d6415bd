import type { Texts } from '../texts/index.ts';

export interface ShellTexts {
  product: string;
  pages: string;
  live: string;
  connecting: string;
  offline: (heard: string) => string;
  offlineNever: string;
  retry: string;
  skip: string;
  filter: string;
  palette: string;
  help: string;
  close: string;
  notFound: string;
  notFoundLead: string;
  toNow: string;
  loading: string;
  broken: string;
  brokenLead: string;
  reload: string;
  goTo: string;
  search: string;
  nothingFound: string;
  actions: string;
  sessions: string;
  theme: Record<'system' | 'light' | 'dark', string>;
  language: Record<'en' | 'fr', string>;
  keys: string;
  keysOf: Record<'move' | 'open' | 'escape' | 'filter' | 'palette' | 'help' | 'pause' | 'waiting', string>;
  beside: string;
  unreachable: string;
}

export const TEXTS: Texts<ShellTexts> = {
  en: {
    product: 'Kimi Proxy',
    pages: 'Pages',
    live: 'live',
    connecting: 'connecting',
    offline: (heard) => `offline, last heard ${heard}`,
    offlineNever: 'offline',
    retry: 'Try now',
    skip: 'Skip to the content',
    filter: 'Filter',
    palette: 'Commands',
    help: 'Keys',
    close: 'Close',
    notFound: 'There is no such page',
    notFoundLead: 'The address may be an old one, or cut short.',
    toNow: 'Go to the first page',
    loading: 'Loading',
    broken: 'This part of the page failed',
    brokenLead:
      'What is recorded is not touched. Reloading usually helps; if not, please report it with the text below.',
    reload: 'Reload the page',
    goTo: 'Go to',
    search: 'Type a command or search',
    nothingFound: 'Nothing found.',
    actions: 'Actions',
    sessions: 'Sessions',
    theme: { system: 'Theme: by system', light: 'Theme: light', dark: 'Theme: dark' },
    language: { en: 'In English', fr: 'En français' },
    keys: 'Keyboard',
    keysOf: {
      move: 'down and up in a list',
      open: 'open what is selected',
      escape: 'close, back to the list',
      filter: 'filter',
      palette: 'commands',
      help: 'this help',
      pause: 'pause the list',
      waiting: 'to the call that waits for you',
    },
    beside: 'Exchange',
    unreachable: 'The program does not answer. Values stay as they were.',
  },
  fr: {
    product: 'Kimi Proxy',
    pages: 'Pages',
    live: 'en direct',
    connecting: 'connexion',
    offline: (heard) => `hors ligne, dernier signe ${heard}`,
    offlineNever: 'hors ligne',
    retry: 'Réessayer',
    skip: 'Aller au contenu',
    filter: 'Filtrer',
    palette: 'Commandes',
    help: 'Touches',
    close: 'Fermer',
    notFound: 'Cette page n’existe pas',
    notFoundLead: 'L’adresse est peut-être ancienne ou incomplète.',
    toNow: 'Aller à la première page',
    loading: 'Chargement',
    broken: 'Cette partie de la page a échoué',
    brokenLead:
      'Ce qui est enregistré est intact. Recharger suffit en général ; sinon, signalez-le avec le texte ci-dessous.',
    reload: 'Recharger la page',
    goTo: 'Aller à',
    search: 'Commande ou recherche',
    nothingFound: 'Rien trouvé.',
    actions: 'Actions',
    sessions: 'Sessions',
    theme: { system: 'Thème : selon le système', light: 'Thème : clair', dark: 'Thème : sombre' },
    language: { en: 'In English', fr: 'En français' },
    keys: 'Clavier',
    keysOf: {
      move: 'descendre et monter dans une liste',
      open: 'ouvrir ce qui est choisi',
      escape: 'fermer, revenir à la liste',
      filter: 'filtrer',
      palette: 'commandes',
      help: 'cette aide',
      pause: 'mettre la liste en pause',
      waiting: 'aller à l’appel qui vous attend',
    },
    beside: 'Échange',
    unreachable: 'Le programme ne répond pas. Les valeurs restent telles quelles.',
  },
};
