import type { ContextPart } from '../../../../src/contract/context.ts';
import type { Texts } from '../../texts/index.ts';
import type { Tab } from './tabs.ts';

export interface ExchangeTexts {
  tabs: Record<Tab, string>;
  tabList: string;
  contents: string;
  missing: string;
  missingLead: string;
  toList: string;
  close: string;
  /** Why contents are not there. */
  notKept: Record<'none' | 'preview' | 'other', string>;
  running: string;
  refusal: string;
  aBlock: string;
  characters: (count: string) => string;
  /** One block of each part of a context. */
  block: Record<ContextPart, string>;
  load: (done: string, all: string) => string;
  moreLines: [one: string, many: string];
  restOf: (size: string) => string;
  fewer: string;
  loading: string;
}

export const TEXTS: Texts<ExchangeTexts> = {
  en: {
    tabs: {
      conversation: 'Conversation',
      changes: 'Changes',
      cache: 'Cache',
      composition: 'Composition',
      raw: 'Raw',
      headers: 'Headers',
    },
    tabList: 'Views of the exchange',
    contents: 'Contents',
    missing: 'There is no such exchange',
    missingLead:
      'It was deleted, with its session or because its time of keeping is over, or its address was cut short.',
    toList: 'To the list',
    close: 'Close',
    notKept: {
      none: 'Contents are not kept: capture = "none" in config.toml. Counts, times and costs are.',
      preview: 'Only beginnings are kept: capture = "preview" in config.toml.',
      other: 'It was not kept.',
    },
    running: 'It still runs. What the model says is here when it has ended.',
    refusal: 'refusal',
    aBlock: 'Block',
    characters: (count) => `${count} characters`,
    block: {
      system: 'system',
      tool_schema: 'tool schema',
      user: 'you',
      assistant: 'assistant',
      reasoning: 'reasoning',
      tool_call: 'call',
      tool_result: 'result',
      image: 'image',
      memory: 'memory',
      other: 'other',
      overhead: 'around the blocks',
      unattributed: 'not attributed',
    },
    load: (done, all) => `Load more (${done} of ${all})`,
    moreLines: ['{n} more line', '{n} more lines'],
    restOf: (size) => `Show the rest (${size} in all)`,
    fewer: 'Show less',
    loading: 'Loading',
  },
  fr: {
    tabs: {
      conversation: 'Conversation',
      changes: 'Changements',
      cache: 'Cache',
      composition: 'Composition',
      raw: 'Brut',
      headers: 'En-têtes',
    },
    tabList: 'Vues de l’échange',
    contents: 'Contenu',
    missing: 'Cet échange n’existe pas',
    missingLead:
      'Il a été supprimé, avec sa session ou parce que sa durée de conservation est passée, ou son adresse est incomplète.',
    toList: 'Vers la liste',
    close: 'Fermer',
    notKept: {
      none: 'Les contenus ne sont pas conservés : capture = "none" dans config.toml. Comptes, temps et coûts le sont.',
      preview: 'Seuls les débuts sont conservés : capture = "preview" dans config.toml.',
      other: 'Ce n’a pas été conservé.',
    },
    running: 'Il est en cours. Ce que dit le modèle sera ici quand il aura fini.',
    refusal: 'refus',
    aBlock: 'Bloc',
    characters: (count) => `${count} caractères`,
    block: {
      system: 'système',
      tool_schema: 'schéma d’outil',
      user: 'vous',
      assistant: 'assistant',
      reasoning: 'raisonnement',
      tool_call: 'appel',
      tool_result: 'résultat',
      image: 'image',
      memory: 'mémoire',
      other: 'autre',
      overhead: 'autour des blocs',
      unattributed: 'non attribué',
    },
    load: (done, all) => `Charger la suite (${done} sur ${all})`,
    moreLines: ['{n} ligne de plus', '{n} lignes de plus'],
    restOf: (size) => `Montrer le reste (${size} en tout)`,
    fewer: 'Montrer moins',
    loading: 'Chargement',
  },
};
