import type { Composition } from '../../../../../src/contract/context.ts';
import type { Texts } from '../../../texts/index.ts';

export interface CompositionTexts {
  empty: string;
  parts: string;
  part: string;
  tokens: string;
  share: string;
  blocks: string;
  oldest: string;
  repeated: string;
  total: string;
  thisTurn: string;
  turnsAgo: [one: string, many: string];
  sources: Record<Composition['source'], string>;
  estimated: [one: string, many: string];
  vocabulary: (name: string) => string;
  neverCalled: (tools: string, tokens: string) => string;
  toolsOf: [one: string, many: string];
  repeats: (blocks: string, tokens: string) => string;
  blocksOf: [one: string, many: string];
  heaviest: string;
  moreBlocks: string;
  block: string;
  blockAt: (number: string) => string;
  kind: string;
  schemas: string;
  results: string;
  tool: string;
  calls: string;
  never: string;
}

export const TEXTS: Texts<CompositionTexts> = {
  en: {
    empty: 'It has no context: nothing was said to a model.',
    parts: 'Parts of the context',
    part: 'Part',
    tokens: 'Tokens',
    share: 'Share',
    blocks: 'Blocks',
    oldest: 'Oldest',
    repeated: 'Repeated',
    total: 'Total',
    thisTurn: 'this turn',
    turnsAgo: ['{n} turn ago', '{n} turns ago'],
    sources: {
      exact: 'counted here, exactly',
      calibrated: 'fitted to what the provider counted',
      estimate: 'estimated',
    },
    estimated: ['{n} block guessed from its size', '{n} blocks guessed from their size'],
    vocabulary: (name) => `vocabulary ${name}`,
    neverCalled: (tools, tokens) =>
      `${tools} never called in this session: ${tokens} tokens with every turn.`,
    toolsOf: ['{n} tool was', '{n} tools were'],
    repeats: (blocks, tokens) => `${blocks} in it already: ${tokens} tokens said twice.`,
    blocksOf: ['{n} block stands', '{n} blocks stand'],
    heaviest: 'Heaviest blocks',
    moreBlocks: 'Show more blocks',
    block: 'Block',
    blockAt: (number) => `block ${number}`,
    kind: 'Kind',
    schemas: 'Tools that are offered',
    results: 'Results by tool',
    tool: 'Tool',
    calls: 'Calls',
    never: 'never',
  },
  fr: {
    empty: 'Il n’a pas de contexte : rien n’a été dit à un modèle.',
    parts: 'Parts du contexte',
    part: 'Part',
    tokens: 'Jetons',
    share: 'Part en %',
    blocks: 'Blocs',
    oldest: 'Plus ancien',
    repeated: 'Répété',
    total: 'Total',
    thisTurn: 'ce tour',
    turnsAgo: ['il y a {n} tour', 'il y a {n} tours'],
    sources: {
      exact: 'compté ici, exactement',
      calibrated: 'ajusté à ce que le fournisseur a compté',
      estimate: 'estimé',
    },
    estimated: ['{n} bloc estimé par sa taille', '{n} blocs estimés par leur taille'],
    vocabulary: (name) => `vocabulaire ${name}`,
    neverCalled: (tools, tokens) => `${tools} jamais dans cette session : ${tokens} jetons à chaque tour.`,
    toolsOf: ['{n} outil n’est appelé', '{n} outils ne sont appelés'],
    repeats: (blocks, tokens) => `${blocks} déjà dedans : ${tokens} jetons dits deux fois.`,
    blocksOf: ['{n} bloc est', '{n} blocs sont'],
    heaviest: 'Blocs les plus lourds',
    moreBlocks: 'Montrer plus de blocs',
    block: 'Bloc',
    blockAt: (number) => `bloc ${number}`,
    kind: 'Genre',
    schemas: 'Outils proposés',
    results: 'Résultats par outil',
    tool: 'Outil',
    calls: 'Appels',
    never: 'jamais',
  },
};
