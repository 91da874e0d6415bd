import type { Texts } from '../../texts/index.ts';

export interface ListTexts {
  exchanges: string;
  columns: Record<
    | 'status'
    | 'time'
    | 'client'
    | 'model'
    | 'context'
    | 'input'
    | 'output'
    | 'cost'
    | 'first'
    | 'took'
    | 'waterfall',
    string
  >;
  cachedHint: string;
  unpriced: string;
  newer: (count: string) => string;
  paused: (count: string) => string;
  pause: string;
  resume: string;
  loadingMore: string;
  noMore: (count: string) => string;
  scale: (seconds: string) => string;
  estimated: string;
}

export const TEXTS: Texts<ListTexts> = {
  en: {
    exchanges: 'Exchanges',
    columns: {
      status: 'Status',
      time: 'Time',
      client: 'Client',
      model: 'Model',
      context: 'Context',
      input: 'In (cached)',
      output: 'Out',
      cost: 'Cost $',
      first: 'First s',
      took: 'Took s',
      waterfall: 'Waterfall',
    },
    cachedHint: 'input tokens, and how many of them came from the provider’s cache',
    unpriced: 'no price is known for this model',
    newer: (count) => `${count} new`,
    paused: (count) => `Paused · ${count} new`,
    pause: 'Pause',
    resume: 'Go on',
    loadingMore: 'Loading older ones',
    noMore: (count) => `${count} in all`,
    scale: (seconds) => `0 – ${seconds} s`,
    estimated: 'estimated',
  },
  fr: {
    exchanges: 'Échanges',
    columns: {
      status: 'État',
      time: 'Heure',
      client: 'Client',
      model: 'Modèle',
      context: 'Contexte',
      input: 'Entrée (cache)',
      output: 'Sortie',
      cost: 'Coût $',
      first: '1er octet s',
      took: 'Durée s',
      waterfall: 'Cascade',
    },
    cachedHint: 'jetons d’entrée, et combien viennent du cache du fournisseur',
    unpriced: 'aucun prix connu pour ce modèle',
    newer: (count) => `${count} nouveaux`,
    paused: (count) => `En pause · ${count} nouveaux`,
    pause: 'Pause',
    resume: 'Reprendre',
    loadingMore: 'Chargement des plus anciens',
    noMore: (count) => `${count} en tout`,
    scale: (seconds) => `0 – ${seconds} s`,
    estimated: 'estimé',
  },
};
