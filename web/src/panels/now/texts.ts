import type { Texts } from '../../texts/index.ts';

export interface NowTexts {
  title: string;
  sessions: string;
  allSessions: string;
  connectTool: string;
  noSessionAt: string;
  refused: (client: string, time: string) => string;
  someone: string;
  fixes: Record<string, string>;
  models: string;
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
}

export const TEXTS: Texts<NowTexts> = {
  en: {
    title: 'Now',
    sessions: 'Sessions',
    allSessions: 'All sessions',
    connectTool: 'Connect a tool',
    noSessionAt: 'Point a tool at',
    refused: (client, time) => `A request from ${client} was refused at ${time}:`,
    someone: 'an unknown client',
    fixes: {
      provider_key_missing: 'Set its key in the environment or in .env.',
      model_not_found: 'Take a name that there is, or choose a model for “auto”.',
      unauthorized: 'Send the auth_token of the configuration as the tool’s API key.',
      forbidden_host: 'Call the program by its address, or add the name to allowed_hosts.',
      forbidden_origin: 'Add the page’s origin to allowed_origins.',
      not_found: 'Check the base address: it ends in /v1 for OpenAI-compatible tools.',
      method_not_allowed: 'Check the base address: it ends in /v1 for OpenAI-compatible tools.',
      bad_json: 'The body is no JSON: look at what the tool sends.',
      upstream_unreachable: 'Its address does not answer: start it, or correct base_url.',
    },
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
    models: 'Providers and models',
    speeds: 'In / out, tokens/s',
    speedsHint: 'context tokens sent and output tokens received a second, over the last four seconds',
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
  },
  fr: {
    title: 'Maintenant',
    sessions: 'Sessions',
    allSessions: 'Toutes les sessions',
    connectTool: 'Connecter un outil',
    noSessionAt: 'Pointez un outil vers',
    refused: (client, time) => `Une requête de ${client} a été refusée à ${time} :`,
    someone: 'un client inconnu',
    fixes: {
      provider_key_missing: 'Définissez sa clé dans l’environnement ou dans .env.',
      model_not_found: 'Prenez un nom qui existe, ou choisissez un modèle pour « auto ».',
      unauthorized: 'Donnez l’auth_token de la configuration comme clé d’API de l’outil.',
      forbidden_host: 'Appelez le programme par son adresse, ou ajoutez le nom à allowed_hosts.',
      forbidden_origin: 'Ajoutez l’origine de la page à allowed_origins.',
      not_found: 'Vérifiez l’adresse de base : elle finit par /v1 pour les outils compatibles OpenAI.',
      method_not_allowed:
        'Vérifiez l’adresse de base : elle finit par /v1 pour les outils compatibles OpenAI.',
      bad_json: 'Le corps n’est pas du JSON : voyez ce que l’outil envoie.',
      upstream_unreachable: 'Son adresse ne répond pas : démarrez-le, ou corrigez base_url.',
    },
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
    models: 'Fournisseurs et modèles',
    speeds: 'Entrée / sortie, jetons/s',
    speedsHint:
      'jetons de contexte envoyés et jetons de sortie reçus par seconde, sur les quatre dernières secondes',
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
  },
};
