import type { Texts } from '../../../texts/index.ts';

export interface ConversationTexts {
  plain: string;
  find: string;
  looking: string;
  nothing: string;
  ofMatches: (at: string, count: string) => string;
  previous: string;
  next: string;
  outline: string;
  answer: string;
  theAnswer: string;
  newHere: string;
  nothingNew: string;
  noContext: string;
  blocks: [one: string, many: string];
  tokens: [one: string, many: string];
  prefix: (blocks: string, tokens: string, compared: boolean) => string;
  before: (blocks: string) => string;
  toBeginning: string;
  toNew: string;
  turnBefore: string;
  later: (blocks: string) => string;
  named: (name: string) => string;
  repeated: string;
  repeatsHint: string;
  invisible: [one: string, many: string];
  characters: (count: string) => string;
  noArguments: string;
  imageElsewhere: string;
  imageNotShown: string;
  imageOf: (about: string) => string;
  showImage: (about: string) => string;
  ended: (why: string) => string;
  endedSilently: string;
  incomplete: string;
  stops: Record<string, string>;
  noAnswer: string;
  noAnswerBecause: Record<'error' | 'cut' | 'cancelled' | 'interrupted', string>;
}

export const TEXTS: Texts<ConversationTexts> = {
  en: {
    plain: 'Plain text',
    find: 'Find in it',
    looking: 'looking…',
    nothing: 'nothing found',
    ofMatches: (at, count) => `${at} of ${count}`,
    previous: 'Previous match',
    next: 'Next match',
    outline: 'Outline',
    answer: 'answer',
    theAnswer: 'The answer',
    newHere: 'New in this turn',
    nothingNew: 'Nothing is new: the same context was sent before.',
    noContext: 'It has no context: nothing was said to a model.',
    blocks: ['{n} block', '{n} blocks'],
    tokens: ['{n} token', '{n} tokens'],
    prefix: (blocks, tokens, compared) =>
      compared ? `${blocks}, unchanged since the turn before · ${tokens}` : `${blocks} before it · ${tokens}`,
    before: (blocks) => `${blocks} before it`,
    toBeginning: 'From the beginning',
    toNew: 'Back to what is new',
    turnBefore: 'the turn before',
    later: (blocks) => `Go on: ${blocks} more`,
    named: (name) => `from ${name}`,
    repeated: 'repeated',
    repeatsHint: 'how often this content stands in this context',
    invisible: ['{n} hidden character', '{n} hidden characters'],
    characters: (count) => `${count} characters`,
    noArguments: 'without arguments',
    imageElsewhere: 'An image elsewhere, which is not loaded:',
    imageNotShown: 'An image that is not shown.',
    imageOf: (about) => `Image of the conversation, ${about}`,
    showImage: (about) => `Show the image (${about})`,
    ended: (why) => `End: ${why}`,
    endedSilently: 'It ended without saying why.',
    incomplete: 'It broke off here.',
    stops: {
      stop: 'the model was done',
      length: 'the limit of tokens was reached',
      tool_calls: 'tool calls',
      content_filter: 'the provider’s filter',
      refusal: 'the model refused',
      pause: 'a pause, to be gone on with',
      context_window: 'the window is full',
    },
    noAnswer: 'No answer of a model is kept. Raw has what came, where it is kept.',
    noAnswerBecause: {
      error: 'There is no answer: the request failed.',
      cut: 'There is no answer: the provider broke off.',
      cancelled: 'There is no answer: the client went away.',
      interrupted: 'There is no answer: the program ended while it ran.',
    },
  },
  fr: {
    plain: 'Texte brut',
    find: 'Chercher dedans',
    looking: 'recherche…',
    nothing: 'rien trouvé',
    ofMatches: (at, count) => `${at} sur ${count}`,
    previous: 'Occurrence précédente',
    next: 'Occurrence suivante',
    outline: 'Plan',
    answer: 'réponse',
    theAnswer: 'La réponse',
    newHere: 'Nouveau dans ce tour',
    nothingNew: 'Rien de nouveau : le même contexte avait été envoyé.',
    noContext: 'Il n’a pas de contexte : rien n’a été dit à un modèle.',
    blocks: ['{n} bloc', '{n} blocs'],
    tokens: ['{n} jeton', '{n} jetons'],
    prefix: (blocks, tokens, compared) =>
      compared
        ? `${blocks} sans changement depuis le tour précédent · ${tokens}`
        : `${blocks} avant · ${tokens}`,
    before: (blocks) => `${blocks} avant`,
    toBeginning: 'Depuis le début',
    toNew: 'Retour à ce qui est nouveau',
    turnBefore: 'le tour précédent',
    later: (blocks) => `Continuer : encore ${blocks}`,
    named: (name) => `de ${name}`,
    repeated: 'répété',
    repeatsHint: 'combien de fois ce contenu est dans ce contexte',
    invisible: ['{n} caractère caché', '{n} caractères cachés'],
    characters: (count) => `${count} caractères`,
    noArguments: 'sans arguments',
    imageElsewhere: 'Une image ailleurs, qui n’est pas chargée :',
    imageNotShown: 'Une image qui n’est pas montrée.',
    imageOf: (about) => `Image de la conversation, ${about}`,
    showImage: (about) => `Montrer l’image (${about})`,
    ended: (why) => `Fin : ${why}`,
    endedSilently: 'Elle a fini sans dire pourquoi.',
    incomplete: 'Elle s’est interrompue ici.',
    stops: {
      stop: 'le modèle avait fini',
      length: 'la limite de jetons est atteinte',
      tool_calls: 'appels d’outils',
      content_filter: 'le filtre du fournisseur',
      refusal: 'le modèle a refusé',
      pause: 'une pause, à poursuivre',
      context_window: 'la fenêtre est pleine',
    },
    noAnswer:
      'Aucune réponse d’un modèle n’est conservée. L’onglet Brut montre ce qui est venu, s’il est conservé.',
    noAnswerBecause: {
      error: 'Pas de réponse : la requête a échoué.',
      cut: 'Pas de réponse : le fournisseur s’est interrompu.',
      cancelled: 'Pas de réponse : le client est parti.',
      interrupted: 'Pas de réponse : le programme s’est arrêté en cours.',
    },
  },
};
