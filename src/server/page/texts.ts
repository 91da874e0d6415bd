export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface PageTexts {
  title: string;
  lead: string;
  connect: string;
  connectLead: string;
  tool: string;
  setting: string;
  openaiTools: string;
  command: string;
  key: string;
  keyWithToken: string;
  keyWithoutToken: string;
  tryIt: string;
  now: string;
  session: string;
  noSession: string;
  untilFull: string;
  turns: string;
  time: string;
  model: string;
  provider: string;
  context: string;
  status: string;
  noExchanges: string;
  more: string;
  other: string;
  login: string;
  loginLead: string;
  token: string;
  enter: string;
  wrongToken: string;
  tooMany: string;
  statuses: Record<'running' | 'ok' | 'error' | 'cut' | 'cancelled' | 'interrupted', string>;
}

const en: PageTexts = {
  title: 'Kimi Proxy Dashboard',
  lead: 'One address between your coding tools and every LLM provider. It forwards what you send, counts the tokens, and keeps a record on this machine.',
  connect: 'Connect a tool',
  connectLead: 'Give the tool one of these addresses as its base URL.',
  tool: 'Tool',
  setting: 'Base URL',
  openaiTools: 'OpenAI-compatible tools and SDKs',
  command:
    'One command does it for Kimi Code, Claude Code, Codex, OpenCode, Cline, Continue, Gemini CLI, Qwen Code and Aider; where the program is not installed, in its folder as in brackets',
  key: 'API key',
  keyWithToken: 'the access token of this program',
  keyWithoutToken: 'anything: the provider’s own key is in the configuration of this program',
  tryIt: 'Try it with the built-in test model',
  now: 'Now',
  session: 'Current session',
  noSession: 'No session yet: it begins with the first request.',
  untilFull: 'Until the window is full, at this pace',
  turns: 'turns',
  time: 'Time (UTC)',
  model: 'Model',
  provider: 'Provider',
  context: 'Context (tokens)',
  status: 'Status',
  noExchanges: 'Waiting for the first request.',
  more: 'For programs',
  other: 'En français',
  login: 'Log in',
  loginLead: 'This program asks for its access token (auth_token in its configuration).',
  token: 'Access token',
  enter: 'Enter',
  wrongToken: 'That is not the token.',
  tooMany: 'Too many attempts. Try again in a minute.',
  statuses: {
    running: 'running',
    ok: 'ok',
    error: 'error',
    cut: 'cut off',
    cancelled: 'cancelled',
    interrupted: 'interrupted',
  },
};

const fr: PageTexts = {
  title: 'Kimi Proxy Dashboard',
  lead: 'Une seule adresse entre vos outils de développement et tous les fournisseurs de LLM. Elle transmet ce que vous envoyez, compte les jetons et garde une trace sur cette machine.',
  connect: 'Connecter un outil',
  connectLead: 'Donnez à l’outil l’une de ces adresses comme URL de base.',
  tool: 'Outil',
  setting: 'URL de base',
  openaiTools: 'Outils et SDK compatibles OpenAI',
  command:
    'Une commande le fait pour Kimi Code, Claude Code, Codex, OpenCode, Cline, Continue, Gemini CLI, Qwen Code et Aider ; si le programme n’est pas installé, dans son dossier comme entre parenthèses',
  key: 'Clé d’API',
  keyWithToken: 'le jeton d’accès de ce programme',
  keyWithoutToken: 'n’importe laquelle : la clé du fournisseur est dans la configuration de ce programme',
  tryIt: 'Essayer avec le modèle de test intégré',
  now: 'En ce moment',
  session: 'Session en cours',
  noSession: 'Pas encore de session : elle commence avec la première requête.',
  untilFull: 'Jusqu’à ce que la fenêtre soit pleine, à ce rythme',
  turns: 'tours',
  time: 'Heure (UTC)',
  model: 'Modèle',
  provider: 'Fournisseur',
  context: 'Contexte (jetons)',
  status: 'État',
  noExchanges: 'En attente de la première requête.',
  more: 'Pour les programmes',
  other: 'In English',
  login: 'Connexion',
  loginLead: 'Ce programme demande son jeton d’accès (auth_token dans sa configuration).',
  token: 'Jeton d’accès',
  enter: 'Entrer',
  wrongToken: 'Ce n’est pas le bon jeton.',
  tooMany: 'Trop de tentatives. Réessayez dans une minute.',
  statuses: {
    running: 'en cours',
    ok: 'ok',
    error: 'erreur',
    cut: 'coupé',
    cancelled: 'annulé',
    interrupted: 'interrompu',
  },
};

export const TEXTS: Record<Language, PageTexts> = { en, fr };

/** `?lang=` where it names one of ours, else the first language of `Accept-Language` that is one of ours, else English. */
export function chooseLanguage(asked: string | null, acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const q = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((found) => found !== undefined);
      return { language: tag.split('-')[0], weight: q === undefined ? 1 : Number(q) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ language }) => language);
  for (const candidate of [asked, ...wanted]) {
    const found = LANGUAGES.find((language) => language === candidate);
    if (found !== undefined) return found;
  }
  return 'en';
}
