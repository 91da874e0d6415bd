import type {
  McpCallView,
  McpOutcome,
  McpRefusal,
  McpServerView,
  McpState,
  McpTransport,
} from '../../../../src/contract/mcp.ts';
import type { Texts } from '../../texts/index.ts';

export interface McpTexts {
  title: string;
  gateway: string;
  gatewayLead: string;
  oneGateway: string;
  servers: string;
  noServers: string;
  unknownServer: (name: string) => string;
  back: string;
  states: Record<McpState, string>;
  transports: Record<McpTransport, string>;
  sources: Record<McpServerView['source'], string>;
  tools: string;
  toolsOf: (offered: string, all: string) => string;
  toolsOfHint: string;
  schemas: string;
  schemasHint: string;
  asNew: string;
  asNewHint: (model: string) => string;
  cached: string;
  cachedHint: (model: string) => string;
  noTurnCost: string;
  noPrice: (model: string) => string;
  notListed: string;
  notCounted: string;
  restarts: string;
  restartsHint: string;
  connections: string;
  connectionsHint: string;
  start: string;
  stop: string;
  restart: string;
  working: string;
  done: Record<'start' | 'stop' | 'restart', (name: string, state: string) => string>;
  fix: Record<'off' | 'preset' | 'down', string>;
  fixLead: Record<'off' | 'preset' | 'down', string>;
  snippet: string;
  version: string;
  protocol: string;
  process: string;
  since: string;
  transport: string;
  address: string;
  rules: string;
  noRules: string;
  rule: {
    readOnly: string;
    folders: (list: string) => string;
    noFolders: string;
    allow: (list: string) => string;
    deny: (list: string) => string;
    confirm: (list: string) => string;
    rate: (count: string) => string;
    result: (bytes: string) => string;
  };
  filterTools: string;
  noTools: string;
  noToolsLead: string;
  nothingFound: string;
  pickTool: string;
  unknownTool: (name: string) => string;
  perTurn: (tokens: string) => string;
  hint: Record<'readOnly' | 'writes' | 'destructive' | 'idempotent' | 'openWorld', string>;
  hintsFrom: string;
  refusedTool: string;
  totals: string;
  errors: string;
  refused: string;
  argumentTokens: string;
  resultTokens: string;
  totalTime: string;
  calls: string;
  noCalls: string;
  noCallsFound: string;
  older: string;
  everyServer: string;
  everyTool: string;
  everyOutcome: string;
  server: string;
  tool: string;
  outcome: string;
  time: string;
  client: string;
  waited: string;
  took: string;
  sizeIn: string;
  sizeOut: string;
  tokens: (tokens: string) => string;
  outcomes: Record<McpOutcome, string>;
  refusals: Record<McpRefusal, string>;
  from: Record<McpCallView['from'], string>;
  waiting: string;
}

export const TEXTS: Texts<McpTexts> = {
  en: {
    title: 'MCP',
    gateway: 'all servers at one address',
    gatewayLead: 'Point your coding tool here: it gets the tools of all servers, within the rules.',
    oneGateway: 'this server alone',
    servers: 'Servers',
    noServers: 'There is no server.',
    unknownServer: (name) => `There is no MCP server ${name}`,
    back: 'All servers',
    states: {
      off: 'off',
      stopped: 'stopped',
      idle: 'not needed yet',
      starting: 'starting',
      ready: 'ready',
      waiting: 'died, starts again soon',
      down: 'down',
    },
    transports: {
      stdio: 'stdio',
      'streamable-http': 'streamable HTTP',
      sse: 'HTTP with SSE',
      'json-rpc': 'JSON-RPC over HTTP',
      'built-in': 'built in',
    },
    sources: { config: 'configured', preset: 'known without configuration', 'built-in': 'built in' },
    tools: 'Tools',
    toolsOf: (offered, all) => `${offered} of ${all}`,
    toolsOfHint: 'offered, of all that it has: rules keep back the others',
    schemas: 'Tokens a turn',
    schemasHint: 'what the definitions of its tools take of the context in every turn',
    asNew: 'New',
    asNewHint: (model) => `a turn of ${model}, as new input`,
    cached: 'Cached',
    cachedHint: (model) => `a turn of ${model}, read from the cache`,
    noTurnCost: 'no turn of the current session yet: nobody knows the model',
    noPrice: (model) => `nobody knows what ${model} costs`,
    notListed: 'its tools were not listed yet: start it',
    notCounted: 'not counted',
    restarts: 'Restarts',
    restartsHint: 'how often it was started again after it died',
    connections: 'Clients',
    connectionsHint: 'sessions of clients that have a connection of their own to it',
    start: 'Start',
    stop: 'Stop',
    restart: 'Restart',
    working: 'Working…',
    done: {
      start: (name, state) => `${name} was started: ${state}.`,
      stop: (name, state) => `${name} was stopped: ${state}.`,
      restart: (name, state) => `${name} was started anew: ${state}.`,
    },
    fix: { off: 'How to turn it on', preset: 'How to get it', down: 'What to look at' },
    fixLead: {
      off: 'The configuration keeps it off. In config.toml:',
      preset: 'Nothing answers where it usually listens. To have it started from npm when it is needed:',
      down: 'Nothing answers, or it cannot be started. In config.toml, look at its command or its url:',
    },
    snippet: 'lines of the configuration',
    version: 'Version',
    protocol: 'Protocol',
    process: 'Process',
    since: 'Since',
    transport: 'Transport',
    address: 'Address',
    rules: 'Rules',
    noRules: 'None but this: it may do whatever it offers.',
    rule: {
      readOnly: 'Tools that may change something are refused.',
      folders: (list) => `Paths must lead into ${list}.`,
      noFolders: 'No path is allowed.',
      allow: (list) => `Only these tools: ${list}.`,
      deny: (list) => `Never these tools: ${list}.`,
      confirm: (list) => `A call waits for you: ${list}.`,
      rate: (count) => `At most ${count} calls a minute.`,
      result: (bytes) => `Results of up to ${bytes}.`,
    },
    filterTools: 'Filter tools',
    noTools: 'No tools yet',
    noToolsLead: 'It was not asked what it offers. Starting it lists them.',
    nothingFound: 'Nothing found.',
    pickTool: 'Pick a tool to see what it takes, and to try it.',
    unknownTool: (name) => `It has no tool ${name}`,
    perTurn: (tokens) => `${tokens} tokens a turn`,
    hint: {
      readOnly: 'read only',
      writes: 'may change something',
      destructive: 'may destroy',
      idempotent: 'twice is as once',
      openWorld: 'reaches outside',
    },
    hintsFrom: 'as the server says; nobody checks it',
    refusedTool: 'not offered',
    totals: 'By tool',
    errors: 'Failed',
    refused: 'Refused',
    argumentTokens: 'Tokens in',
    resultTokens: 'Tokens out',
    totalTime: 'Total time',
    calls: 'Calls',
    noCalls: 'No call yet. Each appears here as it ends.',
    noCallsFound: 'No call is like that.',
    older: 'Show older',
    everyServer: 'every server',
    everyTool: 'every tool',
    everyOutcome: 'every outcome',
    server: 'Server',
    tool: 'Tool',
    outcome: 'Outcome',
    time: 'Time',
    client: 'Client',
    waited: 'Waited',
    took: 'Took',
    sizeIn: 'Arguments',
    sizeOut: 'Result',
    tokens: (tokens) => `${tokens} tok`,
    outcomes: {
      ok: 'ok',
      tool_error: 'tool failed',
      refused: 'refused',
      protocol_error: 'protocol error',
      timeout: 'timeout',
      unreachable: 'unreachable',
      cancelled: 'cancelled',
    },
    refusals: {
      tool_denied: 'tool denied',
      read_only: 'read only',
      path_outside: 'path outside',
      not_confirmed: 'not confirmed',
      result_too_large: 'result too large',
      rate_limited: 'too many a minute',
      stopped: 'server stopped',
    },
    from: { gateway: 'a client', api: 'by hand', program: 'a program' },
    waiting: 'Waiting for you',
  },
  fr: {
    title: 'MCP',
    gateway: 'tous les serveurs à une adresse',
    gatewayLead: 'Pointez votre outil ici : il reçoit les outils de tous les serveurs, dans les règles.',
    oneGateway: 'ce serveur seul',
    servers: 'Serveurs',
    noServers: 'Il n’y a pas de serveur.',
    unknownServer: (name) => `Il n’y a pas de serveur MCP ${name}`,
    back: 'Tous les serveurs',
    states: {
      off: 'désactivé',
      stopped: 'arrêté',
      idle: 'pas encore utile',
      starting: 'démarre',
      ready: 'prêt',
      waiting: 'mort, redémarre bientôt',
      down: 'injoignable',
    },
    transports: {
      stdio: 'stdio',
      'streamable-http': 'HTTP en flux',
      sse: 'HTTP avec SSE',
      'json-rpc': 'JSON-RPC sur HTTP',
      'built-in': 'intégré',
    },
    sources: { config: 'configuré', preset: 'connu sans configuration', 'built-in': 'intégré' },
    tools: 'Outils',
    toolsOf: (offered, all) => `${offered} sur ${all}`,
    toolsOfHint: 'offerts, sur tous les siens : des règles retiennent les autres',
    schemas: 'Jetons par tour',
    schemasHint: 'ce que les définitions de ses outils prennent du contexte à chaque tour',
    asNew: 'Nouveau',
    asNewHint: (model) => `un tour de ${model}, en entrée nouvelle`,
    cached: 'En cache',
    cachedHint: (model) => `un tour de ${model}, lu dans le cache`,
    noTurnCost: 'pas encore de tour dans la session actuelle : personne ne connaît le modèle',
    noPrice: (model) => `personne ne sait ce que coûte ${model}`,
    notListed: 'ses outils n’ont pas encore été listés : démarrez-le',
    notCounted: 'pas compté',
    restarts: 'Redémarrages',
    restartsHint: 'combien de fois il a été redémarré après être mort',
    connections: 'Clients',
    connectionsHint: 'sessions de clients qui ont leur propre connexion',
    start: 'Démarrer',
    stop: 'Arrêter',
    restart: 'Redémarrer',
    working: 'En cours…',
    done: {
      start: (name, state) => `${name} a été démarré : ${state}.`,
      stop: (name, state) => `${name} a été arrêté : ${state}.`,
      restart: (name, state) => `${name} a été redémarré : ${state}.`,
    },
    fix: { off: 'Comment l’activer', preset: 'Comment l’obtenir', down: 'Que vérifier' },
    fixLead: {
      off: 'La configuration le désactive. Dans config.toml :',
      preset: 'Rien ne répond là où il écoute d’habitude. Pour le démarrer depuis npm au besoin :',
      down: 'Rien ne répond, ou il ne démarre pas. Dans config.toml, vérifiez sa commande ou son url :',
    },
    snippet: 'lignes de configuration',
    version: 'Version',
    protocol: 'Protocole',
    process: 'Processus',
    since: 'Depuis',
    transport: 'Transport',
    address: 'Adresse',
    rules: 'Règles',
    noRules: 'Aucune autre : il peut faire tout ce qu’il offre.',
    rule: {
      readOnly: 'Les outils qui peuvent modifier quelque chose sont refusés.',
      folders: (list) => `Les chemins doivent mener dans ${list}.`,
      noFolders: 'Aucun chemin n’est permis.',
      allow: (list) => `Seulement ces outils : ${list}.`,
      deny: (list) => `Jamais ces outils : ${list}.`,
      confirm: (list) => `Un appel vous attend : ${list}.`,
      rate: (count) => `Au plus ${count} appels par minute.`,
      result: (bytes) => `Résultats de ${bytes} au plus.`,
    },
    filterTools: 'Filtrer les outils',
    noTools: 'Pas encore d’outils',
    noToolsLead: 'On ne lui a pas demandé ce qu’il offre. Le démarrer les liste.',
    nothingFound: 'Rien trouvé.',
    pickTool: 'Choisissez un outil pour voir ce qu’il prend, et l’essayer.',
    unknownTool: (name) => `Il n’a pas d’outil ${name}`,
    perTurn: (tokens) => `${tokens} jetons par tour`,
    hint: {
      readOnly: 'lecture seule',
      writes: 'peut modifier',
      destructive: 'peut détruire',
      idempotent: 'deux fois vaut une',
      openWorld: 'sort de la machine',
    },
    hintsFrom: 'selon le serveur ; personne ne le vérifie',
    refusedTool: 'pas offert',
    totals: 'Par outil',
    errors: 'Échecs',
    refused: 'Refusés',
    argumentTokens: 'Jetons entrés',
    resultTokens: 'Jetons sortis',
    totalTime: 'Durée totale',
    calls: 'Appels',
    noCalls: 'Aucun appel. Chacun apparaît ici quand il finit.',
    noCallsFound: 'Aucun appel de ce genre.',
    older: 'Voir plus anciens',
    everyServer: 'tous les serveurs',
    everyTool: 'tous les outils',
    everyOutcome: 'toutes les issues',
    server: 'Serveur',
    tool: 'Outil',
    outcome: 'Issue',
    time: 'Heure',
    client: 'Client',
    waited: 'Attente',
    took: 'Durée',
    sizeIn: 'Arguments',
    sizeOut: 'Résultat',
    tokens: (tokens) => `${tokens} jet.`,
    outcomes: {
      ok: 'ok',
      tool_error: 'échec de l’outil',
      refused: 'refusé',
      protocol_error: 'erreur de protocole',
      timeout: 'trop long',
      unreachable: 'injoignable',
      cancelled: 'annulé',
    },
    refusals: {
      tool_denied: 'outil interdit',
      read_only: 'lecture seule',
      path_outside: 'chemin hors limites',
      not_confirmed: 'non confirmé',
      result_too_large: 'résultat trop grand',
      rate_limited: 'trop par minute',
      stopped: 'serveur arrêté',
    },
    from: { gateway: 'un client', api: 'à la main', program: 'un programme' },
    waiting: 'En attente de vous',
  },
};
