import type { connectEn } from './connect-en.ts';

/** Texts of `connect`, in French. */
export const connectFr: typeof connectEn = {
  noAddress:
    "Le port configuré est 0, l'adresse n'est donc pas encore connue ; démarrer d'abord le programme, ou donner --url.",
  badUrl: (text) => `--url doit être une adresse comme http://127.0.0.1:8000, pas « ${text} ».`,
  badSession: (name) => `--session doit être un nom de 200 octets au plus, pas « ${name} ».`,
  badModel: "--model doit être le nom d'un modèle.",
  unknownTool: (name, tools) => `L'outil ${name} n'existe pas ; c'est l'un de ${tools}.`,
  oneOf: 'Une seule option parmi --write, --undo et --check peut être donnée.',
  tools: 'Outils, et où se trouve leur configuration',
  there: 'trouvé',
  notThere: 'absent',
  connected: 'raccordé',
  noFile: 'aucun fichier propre',
  usage: (command) =>
    `${command} <outil> montre le changement ; --write le fait, --undo l'annule, --check envoie une requête.`,
  pointsAt: (tool, base) => `${tool}, à diriger vers ${base}`,
  notRunning: (base, command) =>
    `Rien ne semble tourner à ${base} : c'est l'adresse configurée. Si le programme tourne sur un autre port ou dossier de données, donner --data-dir ou --url ; « ${command} » dit s'il tourne.`,
  model: 'modèle',
  modelFrom: {
    flag: 'donné par --model',
    configuration: 'default_model de la configuration',
    provider: 'premier modèle du seul fournisseur actif',
    offline: "répond hors ligne : aucun autre fournisseur n'est actif",
    auto: 'décidé par la session épinglée : définir default_model dans la configuration, ou donner --model',
  },
  ownModels: "ceux de l'outil, avec sa propre connexion",
  key: 'clé',
  anyKey: (key) => `${key} (quelconque : le proxy détient les vraies)`,
  tokenKey: (masked) => `${masked} (l'auth_token de la configuration)`,
  newFile: 'nouveau fichier',
  nothingWritten: "Rien n'a été écrit ; --write fait le changement.",
  already: (file) => `${file} le dit déjà.`,
  written: (file) => `Écrit : ${file}`,
  backup: (file) => `Ce qui s'y trouvait avant est dans ${file} ; --undo annule le changement.`,
  noBackup: '--undo annule le changement.',
  tightened: (file) => `Vous seul pouvez désormais lire ${file} : il contient l'auth_token.`,
  leftAlone: (file, reason) => `${file} reste tel quel : ${reason}`,
  byHand: (file) => `À la main, dans ${file} :`,
  refused: "Rien n'a été écrit.",
  next: (tool, command) => `Redémarrer ${tool} ; « ${command} » essaie la connexion.`,
  variables: 'Pour un seul terminal, ces variables font de même :',
  set: 'À définir, pour un seul terminal :',
  fields: "Ce qu'il faut y saisir :",
  cannotWrite: (tool) => `${tool} n'a pas de fichier qui puisse être changé ; les valeurs sont ci-dessus.`,
  undone: {
    none: (file) => `${file} : rien de nous à annuler.`,
    gone: (file) => `${file} n'existe plus ; il n'y a rien à annuler.`,
    exact: (file) => `${file} est tel qu'avant.`,
    deleted: (file) => `${file} est supprimé : il n'existait pas avant.`,
    partly: (file) => `${file} a changé depuis ; seuls nos propres réglages ont été retirés.`,
  },
  kept: (setting) => `${setting} a désormais une autre valeur et reste.`,
  oldCopy: (file) => `Ce qui s'y trouvait avant est toujours dans ${file}.`,
  nothingToUndo: (tool) => `${tool} n'a pas été raccordé d'ici : il n'y a rien à annuler.`,
  why: {
    syntax: (about) => `il est illisible (ligne ${about}).`,
    shape: (about) => `autre chose occupe la place de nos réglages${about === '' ? '' : ` (${about})`}.`,
    taken: (about) => `${about} existe et n'a pas été écrit par ce programme.`,
    layout: (about) =>
      `il ne peut pas être changé sans changer davantage${about === '' ? '' : ` (${about})`}.`,
    legacy: (about) => `l'outil utilise encore ${about}, qu'il ne lirait plus à côté d'un nouveau fichier.`,
    symlink: () => "c'est un lien vers un fichier situé ailleurs.",
    notFile: () => "ce n'est pas un fichier.",
    large: () => 'il dépasse 1 Mo.',
    encoding: () => "il n'est pas en UTF-8.",
    unreadable: () => 'il est impossible à lire.',
    unwritable: () => "il est impossible d'y écrire.",
    busy: () => 'il vient de changer ; réessayer.',
  },
  notes: {
    claudeLogin:
      'Vous êtes connecté à Claude Code, et le proxy transmet cette connexion : connexion et modèles restent. --model MODÈLE envoie plutôt tout à un autre modèle.',
    claudeShell:
      "ANTHROPIC_API_KEY dans le terminal serait envoyée aussi ; la retirer. /status dans Claude Code montre l'adresse en usage.",
    claudeToolSearch:
      "Avec une adresse propre, Claude Code envoie tous les schémas d'outils à la fois (environ 25 000 jetons) ; ENABLE_TOOL_SEARCH=true dans « env » rétablit la recherche d'outils si le fournisseur est Anthropic.",
    kimiLogin: 'La connexion de Kimi Code reste ; /model revient à ses modèles à tout moment.',
    codexLogin: "Codex a une clé d'API d'OpenAI, et le proxy la transmet : clé et modèles restent.",
    codexProfile: 'Un profil qui nomme son propre model_provider passe avant.',
    openCodeProject: 'Un opencode.json dans un projet passe avant.',
    clineExtension:
      "Une extension VS Code plus ancienne garde ses réglages pour elle : y choisir le fournisseur « OpenAI Compatible », avec l'adresse, la clé et le modèle ci-dessus.",
    continuePick: 'Dans un éditeur, choisir « Kimi Proxy » dans la liste des modèles.',
    geminiProject:
      "Un .env dans un projet passe avant ; dans un dossier qui n'est pas approuvé, seul ~/.env est lu.",
    qwenProject: 'Un .qwen/settings.json dans un projet passe avant.',
    aiderProject: 'Un .aider.conf.yml dans un projet passe avant.',
    cursorPublic:
      'Cursor interroge depuis ses propres serveurs : il ne peut pas atteindre une adresse de cette machine. Il lui faut une adresse https publique qui mène ici (un tunnel ou un mandataire inverse), un auth_token dans la configuration, ce nom dans allowed_hosts ; la donner ensuite avec --url. Settings > Models > API Keys de Cursor prend ce qui suit.',
    generic: 'Chaque SDK lit ses propres variables ; les noms des modèles sont ceux de GET /v1/models.',
  },
  checking: (address, model) => `POST ${address} avec le modèle ${model}`,
  configured: (file) => `${file} y mène.`,
  notConfigured: (file) => `${file} n'y mène pas encore ; --write raccorde l'outil.`,
  checked: {
    works: (ms, text) => `Cela marche : la réponse est venue en ${ms} ms : « ${text} »`,
    silent: (ms) => `Cela marche, mais la réponse, en ${ms} ms, est sans texte.`,
    details: (model, tokens, exchange) => `modèle ${model}, ${tokens}, échange ${exchange}`,
    tokens: (input, output) => `${input} jetons en entrée, ${output} en sortie`,
    nothing: (address, command) =>
      `Rien ne répond à ${address} ; « ${command} » démarre le programme. S'il tourne ailleurs, donner --data-dir ou --url.`,
    slow: (seconds) => `Pas de réponse complète en ${seconds} s.`,
    cut: (reason) => `La connexion s'est rompue (${reason}).`,
    notOurs: (status) =>
      `Quelque chose a répondu ${status}, mais pas dans la langue de l'outil : un autre programme, ou une version plus ancienne de celui-ci.`,
    refused: (status, code, message) => `Refusé avec ${status} ${code} : ${message}`,
    token: "Le programme demande un auth_token que cette configuration n'a pas ; --config nomme la bonne.",
    login: "Envoyé sans la connexion de l'outil, qui n'est pas lue d'ici.",
  },
};
