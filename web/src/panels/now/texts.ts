import type { Texts } from '../../texts/index.ts';

export interface NowTexts {
  sessions: string;
  allSessions: string;
  noSession: string;
  noSessionLead: string;
  via: (model: string, provider: string | null) => string;
  exchanges: [one: string, many: string];
  since: (time: string) => string;
  pinned: string;
  cost: string;
  costHint: string;
  unpriced: (count: string) => string;
  lastTurn: string;
  lastTurnHint: string;
  fromCache: string;
  fromCacheHint: string;
  speeds: string;
  speedsHint: string;
  perSecond: string;
  unknownWindow: (model: string) => string;
  crossed: (threshold: string) => string;
  crossedAt: (time: string, use: string) => string;
  leftThen: [one: string, many: string];
  show: string;
  dismiss: string;
  first: string;
  listening: string;
  firstLead: string;
  baseUrl: string;
  orTest: string;
  sendTest: string;
  sending: string;
}

export const TEXTS: Texts<NowTexts> = {
  en: {
    sessions: 'Sessions',
    allSessions: 'All sessions',
    noSession: 'No session yet',
    noSessionLead:
      'One begins with the first turn of a conversation. What was refused, or belongs to none, is in the list.',
    via: (model, provider) => (provider === null ? model : `${model} via ${provider}`),
    exchanges: ['{n} exchange', '{n} exchanges'],
    since: (time) => `since ${time}`,
    pinned: 'pinned',
    cost: 'Cost so far',
    costHint: 'of all exchanges of this session whose price is known',
    unpriced: (count) => `+ ${count} without a price`,
    lastTurn: 'Last turn',
    lastTurnHint: 'the last one that has ended, against the one before it',
    fromCache: 'From cache',
    fromCacheHint: 'input tokens that the provider read from its cache, of all input tokens of this session',
    speeds: 'In / out now',
    speedsHint: 'context tokens sent and output tokens received a second, over the last four seconds',
    perSecond: 'tok/s',
    unknownWindow: (model) =>
      `Nobody says how large the window of ${model} is. Set max_context_size under [models] in config.toml to see a percentage.`,
    crossed: (threshold) => `Above ${threshold}.`,
    crossedAt: (time, use) => `Crossed at ${time}, with ${use} in use.`,
    leftThen: ['{n} turn was left then.', '{n} turns were left then.'],
    show: 'Show what fills it',
    dismiss: 'Dismiss',
    first: 'Waiting for the first request at',
    listening: 'listening',
    firstLead: 'Point your tool here. The page comes alive with its first request.',
    baseUrl: 'base URL',
    orTest: 'No tool at hand?',
    sendTest: 'Send a request to the test model',
    sending: 'Sending…',
  },
  fr: {
    sessions: 'Sessions',
    allSessions: 'Toutes les sessions',
    noSession: 'Pas encore de session',
    noSessionLead:
      'Une session commence avec le premier tour d’une conversation. Ce qui a été refusé, ou n’appartient à aucune, est dans la liste.',
    via: (model, provider) => (provider === null ? model : `${model} par ${provider}`),
    exchanges: ['{n} échange', '{n} échanges'],
    since: (time) => `depuis ${time}`,
    pinned: 'épinglée',
    cost: 'Coût jusqu’ici',
    costHint: 'de tous les échanges de cette session dont le prix est connu',
    unpriced: (count) => `+ ${count} sans prix`,
    lastTurn: 'Dernier tour',
    lastTurnHint: 'le dernier qui est terminé, comparé au précédent',
    fromCache: 'Du cache',
    fromCacheHint:
      'jetons d’entrée que le fournisseur a lus dans son cache, sur tous les jetons d’entrée de cette session',
    speeds: 'Entrée / sortie',
    speedsHint:
      'jetons de contexte envoyés et jetons de sortie reçus par seconde, sur les quatre dernières secondes',
    perSecond: 'jet/s',
    unknownWindow: (model) =>
      `Personne ne dit la taille de la fenêtre de ${model}. Indiquez max_context_size sous [models] dans config.toml pour voir un pourcentage.`,
    crossed: (threshold) => `Au-dessus de ${threshold}.`,
    crossedAt: (time, use) => `Franchi à ${time}, avec ${use} d’occupation.`,
    leftThen: ['Il restait alors {n} tour.', 'Il restait alors {n} tours.'],
    show: 'Voir ce qui la remplit',
    dismiss: 'Fermer',
    first: 'En attente de la première requête à',
    listening: 'à l’écoute',
    firstLead: 'Pointez votre outil ici. La page s’anime à sa première requête.',
    baseUrl: 'URL de base',
    orTest: 'Pas d’outil sous la main ?',
    sendTest: 'Envoyer une requête au modèle de test',
    sending: 'Envoi…',
  },
};
