import type { FilterField, FilterFieldName } from '../../../../src/contract/filter/index.ts';
import type { Texts } from '../../texts/index.ts';

export interface FilterTexts {
  filter: string;
  placeholder: string;
  clear: string;
  suggestions: string;
  count: (count: string, of: string) => string;
  all: (of: string) => string;
  and: string;
  or: string;
  not: (said: string) => string;
  fields: Record<FilterFieldName, string>;
  hints: Partial<Record<FilterField['type'], string>>;
  contains: (field: string, value: string) => string;
  is: (field: string, value: string) => string;
  exactly: (field: string, value: string) => string;
  known: (field: string) => string;
  unknown: (field: string) => string;
  above: (field: string, value: string) => string;
  below: (field: string, value: string) => string;
  atLeast: (field: string, value: string) => string;
  atMost: (field: string, value: string) => string;
  between: (field: string, low: string, high: string) => string;
  free: (word: string) => string;
  httpStatus: (from: string, to: string) => string;
  errorCode: (code: string) => string;
  since: (time: string) => string;
  until: (time: string) => string;
  ago: (time: string) => string;
  problem: (at: string, said: string) => string;
  problems: {
    unknown_field: (word: string) => string;
    missing_value: (field: string) => string;
    bad_value: (word: string, field: string, hint: string) => string;
    bad_wildcard: string;
    unclosed_quote: string;
    too_many: string;
  };
  nearest: (name: string) => string;
  lastGood: string;
}

export const TEXTS: Texts<FilterTexts> = {
  en: {
    filter: 'Filter exchanges',
    placeholder: 'model:kimi status:error cost:>0.1',
    clear: 'Clear the filter',
    suggestions: 'Suggestions',
    count: (count, of) => `${count} of ${of}`,
    all: (of) => `${of} in all`,
    and: ', ',
    or: ' or ',
    not: (said) => `not: ${said}`,
    fields: {
      model: 'model',
      status: 'status',
      asked: 'model asked for',
      client: 'client',
      provider: 'provider',
      kind: 'kind',
      session: 'session',
      agent: 'agent',
      project: 'project',
      cost: 'cost',
      tokens: 'context',
      use: 'context use',
      in: 'input',
      out: 'output',
      cached: 'cached input',
      reasoning: 'reasoning',
      first: 'first byte',
      took: 'duration',
      error: 'error',
      tool: 'tool called',
      path: 'path',
      protocol: 'protocol',
      stream: 'streamed',
      id: 'id',
      since: 'since',
      until: 'until',
    },
    hints: {
      usd: '>0.10, 0.1..0.5',
      tokens: '>100k, 1.5M',
      share: '>70%',
      duration: '>10s, 800ms, 2m',
      time: '2026-11-22, 2h, 7d',
      status: 'error, 429, 5xx, rate_limited',
    },
    contains: (field, value) => `${field} has “${value}”`,
    is: (field, value) => `${field} is “${value}”`,
    exactly: (field, value) => `${field} ${value}`,
    known: (field) => `${field} known`,
    unknown: (field) => `${field} unknown`,
    above: (field, value) => `${field} above ${value}`,
    below: (field, value) => `${field} below ${value}`,
    atLeast: (field, value) => `${field} ${value} or more`,
    atMost: (field, value) => `${field} ${value} or less`,
    between: (field, low, high) => `${field} from ${low} to ${high}`,
    free: (word) => `“${word}” anywhere`,
    httpStatus: (from, to) => (from === to ? `HTTP ${from}` : `HTTP ${from} to ${to}`),
    errorCode: (code) => `refused as ${code}`,
    since: (time) => `since ${time}`,
    until: (time) => `until ${time}`,
    ago: (time) => `${time} ago`,
    problem: (at, said) => `Character ${at}: ${said}`,
    problems: {
      unknown_field: (word) => `there is no field “${word}”`,
      missing_value: (field) => `${field} has no value yet`,
      bad_value: (word, field, hint) => `“${word}” is no value of ${field}${hint === '' ? '' : ` (${hint})`}`,
      bad_wildcard: 'a * stands at the beginning or at the end of a name',
      unclosed_quote: 'this quote does not end',
      too_many: 'this is more than a filter may ask',
    },
    nearest: (name) => `Did you mean ${name}?`,
    lastGood: 'What is shown is the last one that could be understood.',
  },
  fr: {
    filter: 'Filtrer les échanges',
    placeholder: 'model:kimi status:error cost:>0.1',
    clear: 'Effacer le filtre',
    suggestions: 'Suggestions',
    count: (count, of) => `${count} sur ${of}`,
    all: (of) => `${of} en tout`,
    and: ', ',
    or: ' ou ',
    not: (said) => `sauf : ${said}`,
    fields: {
      model: 'modèle',
      status: 'état',
      asked: 'modèle demandé',
      client: 'client',
      provider: 'fournisseur',
      kind: 'genre',
      session: 'session',
      agent: 'agent',
      project: 'projet',
      cost: 'coût',
      tokens: 'contexte',
      use: 'part de la fenêtre',
      in: 'entrée',
      out: 'sortie',
      cached: 'entrée en cache',
      reasoning: 'raisonnement',
      first: 'premier octet',
      took: 'durée',
      error: 'erreur',
      tool: 'outil appelé',
      path: 'chemin',
      protocol: 'protocole',
      stream: 'en flux',
      id: 'identifiant',
      since: 'depuis',
      until: 'jusqu’à',
    },
    hints: {
      usd: '>0.10, 0.1..0.5',
      tokens: '>100k, 1.5M',
      share: '>70%',
      duration: '>10s, 800ms, 2m',
      time: '2026-11-22, 2h, 7d',
      status: 'error, 429, 5xx, rate_limited',
    },
    contains: (field, value) => `${field} contient « ${value} »`,
    is: (field, value) => `${field} égal à « ${value} »`,
    exactly: (field, value) => `${field} ${value}`,
    known: (field) => `${field} : connu`,
    unknown: (field) => `${field} : inconnu`,
    above: (field, value) => `${field} au-dessus de ${value}`,
    below: (field, value) => `${field} en dessous de ${value}`,
    atLeast: (field, value) => `${field} de ${value} ou plus`,
    atMost: (field, value) => `${field} de ${value} ou moins`,
    between: (field, low, high) => `${field} de ${low} à ${high}`,
    free: (word) => `« ${word} » quelque part`,
    httpStatus: (from, to) => (from === to ? `HTTP ${from}` : `HTTP ${from} à ${to}`),
    errorCode: (code) => `refusé : ${code}`,
    since: (time) => `depuis ${time}`,
    until: (time) => `jusqu’à ${time}`,
    ago: (time) => `il y a ${time}`,
    problem: (at, said) => `Caractère ${at} : ${said}`,
    problems: {
      unknown_field: (word) => `le champ « ${word} » n’existe pas`,
      missing_value: (field) => `${field} n’a pas encore de valeur`,
      bad_value: (word, field, hint) =>
        `« ${word} » n’est pas une valeur de ${field}${hint === '' ? '' : ` (${hint})`}`,
      bad_wildcard: 'une * se place au début ou à la fin d’un nom',
      unclosed_quote: 'ce guillemet n’est pas fermé',
      too_many: 'c’est plus qu’un filtre ne peut demander',
    },
    nearest: (name) => `Vouliez-vous dire ${name} ?`,
    lastGood: 'Ce qui est affiché suit le dernier filtre compris.',
  },
};
