export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface PageTexts {
  title: string;
  other: string;
  login: string;
  loginLead: string;
  token: string;
  enter: string;
  wrongToken: string;
  tooMany: string;
  notBuilt: string;
  notBuiltLead: string;
}

const en: PageTexts = {
  title: 'Kimi Proxy Dashboard',
  other: 'En français',
  login: 'Log in',
  loginLead: 'This program asks for its access token (auth_token in its configuration).',
  token: 'Access token',
  enter: 'Enter',
  wrongToken: 'That is not the token.',
  tooMany: 'Too many attempts. Try again in a minute.',
  notBuilt: 'The page was not built',
  notBuiltLead: 'The program runs and answers tools; its page is missing. In the folder of the program:',
};

const fr: PageTexts = {
  title: 'Kimi Proxy Dashboard',
  other: 'In English',
  login: 'Connexion',
  loginLead: 'Ce programme demande son jeton d’accès (auth_token dans sa configuration).',
  token: 'Jeton d’accès',
  enter: 'Entrer',
  wrongToken: 'Ce n’est pas le bon jeton.',
  tooMany: 'Trop de tentatives. Réessayez dans une minute.',
  notBuilt: 'La page n’a pas été construite',
  notBuiltLead:
    'Le programme fonctionne et répond aux outils ; sa page manque. Dans le dossier du programme :',
};

export const TEXTS: Record<Language, PageTexts> = { en, fr };

/**
 * The first of `asked` (`?lang=`, the cookie) that is one of ours, else the first language of `Accept-Language` that is,
 * else English.
 */
export function chooseLanguage(
  asked: readonly (string | null)[],
  acceptLanguage: string | undefined,
): Language {
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
  for (const candidate of [...asked, ...wanted]) {
    const found = LANGUAGES.find((language) => language === candidate);
    if (found !== undefined) return found;
  }
  return 'en';
}
