import type { ModelView, ProviderView } from '../../../../src/contract/api.ts';
import type { CostSource } from '../../../../src/contract/exchange.ts';
import type { Texts } from '../../texts/index.ts';
import type { Sort } from './table.ts';

export interface ModelsTexts {
  title: string;
  providers: string;
  allProviders: string;
  noProvider: (name: string) => string;
  on: string;
  off: string;
  offTitle: string;
  offLead: string;
  reasons: {
    builtIn: string;
    disabled: string;
    key: string;
    keyless: string;
    setKey: (variable: string) => string;
    orLogIn: string;
    logIn: string;
    nameIt: string;
  };
  lineFor: (file: string) => string;
  address: string;
  auth: string;
  auths: Record<ProviderView['auth'], string>;
  noAddress: string;
  breaker: string;
  breakerHint: string;
  closed: string;
  open: (since: string) => string;
  nextTrial: (at: string) => string;
  halfOpen: string;
  hour: string;
  lastHour: (span: string) => string;
  attempts: string;
  errors: string;
  errorsHint: string;
  firstByte: string;
  firstByteHint: string;
  noAttempts: string;
  lastError: string;
  lastOk: string;
  models: string;
  filter: string;
  withOff: string;
  shown: (shown: string, all: string) => string;
  noModels: string;
  nothingFits: string;
  columns: Record<Sort, string>;
  priceHint: string;
  unpriced: string;
  windowUnknown: string;
  sources: Record<CostSource, string>;
  exact: string;
  estimated: string;
  wants: (name: string) => string;
  origins: Record<ModelView['origin'], string>;
  spend: (model: string) => string;
  modelId: string;
  auto: string;
  autoHint: string;
  fromSession: (name: string) => string;
  fromPage: string;
  fromFile: (where: string) => string;
  fromConfiguration: string;
  fromNobody: string;
  leadsNowhere: string;
  pick: string;
  pickPlaceholder: string;
  whereTo: string;
  everywhere: string;
  thisSession: (name: string) => string;
  willPin: string;
  use: string;
  takeBack: string;
  closest: string;
  nowMeans: (model: string) => string;
  takenBack: string;
}

export const TEXTS: Texts<ModelsTexts> = {
  en: {
    title: 'Providers and models',
    providers: 'Providers',
    allProviders: 'All providers',
    noProvider: (name) => `There is no provider ${name}.`,
    on: 'on',
    off: 'off',
    offTitle: 'Off',
    offLead:
      'Copy the line into .env beside the configuration and put the key behind it; one in brackets goes into config.toml. Both are read again when they change.',
    reasons: {
      builtIn: 'built in, answers offline',
      disabled: 'turned off by enabled = false',
      key: 'has its key',
      keyless: 'needs no key',
      setKey: (variable) => `set ${variable}`,
      orLogIn: 'or a tool’s own log-in, which is passed on',
      logIn: 'passes on a tool’s own log-in',
      nameIt: 'start it, and name it in the configuration',
    },
    lineFor: (file) => `line for ${file}`,
    address: 'Address',
    auth: 'Credentials',
    auths: {
      key: 'its key, held here',
      client: 'its key, or the tool’s own log-in',
      none: 'none',
    },
    noAddress: 'in this program',
    breaker: 'Breaker',
    breakerHint:
      'opens after several failures in a row: requests are then refused at once, or go elsewhere, until a trial succeeds',
    closed: 'closed',
    open: (since) => `open since ${since}`,
    nextTrial: (at) => `next trial ${at}`,
    halfOpen: 'the next request is a trial',
    hour: 'figures of the last hour',
    lastHour: (span) => `over the last ${span}`,
    attempts: 'Attempts',
    errors: 'Errors',
    errorsHint: 'attempts that were not answered, answered with 400 or more, or broken off',
    firstByte: 'First byte p50 / p95',
    firstByteHint:
      'from the beginning of an attempt to the first byte of its answer: the middle, and 95 of 100',
    noAttempts: 'no attempt in that time',
    lastError: 'Last error',
    lastOk: 'Last success',
    models: 'Models',
    filter: 'Filter by name, provider or vocabulary',
    withOff: 'Also of providers that are off',
    shown: (shown, all) => (shown === all ? `${all} in all` : `${shown} of ${all}`),
    noModels: 'No model can be asked for. Turn on a provider above.',
    nothingFits: 'Nothing fits this filter.',
    columns: {
      id: 'Model',
      provider: 'Provider',
      window: 'Window',
      input: 'In $/M',
      cached: 'Cached $/M',
      output: 'Out $/M',
      vocabulary: 'Counted by',
      origin: 'Named by',
    },
    priceHint: 'US dollars for a million tokens now, before any surcharge for long requests',
    unpriced: 'nobody says what it costs; set price under [models] in config.toml',
    windowUnknown: 'nobody says how much it takes; set max_context_size under [models] in config.toml',
    sources: {
      provider: 'said by the provider',
      config: 'from the configuration',
      'genai-prices': 'from genai-prices',
      table: 'from the built-in table',
      local: 'runs on your own machine',
    },
    exact: 'its own vocabulary: counts are exact',
    estimated: 'not its own vocabulary: counts are estimated until the provider reports its own',
    wants: (name) => `kimi-proxy vocab add ${name} makes them exact`,
    origins: { config: 'configuration', preset: 'preset', listed: 'provider’s list' },
    spend: (model) => `What ${model} cost`,
    modelId: 'model id',
    auto: 'The model for auto',
    autoHint: 'what a tool gets that asks for the model “auto”',
    fromSession: (name) => `from the pinned session “${name}”`,
    fromPage: 'chosen in this page',
    fromFile: (where) => `from ${where}`,
    fromConfiguration: 'from the configuration',
    fromNobody:
      'Nobody says: requests for auto are refused. Choose a model here, or set default_model in config.toml.',
    leadsNowhere: 'leads to no provider that is on',
    pick: 'Model',
    pickPlaceholder: 'provider/model',
    whereTo: 'For',
    everywhere: 'everything',
    thisSession: (name) => `the session “${name}”`,
    willPin: 'The session is pinned by this: auto goes by a session only while it is pinned.',
    use: 'Use it',
    takeBack: 'Take the choice back',
    closest: 'The closest names',
    nowMeans: (model) => `auto now means ${model}.`,
    takenBack: 'The choice is taken back.',
  },
  fr: {
    title: 'Fournisseurs et modèles',
    providers: 'Fournisseurs',
    allProviders: 'Tous les fournisseurs',
    noProvider: (name) => `Il n’y a pas de fournisseur ${name}.`,
    on: 'actif',
    off: 'inactif',
    offTitle: 'Inactifs',
    offLead:
      'Copiez la ligne dans .env à côté de la configuration et mettez la clé derrière ; celle entre crochets va dans config.toml. Les deux sont relus quand ils changent.',
    reasons: {
      builtIn: 'intégré, répond hors ligne',
      disabled: 'désactivé par enabled = false',
      key: 'a sa clé',
      keyless: 'sans clé',
      setKey: (variable) => `définissez ${variable}`,
      orLogIn: 'ou la connexion propre à l’outil, qui est transmise',
      logIn: 'transmet la connexion propre à l’outil',
      nameIt: 'démarrez-le et nommez-le dans la configuration',
    },
    lineFor: (file) => `ligne pour ${file}`,
    address: 'Adresse',
    auth: 'Accès',
    auths: {
      key: 'sa clé, gardée ici',
      client: 'sa clé, ou la connexion propre à l’outil',
      none: 'aucun',
    },
    noAddress: 'dans ce programme',
    breaker: 'Disjoncteur',
    breakerHint:
      's’ouvre après plusieurs échecs de suite : les requêtes sont alors refusées aussitôt, ou vont ailleurs, jusqu’à ce qu’un essai réussisse',
    closed: 'fermé',
    open: (since) => `ouvert depuis ${since}`,
    nextTrial: (at) => `prochain essai ${at}`,
    halfOpen: 'la prochaine requête est un essai',
    hour: 'chiffres de la dernière heure',
    lastHour: (span) => `sur ${span}`,
    attempts: 'Tentatives',
    errors: 'Erreurs',
    errorsHint: 'tentatives sans réponse, avec une réponse 400 ou plus, ou interrompues',
    firstByte: '1er octet p50 / p95',
    firstByteHint: 'du début d’une tentative au premier octet de sa réponse : la médiane, et 95 sur 100',
    noAttempts: 'aucune tentative dans ce temps',
    lastError: 'Dernière erreur',
    lastOk: 'Dernier succès',
    models: 'Modèles',
    filter: 'Filtrer par nom, fournisseur ou vocabulaire',
    withOff: 'Ceux des fournisseurs inactifs aussi',
    shown: (shown, all) => (shown === all ? `${all} en tout` : `${shown} sur ${all}`),
    noModels: 'Aucun modèle ne peut être demandé. Activez un fournisseur ci-dessus.',
    nothingFits: 'Rien ne correspond à ce filtre.',
    columns: {
      id: 'Modèle',
      provider: 'Fournisseur',
      window: 'Fenêtre',
      input: 'Entrée $/M',
      cached: 'Cache $/M',
      output: 'Sortie $/M',
      vocabulary: 'Compté par',
      origin: 'Nommé par',
    },
    priceHint: 'dollars US pour un million de jetons, avant tout supplément pour les longues requêtes',
    unpriced: 'personne ne dit son prix ; définissez price sous [models] dans config.toml',
    windowUnknown:
      'personne ne dit ce qu’il accepte ; définissez max_context_size sous [models] dans config.toml',
    sources: {
      provider: 'dit par le fournisseur',
      config: 'de la configuration',
      'genai-prices': 'de genai-prices',
      table: 'de la table intégrée',
      local: 'tourne sur votre machine',
    },
    exact: 'son propre vocabulaire : les comptes sont exacts',
    estimated:
      'pas son propre vocabulaire : les comptes sont estimés jusqu’à ce que le fournisseur donne les siens',
    wants: (name) => `kimi-proxy vocab add ${name} les rend exacts`,
    origins: { config: 'configuration', preset: 'préréglage', listed: 'liste du fournisseur' },
    spend: (model) => `Ce que ${model} a coûté`,
    modelId: 'identifiant du modèle',
    auto: 'Le modèle pour auto',
    autoHint: 'ce qu’obtient un outil qui demande le modèle « auto »',
    fromSession: (name) => `de la session épinglée « ${name} »`,
    fromPage: 'choisi dans cette page',
    fromFile: (where) => `de ${where}`,
    fromConfiguration: 'de la configuration',
    fromNobody:
      'Personne ne le dit : les requêtes pour auto sont refusées. Choisissez un modèle ici, ou définissez default_model dans config.toml.',
    leadsNowhere: 'ne mène à aucun fournisseur actif',
    pick: 'Modèle',
    pickPlaceholder: 'fournisseur/modèle',
    whereTo: 'Pour',
    everywhere: 'tout',
    thisSession: (name) => `la session « ${name} »`,
    willPin: 'La session est épinglée par là : auto ne suit une session que tant qu’elle est épinglée.',
    use: 'L’utiliser',
    takeBack: 'Annuler le choix',
    closest: 'Les noms les plus proches',
    nowMeans: (model) => `auto vaut maintenant ${model}.`,
    takenBack: 'Le choix est annulé.',
  },
};
