import type { CostSource } from '../../../../src/contract/exchange.ts';
import type { Assumption } from '../../../../src/contract/what-if.ts';
import type { Texts } from '../../texts/index.ts';
import type { Unit } from './buckets.ts';
import type { By } from './drill.ts';
import type { RangeName } from './range.ts';
import type { Column, ShareOf } from './sort.ts';
import type { CachePart, Measure } from './stack.ts';

type Plural = [one: string, many: string];

interface SpendTexts {
  title: string;
  range: string;
  ranges: Record<RangeName, string>;
  fromDay: string;
  toDay: string;
  filter: string;
  unreadable: string;
  downloadHint: string;
  figures: string;
  spent: string;
  spentHint: string;
  unpricedMore: Plural;
  runsHere: string;
  nothingPriced: string;
  allPriced: string;
  exchanges: string;
  noErrors: string;
  failed: Plural;
  input: string;
  inputHint: string;
  cached: (tokens: string) => string;
  written: (tokens: string) => string;
  rest: (tokens: string) => string;
  cacheUnsaid: string;
  output: string;
  outputHint: string;
  reasoning: (tokens: string) => string;
  reasoningUnsaid: string;
  fromCache: string;
  fromCacheHint: string;
  ofInput: string;
  show: string;
  measures: Record<Measure, string>;
  chart: Record<Measure, (unit: string) => string>;
  chartLabel: (title: string, total: string, when: string, most: string) => string;
  units: Record<Unit, string>;
  split: string;
  others: Plural;
  cacheParts: Record<CachePart, string>;
  total: string;
  nothing: string;
  nothingOf: Record<Measure, string>;
  olderLeftOut: string;
  by: (key: string) => string;
  byWhat: string;
  keys: Record<By, string>;
  none: Record<By, string>;
  sessionNumber: (id: string) => string;
  columns: Record<Exclude<Column, 'name' | 'share'>, string>;
  shareOf: Record<ShareOf, string>;
  moreRows: (count: string) => string;
  elsewhere: string;
  elsewhereLead: string;
  count: string;
  countAgain: string;
  countedAt: (time: string) => string;
  counting: string;
  countingOf: Plural;
  cancel: string;
  nothingElsewhere: string;
  actual: string;
  priceOf: string;
  sources: Record<CostSource, string>;
  difference: string;
  noDifference: string;
  same: string;
  less: (usd: string) => string;
  dearer: (usd: string) => string;
  comparedOf: Plural;
  notes: string;
  without: Plural;
  beyond: Plural;
  assumed: (what: string) => string;
  assumptions: Record<Assumption, string>;
}

export const TEXTS: Texts<SpendTexts> = {
  en: {
    title: 'Spend',
    range: 'Time',
    ranges: { today: 'Today', '7d': '7 days', '30d': '30 days', all: 'All', custom: 'Custom' },
    fromDay: 'from',
    toDay: 'to',
    filter: 'Filter',
    unreadable: 'This filter cannot be read. Correct it to see figures.',
    downloadHint: 'The exchanges of this time and filter, as a file',
    figures: 'Key figures',
    spent: 'Spent',
    spentHint: 'US dollars, of all exchanges whose price is known',
    unpricedMore: ['+ {n} exchange without a price', '+ {n} exchanges without a price'],
    runsHere: 'runs here',
    nothingPriced: 'nothing has a price',
    allPriced: 'everything has a price',
    exchanges: 'Exchanges',
    noErrors: 'none failed',
    failed: ['{n} failed', '{n} failed'],
    input: 'Input tokens',
    inputHint:
      'as the providers count them, cached ones included; others are fresh, or nobody says whether they were cached',
    cached: (tokens) => `${tokens} cached`,
    written: (tokens) => `${tokens} written`,
    rest: (tokens) => `${tokens} other`,
    cacheUnsaid: 'nobody says what was cached',
    output: 'Output tokens',
    outputHint: 'as the providers count them, reasoning included',
    reasoning: (tokens) => `${tokens} reasoning`,
    reasoningUnsaid: 'nobody says what was reasoning',
    fromCache: 'From cache',
    fromCacheHint: 'input tokens that the providers read from their caches, of all input tokens',
    ofInput: 'of the input',
    show: 'Show',
    measures: { cost: 'Dollars', tokens: 'Tokens', cache: 'Cache' },
    chart: {
      cost: (unit) => `Dollars by ${unit.toLowerCase()}`,
      tokens: (unit) => `Tokens by ${unit.toLowerCase()}`,
      cache: (unit) => `Input and the cache by ${unit.toLowerCase()}`,
    },
    chartLabel: (title, total, when, most) => `${title}: ${total} in all, the most ${when} with ${most}`,
    units: { hour: 'Hour', day: 'Day', month: 'Month' },
    split: 'split by',
    others: ['{n} other', '{n} others'],
    cacheParts: {
      read: 'read from the cache',
      written: 'written to it',
      fresh: 'fresh',
      unsaid: 'nobody says',
    },
    total: 'Total',
    nothing: 'Nothing was recorded in this time that fits.',
    nothingOf: {
      cost: 'Nothing in this time has a price. Tokens are counted all the same.',
      tokens: 'No tokens were reported in this time.',
      cache: 'No input was reported in this time.',
    },
    olderLeftOut: 'What is older is left out: choose a shorter time, or narrow the filter.',
    by: (key) => `By ${key.toLowerCase()}`,
    byWhat: 'Table by',
    keys: {
      model: 'Model',
      provider: 'Provider',
      client: 'Client',
      project: 'Project',
      session: 'Session',
      day: 'Day',
    },
    none: {
      model: 'no model',
      provider: 'no provider',
      client: 'unknown client',
      project: 'no project',
      session: 'no session',
      day: 'unknown day',
    },
    sessionNumber: (id) => `Session ${id}`,
    columns: {
      exchanges: 'Exchanges',
      input: 'Input',
      cached: 'Cached',
      output: 'Output',
      cost: 'Cost, $',
      unpriced: 'Unpriced',
      errors: 'Errors',
    },
    shareOf: { cost: 'Share of cost', tokens: 'Share of tokens' },
    moreRows: (count) => `The ${count} with the most exchanges are listed; the total is of all.`,
    elsewhere: 'What it would have cost elsewhere',
    elsewhereLead: 'Prices every exchange of this time as other models. With many it takes some seconds.',
    count: 'Count it',
    countAgain: 'Count again',
    countedAt: (time) => `counted at ${time}`,
    counting: 'Pricing the exchanges as other models…',
    countingOf: ['Pricing {n} exchange as other models…', 'Pricing {n} exchanges as other models…'],
    cancel: 'Cancel',
    nothingElsewhere: 'No exchange of this time used tokens: there is nothing to compare.',
    actual: 'What it did cost',
    priceOf: 'Price by',
    sources: {
      config: 'your configuration',
      provider: 'the provider',
      local: 'runs here',
      'genai-prices': 'genai-prices',
      table: 'built-in table',
    },
    difference: 'Difference',
    noDifference: 'no exchange has both costs',
    same: 'the same',
    less: (usd) => `− ${usd} less`,
    dearer: (usd) => `+ ${usd} more`,
    comparedOf: ['of {n} exchange', 'of {n} exchanges'],
    notes: 'Notes',
    without: ['without {n} exchange that has no price', 'without {n} exchanges that have no price'],
    beyond: ['{n} exchange is longer than its window', '{n} exchanges are longer than its window'],
    assumed: (what) => `Taken for granted: ${what}.`,
    assumptions: {
      same_tokens: 'each model counts tokens as the one that was used did',
      same_cache: 'its cache would have had the same',
      reads_as_input: 'no price for cache reads: counted as input',
      writes_as_input: 'no price for cache writes: counted as input',
      writes_unknown: 'what was written to the cache is partly unknown: the figure is too low',
    },
  },
  fr: {
    title: 'Dépenses',
    range: 'Période',
    ranges: {
      today: 'Aujourd’hui',
      '7d': '7 jours',
      '30d': '30 jours',
      all: 'Tout',
      custom: 'Dates',
    },
    fromDay: 'du',
    toDay: 'au',
    filter: 'Filtrer',
    unreadable: 'Ce filtre est illisible. Corrigez-le pour voir les chiffres.',
    downloadHint: 'Les échanges de cette période et de ce filtre, en fichier',
    figures: 'Chiffres clés',
    spent: 'Dépensé',
    spentHint: 'en dollars US, pour tous les échanges dont le prix est connu',
    unpricedMore: ['+ {n} échange sans prix', '+ {n} échanges sans prix'],
    runsHere: 'tourne ici',
    nothingPriced: 'rien n’a de prix',
    allPriced: 'tout a un prix',
    exchanges: 'Échanges',
    noErrors: 'aucun échec',
    failed: ['{n} échec', '{n} échecs'],
    input: 'Jetons d’entrée',
    inputHint:
      'comptés par les fournisseurs, ceux du cache compris ; le reste est neuf, ou personne ne dit s’il vient du cache',
    cached: (tokens) => `${tokens} du cache`,
    written: (tokens) => `${tokens} écrits`,
    rest: (tokens) => `reste ${tokens}`,
    cacheUnsaid: 'personne ne dit ce qui vient du cache',
    output: 'Jetons de sortie',
    outputHint: 'comptés par les fournisseurs, raisonnement compris',
    reasoning: (tokens) => `${tokens} de raisonnement`,
    reasoningUnsaid: 'raisonnement non indiqué',
    fromCache: 'Du cache',
    fromCacheHint: 'jetons d’entrée lus par les fournisseurs dans leurs caches, sur tous les jetons d’entrée',
    ofInput: 'de l’entrée',
    show: 'Afficher',
    measures: { cost: 'Dollars', tokens: 'Jetons', cache: 'Cache' },
    chart: {
      cost: (unit) => `Dollars par ${unit.toLowerCase()}`,
      tokens: (unit) => `Jetons par ${unit.toLowerCase()}`,
      cache: (unit) => `Entrée et cache par ${unit.toLowerCase()}`,
    },
    chartLabel: (title, total, when, most) => `${title} : ${total} en tout, le plus ${when} avec ${most}`,
    units: { hour: 'Heure', day: 'Jour', month: 'Mois' },
    split: 'réparti par',
    others: ['{n} autre', '{n} autres'],
    cacheParts: {
      read: 'lus dans le cache',
      written: 'écrits dans le cache',
      fresh: 'neufs',
      unsaid: 'non indiqué',
    },
    total: 'Total',
    nothing: 'Rien d’enregistré sur cette période ne correspond.',
    nothingOf: {
      cost: 'Rien n’a de prix sur cette période. Les jetons sont comptés quand même.',
      tokens: 'Aucun jeton indiqué sur cette période.',
      cache: 'Aucune entrée indiquée sur cette période.',
    },
    olderLeftOut:
      'Ce qui est plus ancien est omis : choisissez une période plus courte ou précisez le filtre.',
    by: (key) => `Par ${key.toLowerCase()}`,
    byWhat: 'Tableau par',
    keys: {
      model: 'Modèle',
      provider: 'Fournisseur',
      client: 'Client',
      project: 'Projet',
      session: 'Session',
      day: 'Jour',
    },
    none: {
      model: 'aucun modèle',
      provider: 'aucun fournisseur',
      client: 'client inconnu',
      project: 'aucun projet',
      session: 'aucune session',
      day: 'jour inconnu',
    },
    sessionNumber: (id) => `Session ${id}`,
    columns: {
      exchanges: 'Échanges',
      input: 'Entrée',
      cached: 'Du cache',
      output: 'Sortie',
      cost: 'Coût, $',
      unpriced: 'Sans prix',
      errors: 'Échecs',
    },
    shareOf: { cost: 'Part du coût', tokens: 'Part des jetons' },
    moreRows: (count) => `Les ${count} qui ont le plus d’échanges sont listés ; le total porte sur tous.`,
    elsewhere: 'Ce que cela aurait coûté ailleurs',
    elsewhereLead:
      'Chiffre chaque échange de cette période au prix d’autres modèles. S’il y en a beaucoup, cela prend quelques secondes.',
    count: 'Calculer',
    countAgain: 'Recalculer',
    countedAt: (time) => `calculé à ${time}`,
    counting: 'Calcul au prix d’autres modèles…',
    countingOf: [
      'Calcul de {n} échange au prix d’autres modèles…',
      'Calcul de {n} échanges au prix d’autres modèles…',
    ],
    cancel: 'Annuler',
    nothingElsewhere: 'Aucun échange de cette période n’a utilisé de jetons : il n’y a rien à comparer.',
    actual: 'Coût réel',
    priceOf: 'Prix selon',
    sources: {
      config: 'votre configuration',
      provider: 'le fournisseur',
      local: 'tourne ici',
      'genai-prices': 'genai-prices',
      table: 'table intégrée',
    },
    difference: 'Différence',
    noDifference: 'aucun échange n’a les deux coûts',
    same: 'identique',
    less: (usd) => `− ${usd} de moins`,
    dearer: (usd) => `+ ${usd} de plus`,
    comparedOf: ['sur {n} échange', 'sur {n} échanges'],
    notes: 'Remarques',
    without: ['sans {n} échange qui n’a pas de prix', 'sans {n} échanges qui n’ont pas de prix'],
    beyond: ['{n} échange dépasse sa fenêtre', '{n} échanges dépassent sa fenêtre'],
    assumed: (what) => `Suppositions : ${what}.`,
    assumptions: {
      same_tokens: 'chaque modèle compte les jetons comme celui qui a servi',
      same_cache: 'son cache aurait contenu la même chose',
      reads_as_input: 'pas de prix pour la lecture du cache : comptée comme entrée',
      writes_as_input: 'pas de prix pour l’écriture dans le cache : comptée comme entrée',
      writes_unknown: 'ce qui fut écrit dans le cache est en partie inconnu : le chiffre est trop bas',
    },
  },
};
