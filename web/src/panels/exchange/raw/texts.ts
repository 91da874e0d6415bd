import type { Texts } from '../../../texts/index.ts';
import type { Side } from './use-body.ts';

export interface RawTexts {
  side: string;
  sides: Record<Side, string>;
  body: string;
  asItCame: string;
  binary: string;
  emptyBody: string;
  copy: string;
  download: string;
  more: (read: string, all: string) => string;
  events: [one: string, many: string];
  moreEvents: (events: string) => string;
  running: string;
  interrupted: string;
  noRequest: string;
  noAnswer: string;
  path: string;
  received: string;
  sent: string;
  answered: string;
  noneReceived: string;
  noneSent: string;
  noneAnswered: string;
  truncated: string;
  masked: string;
  maskedHint: string;
  noHeaders: string;
}

export const TEXTS: Texts<RawTexts> = {
  en: {
    side: 'Side',
    sides: { request: 'Request', answer: 'Answer' },
    body: 'Body',
    asItCame: 'As it came',
    binary: 'It is no text: shown in base64.',
    emptyBody: 'The body is empty.',
    copy: 'Copy',
    download: 'Download',
    more: (read, all) => `Load more (${read} of ${all})`,
    events: ['{n} event', '{n} events'],
    moreEvents: (events) => `Show more: ${events}`,
    running: 'It still runs: bodies are kept when it has ended.',
    interrupted: 'The program ended while it ran: bodies and headers are kept when an exchange has ended.',
    noRequest:
      'The request is not kept. Bodies are, with capture = "full", where they could be read and are young enough.',
    noAnswer:
      'No answer is kept: none came from a provider, or bodies are not kept (capture = "full" keeps them, for a time).',
    path: 'Path',
    received: 'Received from the client',
    sent: 'Sent to the provider',
    answered: 'Answered by the provider',
    noneReceived: 'The client sent none.',
    noneSent: 'Nothing was sent to a provider.',
    noneAnswered: 'The provider gave no answer.',
    truncated: 'They were too large: 64 KB of them are kept.',
    masked: 'masked',
    maskedHint: 'a secret: it was taken out before anything was recorded',
    noHeaders:
      'Headers are not kept: capture = "none" in config.toml, or an older version recorded this exchange.',
  },
  fr: {
    side: 'Côté',
    sides: { request: 'Requête', answer: 'Réponse' },
    body: 'Corps',
    asItCame: 'Tel quel',
    binary: 'Ce n’est pas du texte : montré en base64.',
    emptyBody: 'Le corps est vide.',
    copy: 'Copier',
    download: 'Télécharger',
    more: (read, all) => `Charger la suite (${read} sur ${all})`,
    events: ['{n} événement', '{n} événements'],
    moreEvents: (events) => `Montrer plus : ${events}`,
    running: 'Il est en cours : les corps sont conservés à la fin.',
    interrupted:
      'Le programme s’est arrêté en cours : les corps et les en-têtes sont conservés à la fin d’un échange.',
    noRequest:
      'La requête n’est pas conservée. Les corps le sont, avec capture = "full", s’ils sont lisibles et assez récents.',
    noAnswer:
      'Aucune réponse n’est conservée : aucun fournisseur n’en a donné, ou les corps ne sont pas conservés (capture = "full" les garde un temps).',
    path: 'Chemin',
    received: 'Reçus du client',
    sent: 'Envoyés au fournisseur',
    answered: 'Répondus par le fournisseur',
    noneReceived: 'Le client n’en a pas envoyé.',
    noneSent: 'Rien n’a été envoyé à un fournisseur.',
    noneAnswered: 'Le fournisseur n’a pas répondu.',
    truncated: 'Ils étaient trop grands : 64 Ko sont conservés.',
    masked: 'masqué',
    maskedHint: 'un secret : retiré avant tout enregistrement',
    noHeaders:
      'Les en-têtes ne sont pas conservés : capture = "none" dans config.toml, ou une version plus ancienne a enregistré cet échange.',
  },
};
