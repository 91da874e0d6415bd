import type { ContextPart } from '../../../src/contract/context.ts';
import type { ExchangeStatus, TokenSource } from '../../../src/contract/names.ts';
import type { Texts } from '../texts/index.ts';
import type { Level } from './level.ts';

export interface ComponentTexts {
  close: string;
  asTable: string;
  copy: string;
  copied: string;
  copyFailed: string;
  retry: string;
  loading: string;
  unreachable: string;
  levels: Record<Level, string>;
  parts: Record<ContextPart, string>;
  free: string;
  statuses: Record<ExchangeStatus, string>;
  waiting: string;
  streaming: string;
  silent: (time: string) => string;
  sources: Record<TokenSource, (error: string | null) => string>;
  notCounted: string;
  uncounted: string;
  ofWindow: (tokens: string, window: string) => string;
  tokens: (tokens: string) => string;
  windowUnknown: string;
  turnsLeft: [one: string, many: string];
  noTurnLeft: string;
  plentyOfRoom: string;
  overBy: (tokens: string) => string;
  gauge: string;
  gaugeValue: (percent: string, tokens: string, window: string, level: string) => string;
  nextTurn: string;
  nextTurnRange: (low: string, high: string) => string;
  unsure: (low: string, high: string) => string;
  reserved: (tokens: string) => string;
  answerLimit: string;
  answerRoom: string;
  fits: (tokens: string) => string;
  sameAsHere: string;
  moreThanHere: (share: string) => string;
  fewerThanHere: (share: string) => string;
  threshold: (percent: string) => string;
}

export const TEXTS: Texts<ComponentTexts> = {
  en: {
    close: 'Close',
    asTable: 'As a table',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Could not copy: select it and copy by hand',
    retry: 'Try again',
    loading: 'Loading',
    unreachable: 'The program does not answer.',
    levels: { ok: 'fine', warn: 'filling', bad: 'nearly full' },
    parts: {
      system: 'system',
      tool_schema: 'tool schemas',
      user: 'you',
      assistant: 'assistant',
      reasoning: 'reasoning',
      tool_call: 'tool calls',
      tool_result: 'tool results',
      image: 'images',
      memory: 'memory',
      other: 'other',
      overhead: 'around the blocks',
      unattributed: 'not attributed',
    },
    free: 'free',
    statuses: {
      running: 'running',
      ok: 'ok',
      error: 'error',
      cut: 'cut off',
      cancelled: 'cancelled',
      interrupted: 'interrupted',
    },
    waiting: 'waiting',
    streaming: 'streaming',
    silent: (time) => `silent for ${time}`,
    sources: {
      provider: () => 'counted by the provider',
      exact: () => 'counted here, exactly',
      calibrated: (error) => `counted here${error === null ? '' : `, ±\u00a0${error}`}`,
      estimate: () => 'estimated',
    },
    notCounted: 'not counted yet',
    uncounted: 'not counted',
    ofWindow: (tokens, window) => `${tokens} of ${window} tokens`,
    tokens: (tokens) => `${tokens} tokens`,
    windowUnknown: 'window unknown',
    turnsLeft: ['about {n} turn left', 'about {n} turns left'],
    noTurnLeft: 'the next turn may not fit',
    plentyOfRoom: 'plenty of room',
    overBy: (tokens) => `${tokens} tokens too many`,
    gauge: 'Context window',
    gaugeValue: (percent, tokens, window, level) => `${percent}, ${tokens} of ${window} tokens, ${level}`,
    nextTurn: 'where the next turn should end',
    nextTurnRange: (low, high) => `the next turn: ${low} to ${high} tokens, as half of the turns before`,
    unsure: (low, high) => `between ${low} and ${high} tokens, as a rule`,
    reserved: (tokens) => `the answer may take ${tokens} tokens of the free room`,
    answerLimit: 'answer, at most',
    answerRoom: 'tokens that the request lets the answer have',
    fits: (tokens) => `(${tokens} fit)`,
    sameAsHere: ', the same as here',
    moreThanHere: (share) => `, ${share} more than here`,
    fewerThanHere: (share) => `, ${share} fewer than here`,
    threshold: (percent) => `threshold at ${percent}`,
  },
  fr: {
    close: 'Fermer',
    asTable: 'En tableau',
    copy: 'Copier',
    copied: 'Copié',
    copyFailed: 'Copie impossible : sélectionnez et copiez à la main',
    retry: 'Réessayer',
    loading: 'Chargement',
    unreachable: 'Le programme ne répond pas.',
    levels: { ok: 'à l’aise', warn: 'se remplit', bad: 'presque pleine' },
    parts: {
      system: 'système',
      tool_schema: 'schémas d’outils',
      user: 'vous',
      assistant: 'assistant',
      reasoning: 'raisonnement',
      tool_call: 'appels d’outils',
      tool_result: 'résultats d’outils',
      image: 'images',
      memory: 'mémoire',
      other: 'autre',
      overhead: 'autour des blocs',
      unattributed: 'non attribué',
    },
    free: 'libre',
    statuses: {
      running: 'en cours',
      ok: 'ok',
      error: 'erreur',
      cut: 'coupé',
      cancelled: 'annulé',
      interrupted: 'interrompu',
    },
    waiting: 'en attente',
    streaming: 'en flux',
    silent: (time) => `muet depuis ${time}`,
    sources: {
      provider: () => 'compté par le fournisseur',
      exact: () => 'compté ici, exactement',
      calibrated: (error) => `compté ici${error === null ? '' : `, ± ${error}`}`,
      estimate: () => 'estimé',
    },
    notCounted: 'pas encore compté',
    uncounted: 'non compté',
    ofWindow: (tokens, window) => `${tokens} jetons sur ${window}`,
    tokens: (tokens) => `${tokens} jetons`,
    windowUnknown: 'fenêtre inconnue',
    turnsLeft: ['encore {n} tour environ', 'encore {n} tours environ'],
    noTurnLeft: 'le prochain tour pourrait ne pas tenir',
    plentyOfRoom: 'beaucoup de place',
    overBy: (tokens) => `${tokens} jetons de trop`,
    gauge: 'Fenêtre de contexte',
    gaugeValue: (percent, tokens, window, level) => `${percent}, ${tokens} jetons sur ${window}, ${level}`,
    nextTurn: 'où le prochain tour devrait finir',
    nextTurnRange: (low, high) =>
      `le prochain tour : de ${low} à ${high} jetons, comme la moitié des précédents`,
    unsure: (low, high) => `entre ${low} et ${high} jetons, en règle générale`,
    reserved: (tokens) => `la réponse peut prendre ${tokens} jetons de la place libre`,
    answerLimit: 'réponse, au plus',
    answerRoom: 'jetons que la requête accorde à la réponse',
    fits: (tokens) => `(${tokens} tiennent)`,
    sameAsHere: ', comme ici',
    moreThanHere: (share) => `, ${share} de plus qu’ici`,
    fewerThanHere: (share) => `, ${share} de moins qu’ici`,
    threshold: (percent) => `seuil à ${percent}`,
  },
};
