import { connectFr } from './connect-fr.ts';
import type { Messages } from './en.ts';
import { sentenceFr } from './sentence-fr.ts';
import { vocabFr } from './vocab-fr.ts';

/** Every text that the commands show, in French. */
export const fr: Messages = {
  sentence: sentenceFr,
  help: {
    description:
      'Une seule adresse locale entre vos outils de code et tous les fournisseurs de LLM : elle transmet, compte, enregistre et montre en direct.',
    start: 'servir (aussi ce qui se passe sans commande)',
    stop: 'arrêter le programme qui utilise le dossier de données, une fois ses flux terminés',
    status: 'dire si le programme tourne (code 0) ou non (code 3)',
    logs: "montrer le journal d'un programme lancé avec --detach",
    check: "valider la configuration et dire d'où vient chaque valeur",
    export: "écrire les échanges d'une session",
    connect: 'diriger un outil de code vers le programme',
    vocab: 'lister, ajouter ou retirer les vocabulaires qui servent à compter les tokens des modèles',
    mcp: "servir un serveur MCP à nous par l'entrée et la sortie standard",
    host: "adresse d'écoute",
    port: "port d'écoute",
    config: 'fichier de configuration',
    dataDir: 'dossier de la base de données, du journal et du verrou',
    detach: "tourner à l'arrière-plan",
    logLevel: 'debug, info, warn, error ou silent',
    lines: 'combien des dernières lignes',
    follow: "continuer à montrer les lignes à mesure qu'elles s'écrivent",
    session: "numéro de session ; la session courante si aucun n'est donné",
    output: "fichier à écrire ; la sortie standard si aucun n'est donné",
    format: 'csv ou json',
    tool: "l'outil ; tous sont énumérés si aucun n'est nommé",
    write: "faire le changement dans la configuration de l'outil, avec une copie de ce qui s'y trouvait",
    undo: 'annuler le changement',
    checkTool: "envoyer une requête comme le ferait l'outil, et dire ce qui est revenu",
    model: "modèle à offrir à l'outil",
    sessionName: 'nom de la session où vont les requêtes',
    url: "adresse du programme ; celle du programme en marche si aucune n'est donnée",
    vocabAction: 'list, add ou remove',
    vocabName: 'le vocabulaire à ajouter ou à retirer',
    vocabFile: "l'ajouter depuis ce fichier au lieu de le télécharger",
    accept: 'accepter la licence nommée, et télécharger',
    mcpServer: 'json-query : interroge des fichiers JSON',
    allow:
      "dossier dont les fichiers peuvent être lus, répété pour chacun ; le dossier de travail et le dossier temporaire si aucun n'est nommé",
    version: 'afficher la version',
    help: 'afficher cette aide',
    usageTitle: 'Utilisation :',
    optionsTitle: 'Options :',
    commandsTitle: 'Commandes :',
    argumentsTitle: 'Arguments :',
  },
  usage: {
    unknownOption: (name) => `L'option ${name} n'existe pas ; voir --help.`,
    unknownCommand: (name) => `La commande ${name} n'existe pas ; voir --help.`,
    missingArgument: (name) => `L'argument ${name} manque ; voir --help.`,
    optionMissingArgument: (name) => `L'option ${name} demande une valeur.`,
    excessArguments: "Il y a plus d'arguments que cette commande n'en prend ; voir --help.",
    didYouMean: (sentence, name) => `${sentence} (Peut-être ${name} ?)`,
    badNumber: (name, value) => `${name} doit être un nombre entier, pas « ${value} ».`,
    badLevel: (value, levels) => `Le niveau de journal est l'un de ${levels}, pas « ${value} ».`,
    badFormat: (value) => `Le format est csv ou json, pas « ${value} ».`,
  },
  banner: {
    listening: (version, url) => `Kimi Proxy Dashboard ${version} écoute sur ${url}`,
    data: 'données',
    configuration: 'configuration',
    noFile: 'aucune : valeurs par défaut',
    capture: 'capture',
    captureLevels: {
      full: 'full : requêtes et réponses sont gardées dans le dossier de données',
      preview: 'preview : le début de chaque texte est gardé',
      none: 'none : les comptes seulement, aucun contenu',
    },
    log: 'journal',
    providersOn: 'Fournisseurs actifs',
    providersOff: 'Fournisseurs inactifs',
    offline: 'répond hors ligne, sans clé',
    noKey: 'sans clé',
    clientKey: "transmet l'identifiant propre à votre outil",
    key: (from) => `clé venant de ${from}`,
    keySet: 'clé donnée',
    turnOn: (variable) => `définir ${variable} pour l'activer`,
    orElse: (first, second) => `${first} ; ${second}`,
    disabled: 'enabled = false dans la configuration',
    ownLogin: 'la connexion propre à un outil est transmise sans cela',
    noHost: (variable) => `définir ${variable}, ou le nommer dans la configuration, pour l'activer`,
    none: 'aucun',
    connect: 'Y raccorder un outil',
    connectCommand: (command) =>
      `${command} liste les outils et le fait pour chacun : Claude Code, Codex, Kimi Code et d’autres`,
    openAi: 'Outils compatibles OpenAI',
    anyKey: 'quelconque, le proxy détient les vraies',
    tokenKey: "l'auth_token de la configuration",
    tryModel: 'le modèle test-model répond sans aucune clé',
    stop: "Ctrl-C l'arrête une fois les flux terminés ; un second Ctrl-C l'arrête aussitôt.",
    stopDetached: (command) => `${command} l'arrête.`,
  },
  start: {
    portTaken: (port, host) =>
      `Le port ${port} de ${host} est pris par un autre programme ; en choisir un avec --port.`,
    portForbidden: (port) =>
      `Le port ${port} demande des droits que cet utilisateur n'a pas ; en choisir un au-dessus de 1023 avec --port.`,
    hostUnknown: (host) => `Cette machine n'a pas l'adresse ${host} ; en choisir une avec --host.`,
    dataUnwritable: (folder, reason) =>
      `Impossible d'écrire dans le dossier de données ${folder} (${reason}) ; en choisir un avec --data-dir.`,
    alreadyRunning: (pid, folder, url, command) =>
      `Le dossier de données ${folder} est utilisé par un kimi-proxy de pid ${pid}${url === null ? '' : ` sur ${url}`} ; l'arrêter avec « ${command} » ou choisir un autre dossier avec --data-dir.`,
    databaseNewer: (folder) =>
      `La base de données de ${folder} a été écrite par une version plus récente de ce programme ; le mettre à jour, ou choisir un autre dossier avec --data-dir.`,
    proxyUnusable: (variable) =>
      `${variable} n'est pas l'adresse d'un proxy HTTP ; elle s'écrit http://hôte:port (SOCKS ne convient pas), ou retirer la variable.`,
    draining: (running) =>
      running === 0
        ? 'Arrêt.'
        : `Arrêt : ${running} requête${running === 1 ? '' : 's'} en cours, attente de 30 s au plus ; un second signal arrête aussitôt.`,
    aborting: 'Arrêt immédiat.',
    ended: 'Arrêté ; tout est enregistré.',
    failedEnding: (reason) => `Tout n'a pas pu être enregistré : ${reason}`,
    reloaded: 'La nouvelle configuration est en service.',
    reloadedElsewhere: (keys) =>
      `La nouvelle configuration est en service, mais ${keys} ne changera qu'au redémarrage.`,
    reloadRefused: (reason) => `La configuration modifiée est refusée, l'ancienne reste : ${reason}`,
    warning: (text) => `Attention : ${text}`,
    bug: "Le programme a rencontré une erreur interne et s'arrête :",
  },
  detach: {
    started: (pid) => `Tourne à l'arrière-plan avec le pid ${pid}.`,
    failed: (log) => `Le programme à l'arrière-plan n'a pas démarré ; son journal est ${log}.`,
    slow: (log) => `Le programme à l'arrière-plan n'est pas prêt après 120 s ; son journal est ${log}.`,
  },
  stop: {
    notRunning: (folder) => `Aucun kimi-proxy n'utilise ${folder}.`,
    waiting: (pid) =>
      `Arrêt demandé au pid ${pid} ; attente de 35 s au plus, le temps que les requêtes finissent et que tout soit enregistré.`,
    stopped: 'Arrêté.',
    stillRunning: (pid, command) =>
      `Le pid ${pid} tourne encore après 35 s ; un second « ${command} » l'arrête aussitôt.`,
    forbidden: (pid) => `Cet utilisateur ne peut pas arrêter le pid ${pid}.`,
  },
  status: {
    running: (url, pid) => `Tourne sur ${url} avec le pid ${pid}.`,
    starting: (pid) => `Démarre avec le pid ${pid}.`,
    silent: (url, pid) => `Le pid ${pid} tient le dossier de données, mais rien ne répond sur ${url}.`,
    silentAt: (url) => `Le programme qui tient le dossier de données ne répond pas sur ${url}.`,
    version: 'version',
    since: 'depuis',
    health: 'état',
    requests: 'requêtes en cours',
    notRunning: (folder) => `Ne tourne pas sur ${folder}.`,
  },
  logs: {
    none: (file, command) => `Il n'y a pas de journal ${file} ; « ${command} » en écrit un.`,
  },
  check: {
    good: 'La configuration est bonne.',
    bad: (count) =>
      count === 1 ? 'La configuration a un problème :' : `La configuration a ${count} problèmes :`,
    values: 'Valeurs, et leur origine',
  },
  export: {
    noSession: "Il n'y a pas encore de session à exporter.",
    unknownSession: (id) => `La session ${id} n'existe pas.`,
    noDatabase: (folder) =>
      `Il n'y a pas de base de données dans ${folder} ; rien n'a encore été enregistré.`,
    cannotWrite: (file, reason) => `Impossible d'écrire ${file} (${reason}).`,
    written: (file) => `Écrit dans ${file}.`,
    refused: (status, reason) => `Le programme en marche a refusé l'export (${status}) : ${reason}`,
    cutOff: (reason) => `L'export s'est interrompu : ${reason}`,
  },
  connect: connectFr,
  vocab: vocabFr,
  mcp: {
    unknownServer: (name) => `Il n'y a pas de serveur MCP ${name} ici ; il y a json-query.`,
    noFolder: (folder) =>
      `${folder} n'est pas un dossier ; --allow nomme les dossiers dont les fichiers peuvent être lus.`,
  },
  reasons: {
    EACCES: 'permission refusée',
    EPERM: 'permission refusée',
    EROFS: 'système de fichiers en lecture seule',
    ENOSPC: 'le disque est plein',
    ENOTDIR: 'une partie du chemin est un fichier',
    EEXIST: "c'est un fichier",
    EISDIR: "c'est un dossier",
    ENOENT: "un dossier du chemin n'existe pas",
  },
};
