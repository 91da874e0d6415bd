import type { CacheCause, CacheChange, CacheMode } from '../../../../../src/contract/cache.ts';
import type { Texts } from '../../../texts/index.ts';
import type { CachePart } from './parts.ts';

export interface CacheTexts {
  noFigures: string;
  parts: Record<CachePart, string>;
  partHints: Record<CachePart, string>;
  written: string;
  brokeAt: string;
  blockNumber: (number: string) => string;
  changes: Record<CacheChange, string>;
  line: (number: string) => string;
  lost: string;
  lostUnknown: string;
  tokens: string;
  expected: string;
  read: (tokens: string) => string;
  compared: string;
  nothingBefore: string;
  before: (time: string) => string;
  shared: string;
  blocks: [one: string, many: string];
  rule: string;
  guessed: string;
  modes: Record<CacheMode, string>;
  least: (tokens: string, step: string) => string;
  lifetime: string;
  nobodySays: string;
  lasts: (least: string, most: string) => string;
  sources: string;
  toolsChanged: string;
  added: string;
  removed: string;
  edited: string;
  reordered: string;
  parameters: string;
  /** Who or what did it, in short. */
  causes: Record<CacheCause, string>;
}

export const TEXTS: Texts<CacheTexts> = {
  en: {
    noFigures: 'How much came from the cache is not known: there are no figures of the provider.',
    parts: { hit: 'read from the cache', fresh: 'new', lost: 'lost' },
    partHints: {
      hit: 'what the provider says it read from its cache',
      fresh: 'was not in the cache before',
      lost: 'had been in the cache and was paid for again',
    },
    written: 'of which written to the cache',
    brokeAt: 'Where it broke',
    blockNumber: (number) => `block ${number}`,
    changes: {
      added: 'was added',
      removed: 'was removed',
      edited: 'was edited',
      moved: 'was moved',
      marks: 'has other ids around it',
    },
    line: (number) => `line ${number}`,
    lost: 'Lost',
    lostUnknown: 'no price is known for this model',
    tokens: 'tokens',
    expected: 'Expected',
    read: (tokens) => `${tokens} read`,
    compared: 'Compared with',
    nothingBefore: 'no turn before it',
    before: (time) => `the turn ${time} before`,
    shared: 'The same beginning',
    blocks: ['{n} block', '{n} blocks'],
    rule: 'Rule',
    guessed: 'this provider is not known: the rule is what most do',
    modes: {
      automatic: 'automatic',
      breakpoints: 'only what the request marks',
      none: 'no cache',
      unknown: 'unknown',
    },
    least: (tokens, step) => `from ${tokens} tokens on, in steps of ${step}`,
    lifetime: 'Lifetime',
    nobodySays: 'nobody says',
    lasts: (least, most) => (least === most ? `${least} without use` : `${least} to ${most} without use`),
    sources: 'Sources',
    toolsChanged: 'Tools that changed',
    added: 'added:',
    removed: 'removed:',
    edited: 'edited:',
    reordered: 'Their order changed.',
    parameters: 'Members of the request that differ:',
    causes: {
      hit: 'As expected',
      first: 'The first of its kind',
      history_edited: 'The client edited what was said before',
      compacted: 'The client compacted the conversation',
      tools_changed: 'The client changed its tools',
      system_changed: 'The client changed the system prompt',
      parameters_changed: 'The client changed parameters',
      transform: 'A transform of this proxy changed the request',
      route_changed: 'It went to another provider or model',
      expired: 'The cache was too old',
      no_breakpoint: 'The request marks nothing to be kept',
      provider_missed: 'The provider missed it',
      too_short: 'Too short to be kept',
      not_reported: 'The provider does not say',
      not_supported: 'The provider has no cache',
      unknown_provider: 'Nothing is known of this provider',
      unknown_context: 'The context is not known',
    },
  },
  fr: {
    noFigures: 'La part du cache n’est pas connue : le fournisseur ne donne pas de chiffres.',
    parts: { hit: 'lu du cache', fresh: 'nouveau', lost: 'perdu' },
    partHints: {
      hit: 'ce que le fournisseur dit avoir lu de son cache',
      fresh: 'n’était pas dans le cache',
      lost: 'était dans le cache et a été payé de nouveau',
    },
    written: 'dont écrit dans le cache',
    brokeAt: 'Où il a rompu',
    blockNumber: (number) => `bloc ${number}`,
    changes: {
      added: 'ajouté',
      removed: 'retiré',
      edited: 'modifié',
      moved: 'déplacé',
      marks: 'a d’autres identifiants autour',
    },
    line: (number) => `ligne ${number}`,
    lost: 'Perdu',
    lostUnknown: 'aucun prix connu pour ce modèle',
    tokens: 'jetons',
    expected: 'Attendu',
    read: (tokens) => `${tokens} lus`,
    compared: 'Comparé avec',
    nothingBefore: 'aucun tour avant',
    before: (time) => `le tour ${time} avant`,
    shared: 'Même début',
    blocks: ['{n} bloc', '{n} blocs'],
    rule: 'Règle',
    guessed: 'ce fournisseur est inconnu : la règle est celle de la plupart',
    modes: {
      automatic: 'automatique',
      breakpoints: 'seulement ce que la requête marque',
      none: 'pas de cache',
      unknown: 'inconnu',
    },
    least: (tokens, step) => `à partir de ${tokens} jetons, par pas de ${step}`,
    lifetime: 'Durée de vie',
    nobodySays: 'personne ne le dit',
    lasts: (least, most) => (least === most ? `${least} sans usage` : `de ${least} à ${most} sans usage`),
    sources: 'Sources',
    toolsChanged: 'Outils qui ont changé',
    added: 'ajoutés :',
    removed: 'retirés :',
    edited: 'modifiés :',
    reordered: 'Leur ordre a changé.',
    parameters: 'Membres de la requête qui diffèrent :',
    causes: {
      hit: 'Comme attendu',
      first: 'Le premier de son genre',
      history_edited: 'Le client a modifié ce qui avait été dit',
      compacted: 'Le client a compacté la conversation',
      tools_changed: 'Le client a changé ses outils',
      system_changed: 'Le client a changé le prompt système',
      parameters_changed: 'Le client a changé des paramètres',
      transform: 'Une transformation de ce proxy a changé la requête',
      route_changed: 'Il est allé à un autre fournisseur ou modèle',
      expired: 'Le cache était trop vieux',
      no_breakpoint: 'La requête ne marque rien à garder',
      provider_missed: 'Le fournisseur l’a manqué',
      too_short: 'Trop court pour être gardé',
      not_reported: 'Le fournisseur ne le dit pas',
      not_supported: 'Le fournisseur n’a pas de cache',
      unknown_provider: 'Rien n’est connu de ce fournisseur',
      unknown_context: 'Le contexte n’est pas connu',
    },
  },
};
