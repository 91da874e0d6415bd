import type { Translated } from '../contract/index.ts';
import type { KeyPath } from './path.ts';

/** What each key is for; `*` stands for a name that the file gives. Longer words are in docs/configuration.md. */
const DESCRIPTIONS: Readonly<Record<string, readonly [en: string, fr: string]>> = {
  config: ['Configuration file', 'Fichier de configuration'],
  host: ['Address that is listened on', "Adresse d'écoute"],
  port: ['Port that is listened on', "Port d'écoute"],
  data_dir: ['Folder of the database', 'Dossier de la base de données'],
  auth_token: ['Token that callers must send', 'Jeton exigé des appelants'],
  allowed_hosts: ['Further host names to be called by', "Autres noms d'hôte admis"],
  allowed_origins: ['Web pages of other origins that may call', "Pages web d'autres origines admises"],
  body_limit_mb: ['Largest request, in MiB', 'Taille maximale des requêtes, en Mio'],
  default_model: [
    'What "auto" means where no session is pinned',
    'Ce que vaut « auto » sans session épinglée',
  ],
  capture: ['How much of requests and answers is kept', 'Ce qui est gardé des requêtes et des réponses'],
  'retention.days': ['Days that exchanges are kept; 0: no limit', 'Jours de conservation ; 0 : sans limite'],
  'retention.gb': [
    'Gigabytes that exchanges may take; 0: no limit',
    'Gigaoctets conservés ; 0 : sans limite',
  ],
  thresholds: [
    'Shares of the window at which an alert is raised',
    'Parts de la fenêtre qui déclenchent une alerte',
  ],
  log_level: ['How much is logged', 'Niveau du journal'],
  'providers.*.enabled': ['Whether it is used', "S'il est utilisé"],
  'providers.*.type': ['How it is spoken to', 'Façon de lui parler'],
  'providers.*.base_url': ['Its address, with the version path', 'Son adresse, avec le chemin de version'],
  'providers.*.endpoints.*': ['Its address for this protocol', 'Son adresse pour ce protocole'],
  'providers.*.api_key': ['Its API key', "Sa clé d'API"],
  'providers.*.auth': ['Whose credential goes up', 'Quels identifiants lui sont envoyés'],
  'providers.*.timeouts.connect_s': ['Seconds to connect', 'Secondes pour se connecter'],
  'providers.*.timeouts.first_byte_s': [
    'Seconds until an answer begins',
    "Secondes jusqu'au début d'une réponse",
  ],
  'providers.*.timeouts.idle_s': [
    'Seconds that a stream may be silent',
    "Secondes de silence d'un flux au plus",
  ],
  'providers.*.timeouts.total_s': [
    'Seconds for an answer that is no stream',
    'Secondes pour une réponse hors flux',
  ],
  'providers.*.headers.*': ['Header added to each request', 'En-tête ajouté à chaque requête'],
  'providers.*.retries': ['Retries after the first attempt', 'Nouvelles tentatives après la première'],
  'providers.*.include_usage': [
    'Whether streams are asked for their usage',
    "Si l'usage est demandé aux flux",
  ],
  'providers.*.lists_models': ['Whether its list of models is read', 'Si sa liste de modèles est lue'],
  'providers.*.models': ['Its models, windows and prices', 'Ses modèles, fenêtres et prix'],
  'models.*.provider': ['Provider of this name', 'Fournisseur de ce nom'],
  'models.*.model': ["The provider's own id", 'Identifiant chez le fournisseur'],
  'models.*.max_context_size': ['Tokens that it can take', 'Tokens admis'],
  'models.*.price.*': ['US dollars for a million tokens', 'Dollars US par million de tokens'],
  'models.*.fallbacks': ['What to try where it is down', "À essayer s'il est en panne"],
  'mcp.confirm_s': ['Seconds that a call waits for a person', "Secondes d'attente d'une confirmation"],
  'mcp.servers.*.enabled': ['Whether it is used', "S'il est utilisé"],
  'mcp.servers.*.start': ['Whether its usual package is started', 'Si son paquet habituel est lancé'],
  'mcp.servers.*.command': ['Program that is started', 'Programme lancé'],
  'mcp.servers.*.args': ['Arguments of the program', 'Arguments du programme'],
  'mcp.servers.*.env.*': ['Variable of the program', 'Variable du programme'],
  'mcp.servers.*.cwd': ['Folder in which it is started', 'Dossier de lancement'],
  'mcp.servers.*.url': ['Its address', 'Son adresse'],
  'mcp.servers.*.headers.*': ['Header added to each request', 'En-tête ajouté à chaque requête'],
  'mcp.servers.*.allowed_directories': ['Folders that its tools may name', 'Dossiers admis pour ses outils'],
  'mcp.servers.*.allow_tools': ['Tools that are offered', 'Outils proposés'],
  'mcp.servers.*.deny_tools': ['Tools that are not offered', 'Outils exclus'],
  'mcp.servers.*.read_only': [
    'Whether only tools that read are offered',
    'Si seuls les outils de lecture le sont',
  ],
  'mcp.servers.*.read_tools': ['Tools that only read', 'Outils qui ne font que lire'],
  'mcp.servers.*.confirm': ['Tools whose calls wait for a person', 'Outils soumis à confirmation'],
  'mcp.servers.*.max_result_kb': ['Largest result, in KiB', 'Taille maximale des résultats, en Kio'],
  'mcp.servers.*.calls_per_minute': ['Calls a minute at most', 'Appels par minute au plus'],
  'mcp.servers.*.timeouts.connect_s': [
    'Seconds to start and connect',
    'Secondes pour démarrer et se connecter',
  ],
  'mcp.servers.*.timeouts.call_s': [
    'Seconds of a call without progress',
    "Secondes d'un appel sans progression",
  ],
  'mcp.servers.*.shared': ['Whether clients share one connection', 'Si les clients partagent une connexion'],
};

const BY_PARTS = Object.entries(DESCRIPTIONS).map(([key, [en, fr]]) => ({
  parts: key.split('.'),
  described: { en, fr },
}));

/** What the key at this path is for; null for one that the configuration does not have. */
export function describeKey(path: KeyPath): Translated | null {
  const fits = (parts: readonly string[]): boolean =>
    parts.length === path.length && parts.every((part, i) => part === '*' || part === path[i]);
  return BY_PARTS.find(({ parts }) => fits(parts))?.described ?? null;
}
