import type { Translated } from '../contract/index.ts';
import type { Note } from './tool.ts';

/** What there is to know of a tool, in the languages of the program. */
export const NOTES: Readonly<Record<Note, Translated>> = {
  claudeLogin: {
    en: 'You are logged in to Claude Code, and the proxy passes that on: log-in and models stay. --model MODEL sends everything to another model instead.',
    fr: 'Vous êtes connecté à Claude Code, et le proxy transmet cette connexion : connexion et modèles restent. --model MODÈLE envoie plutôt tout à un autre modèle.',
  },
  claudeShell: {
    en: 'ANTHROPIC_API_KEY in your shell would be sent as well; unset it. /status in Claude Code shows the address in use.',
    fr: "ANTHROPIC_API_KEY dans le terminal serait envoyée aussi ; la retirer. /status dans Claude Code montre l'adresse en usage.",
  },
  claudeToolSearch: {
    en: 'With an address of one\'s own Claude Code sends all tool schemas at once (about 25,000 tokens); ENABLE_TOOL_SEARCH=true in "env" turns tool search on again where the provider is Anthropic.',
    fr: "Avec une adresse propre, Claude Code envoie tous les schémas d'outils à la fois (environ 25 000 jetons) ; ENABLE_TOOL_SEARCH=true dans « env » rétablit la recherche d'outils si le fournisseur est Anthropic.",
  },
  kimiLogin: {
    en: 'The log-in of Kimi Code stays; /model goes back to its models at any time.',
    fr: 'La connexion de Kimi Code reste ; /model revient à ses modèles à tout moment.',
  },
  codexLogin: {
    en: 'Codex has an API key of OpenAI, and the proxy passes that on: key and models stay.',
    fr: "Codex a une clé d'API d'OpenAI, et le proxy la transmet : clé et modèles restent.",
  },
  codexProfile: {
    en: 'A profile that names a model_provider of its own goes before this.',
    fr: 'Un profil qui nomme son propre model_provider passe avant.',
  },
  openCodeProject: {
    en: 'An opencode.json in a project goes before this.',
    fr: 'Un opencode.json dans un projet passe avant.',
  },
  clineExtension: {
    en: 'An older VS Code extension keeps its settings to itself: choose there the provider "OpenAI Compatible", with the address, key and model above.',
    fr: "Une extension VS Code plus ancienne garde ses réglages pour elle : y choisir le fournisseur « OpenAI Compatible », avec l'adresse, la clé et le modèle ci-dessus.",
  },
  continuePick: {
    en: 'In an editor, pick "Kimi Proxy" in the list of models.',
    fr: 'Dans un éditeur, choisir « Kimi Proxy » dans la liste des modèles.',
  },
  geminiProject: {
    en: 'A .env in a project goes before this; in a folder that is not trusted only ~/.env is read.',
    fr: "Un .env dans un projet passe avant ; dans un dossier qui n'est pas approuvé, seul ~/.env est lu.",
  },
  qwenProject: {
    en: 'A .qwen/settings.json in a project goes before this.',
    fr: 'Un .qwen/settings.json dans un projet passe avant.',
  },
  aiderProject: {
    en: 'An .aider.conf.yml in a project goes before this.',
    fr: 'Un .aider.conf.yml dans un projet passe avant.',
  },
  cursorPublic: {
    en: 'Cursor asks from its own servers: it cannot reach an address of this machine. It needs a public https address that leads here (a tunnel, or a reverse proxy), an auth_token in the configuration, that name in allowed_hosts; then give it with --url. Settings > Models > API Keys in Cursor takes what follows.',
    fr: 'Cursor interroge depuis ses propres serveurs : il ne peut pas atteindre une adresse de cette machine. Il lui faut une adresse https publique qui mène ici (un tunnel ou un mandataire inverse), un auth_token dans la configuration, ce nom dans allowed_hosts ; la donner ensuite avec --url. Settings > Models > API Keys de Cursor prend ce qui suit.',
  },
  generic: {
    en: 'Each SDK reads the variables of its own; the names of models are those of GET /v1/models.',
    fr: 'Chaque SDK lit ses propres variables ; les noms des modèles sont ceux de GET /v1/models.',
  },
};
