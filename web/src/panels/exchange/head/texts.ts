import type { ErrorCode } from '../../../../../src/contract/error-codes.ts';
import type { Texts } from '../../../texts/index.ts';
import type { Party } from './lanes.ts';

type Column =
  | 'attempt'
  | 'begins'
  | 'connect'
  | 'first'
  | 'took'
  | 'outcome'
  | 'next'
  | 'silent'
  | 'at'
  | 'long';

/** Codes of exchanges; those of MCP tools are on their own page. */
type HintedCode = Exclude<ErrorCode, `mcp_${string}`>;

export interface HeadTexts {
  noSession: string;
  openOwn: string;
  close: string;
  copy: string;
  copyAs: Record<'curl' | 'openai-js' | 'openai-python' | 'link' | 'id', string>;
  copied: (what: string) => string;
  facts: Record<'took' | 'cost' | 'time' | 'client' | 'session' | 'agent' | 'kind' | 'route', string>;
  via: (model: string, provider: string) => string;
  unpriced: string;
  costOf: (source: string) => string;
  costSources: Record<'provider' | 'config' | 'genai-prices' | 'table' | 'local', string>;
  input: (tokens: string) => string;
  cached: (tokens: string) => string;
  fresh: (tokens: string) => string;
  written: (tokens: string) => string;
  output: (tokens: string) => string;
  reasoning: (tokens: string) => string;
  ofWindow: (percent: string) => string;
  countedBy: (provider: string) => string;
  warnings: string;
  error: string;
  whatToDo: string;
  hints: Record<HintedCode, string>;
  attempts: string;
  attemptsOf: [one: string, many: string];
  notSent: string;
  notSentYet: string;
  took: (time: string) => string;
  scale: (time: string) => string;
  firstByte: (time: string) => string;
  columns: Record<Column, string>;
  parties: Record<Party, string>;
  silentParty: Record<Party, string>;
  silenceUnknown: string;
  silent: string;
  nobody: string;
  speedUnknown: string;
  none: string;
  at: (time: string) => string;
  overhead: string;
  overheadHint: string;
  first: string;
  longest: string;
  speed: string;
  perSecond: (tokens: string) => string;
  asTable: string;
}

export const TEXTS: Texts<HeadTexts> = {
  en: {
    noSession: 'no session',
    openOwn: 'Open on its own page',
    close: 'Close',
    copy: 'Copy',
    copyAs: {
      curl: 'as cURL',
      'openai-js': 'as code: openai, JavaScript',
      'openai-python': 'as code: openai, Python',
      link: 'link to this view',
      id: 'id',
    },
    copied: (what) => `Copied ${what}`,
    facts: {
      took: 'Took',
      cost: 'Cost',
      time: 'Began',
      client: 'Client',
      session: 'Session',
      agent: 'Agent',
      kind: 'Kind',
      route: 'Route',
    },
    via: (model, provider) => `${model} via ${provider}`,
    unpriced: 'No price is known for this model.',
    costOf: (source) => `by ${source}`,
    costSources: {
      provider: 'what the provider says',
      config: 'the prices in config.toml',
      'genai-prices': 'the list of genai-prices',
      table: 'the built-in table',
      local: 'nobody: it runs on your own machine',
    },
    input: (tokens) => `${tokens} in`,
    cached: (tokens) => `${tokens} cached`,
    fresh: (tokens) => `${tokens} fresh`,
    written: (tokens) => `${tokens} written to the cache`,
    output: (tokens) => `${tokens} out`,
    reasoning: (tokens) => `of which ${tokens} reasoning`,
    ofWindow: (percent) => `${percent} of the window`,
    countedBy: (provider) => `counted by ${provider}`,
    warnings: 'Notes',
    error: 'Error',
    whatToDo: 'What to do:',
    hints: {
      bad_json: 'Send a body that is valid JSON; Raw shows what came.',
      invalid_request: 'Correct the member of the request that the message names.',
      unsupported_conversion:
        'Leave out what the message names, or use a provider that speaks this protocol.',
      previous_response_not_found: 'Send the whole conversation, or an id that this program still keeps.',
      context_length_exceeded: 'Compact the conversation, or choose a model with a larger window.',
      unsupported_encoding: 'Send JSON, without an encoding that is not known here.',
      unauthorized: 'Check the key: the token of this program at its door, else the provider’s own.',
      provider_key_missing: 'Set the key of the provider: in the environment, .env or config.toml.',
      forbidden_host: 'Add the name to allowed_hosts, or call the program by its own address.',
      forbidden_origin: 'Add the origin to allowed_origins.',
      model_not_found: 'Ask for a model that the page Models lists.',
      not_found: 'Check the path that the tool calls: its base URL should end in /v1.',
      method_not_allowed: 'Call this path with another method.',
      body_too_large: 'Send less, or raise the limit in config.toml.',
      rate_limited: 'Wait, or send fewer requests at once; another provider may be named as a fallback.',
      upstream_unreachable: 'Check the network and the address of the provider.',
      upstream_reset: 'The connection broke. Send the request again.',
      upstream_invalid: 'The provider’s answer could not be read; Raw shows what came.',
      upstream_error: 'It is the provider’s own error: its message says what is wrong.',
      provider_unavailable:
        'It failed several times in a row and rests for a while; a fallback would take over.',
      upstream_timeout: 'The provider was too slow. Send it again, or raise its timeouts in config.toml.',
      client_closed: 'The client went away before the answer ended; nothing needs to be done here.',
      shutting_down: 'The program was ending. Send the request again.',
      internal_error: 'It is a fault of this program. Please report it, with what the log says.',
    },
    attempts: 'Attempts',
    attemptsOf: ['{n} attempt', '{n} attempts'],
    notSent: 'Nothing was sent to a provider.',
    notSentYet: 'Nothing was sent to a provider yet.',
    took: (time) => `Took ${time}.`,
    scale: (time) => `0 – ${time}`,
    firstByte: (time) => `first byte ${time}`,
    columns: {
      attempt: 'Attempt',
      begins: 'Began at',
      connect: 'Connected',
      first: 'First byte',
      took: 'Took',
      outcome: 'Outcome',
      next: 'Then',
      silent: 'Silent',
      at: 'At',
      long: 'For',
    },
    parties: { client: 'client', proxy: 'proxy', provider: 'provider' },
    silentParty: { client: 'client silent', proxy: 'proxy silent', provider: 'provider silent' },
    silenceUnknown: 'It was not recorded who was silent.',
    silent: 'silent over 1 s',
    nobody: 'nobody',
    speedUnknown: 'the answer came in one piece, or was not counted',
    none: 'never over 1 s',
    at: (time) => `at ${time}`,
    overhead: 'proxy overhead',
    overheadHint: 'from the request received whole to the first attempt sent',
    first: 'first byte',
    longest: 'longest silence',
    speed: 'speed',
    perSecond: (tokens) => `${tokens} tok/s`,
    asTable: 'As a table',
  },
  fr: {
    noSession: 'aucune session',
    openOwn: 'Ouvrir sur sa propre page',
    close: 'Fermer',
    copy: 'Copier',
    copyAs: {
      curl: 'en cURL',
      'openai-js': 'en code : openai, JavaScript',
      'openai-python': 'en code : openai, Python',
      link: 'le lien vers cette vue',
      id: 'l’identifiant',
    },
    copied: (what) => `Copié : ${what}`,
    facts: {
      took: 'Durée',
      cost: 'Coût',
      time: 'Début',
      client: 'Client',
      session: 'Session',
      agent: 'Agent',
      kind: 'Genre',
      route: 'Route',
    },
    via: (model, provider) => `${model} par ${provider}`,
    unpriced: 'Aucun prix connu pour ce modèle.',
    costOf: (source) => `selon ${source}`,
    costSources: {
      provider: 'ce que dit le fournisseur',
      config: 'les prix de config.toml',
      'genai-prices': 'la liste de genai-prices',
      table: 'la table intégrée',
      local: 'personne : il tourne sur votre machine',
    },
    input: (tokens) => `${tokens} en entrée`,
    cached: (tokens) => `${tokens} du cache`,
    fresh: (tokens) => `${tokens} nouveaux`,
    written: (tokens) => `${tokens} écrits dans le cache`,
    output: (tokens) => `${tokens} en sortie`,
    reasoning: (tokens) => `dont ${tokens} de raisonnement`,
    ofWindow: (percent) => `${percent} de la fenêtre`,
    countedBy: (provider) => `compté par ${provider}`,
    warnings: 'Notes',
    error: 'Erreur',
    whatToDo: 'Que faire :',
    hints: {
      bad_json: 'Envoyez un corps en JSON valide ; « Brut » montre ce qui est venu.',
      invalid_request: 'Corrigez le membre de la requête que nomme le message.',
      unsupported_conversion:
        'Retirez ce que nomme le message, ou prenez un fournisseur qui parle ce protocole.',
      previous_response_not_found:
        'Envoyez toute la conversation, ou un identifiant que ce programme garde encore.',
      context_length_exceeded: 'Compactez la conversation, ou choisissez un modèle à plus grande fenêtre.',
      unsupported_encoding: 'Envoyez du JSON, sans encodage inconnu ici.',
      unauthorized: 'Vérifiez la clé : le jeton de ce programme à sa porte, sinon celle du fournisseur.',
      provider_key_missing: 'Indiquez la clé du fournisseur : dans l’environnement, .env ou config.toml.',
      forbidden_host: 'Ajoutez le nom à allowed_hosts, ou appelez le programme par sa propre adresse.',
      forbidden_origin: 'Ajoutez l’origine à allowed_origins.',
      model_not_found: 'Demandez un modèle que la page Modèles énumère.',
      not_found: 'Vérifiez le chemin appelé par l’outil : son URL de base devrait finir par /v1.',
      method_not_allowed: 'Appelez ce chemin avec une autre méthode.',
      body_too_large: 'Envoyez moins, ou relevez la limite dans config.toml.',
      rate_limited:
        'Attendez, ou envoyez moins de requêtes à la fois ; un autre fournisseur peut prendre le relais.',
      upstream_unreachable: 'Vérifiez le réseau et l’adresse du fournisseur.',
      upstream_reset: 'La connexion s’est rompue. Renvoyez la requête.',
      upstream_invalid: 'La réponse du fournisseur est illisible ; « Brut » montre ce qui est venu.',
      upstream_error: 'C’est l’erreur du fournisseur : son message dit ce qui ne va pas.',
      provider_unavailable:
        'Il a échoué plusieurs fois de suite et se repose un moment ; un autre prendrait le relais.',
      upstream_timeout:
        'Le fournisseur était trop lent. Renvoyez la requête, ou relevez ses délais dans config.toml.',
      client_closed: 'Le client est parti avant la fin de la réponse ; il n’y a rien à faire ici.',
      shutting_down: 'Le programme se terminait. Renvoyez la requête.',
      internal_error: 'C’est un défaut de ce programme. Signalez-le, avec ce que dit le journal.',
    },
    attempts: 'Essais',
    attemptsOf: ['{n} essai', '{n} essais'],
    notSent: 'Rien n’a été envoyé à un fournisseur.',
    notSentYet: 'Rien n’a encore été envoyé à un fournisseur.',
    took: (time) => `Durée : ${time}.`,
    scale: (time) => `0 – ${time}`,
    firstByte: (time) => `1er octet ${time}`,
    columns: {
      attempt: 'Essai',
      begins: 'Début à',
      connect: 'Connecté',
      first: '1er octet',
      took: 'Durée',
      outcome: 'Issue',
      next: 'Ensuite',
      silent: 'Silence',
      at: 'À',
      long: 'Durée',
    },
    parties: { client: 'client', proxy: 'proxy', provider: 'fournisseur' },
    silentParty: { client: 'client muet', proxy: 'proxy muet', provider: 'fournisseur muet' },
    silenceUnknown: 'Qui se taisait n’a pas été enregistré.',
    silent: 'muet plus d’1 s',
    nobody: 'personne',
    speedUnknown: 'la réponse est venue d’un bloc, ou n’a pas été comptée',
    none: 'jamais plus d’1 s',
    at: (time) => `à ${time}`,
    overhead: 'part du proxy',
    overheadHint: 'de la requête reçue entière au premier essai envoyé',
    first: 'premier octet',
    longest: 'plus long silence',
    speed: 'débit',
    perSecond: (tokens) => `${tokens} jet/s`,
    asTable: 'En tableau',
  },
};
