import type { Texts } from '../../texts/index.ts';

export interface ConfirmationTexts {
  waiting: string;
  /** With the number, as many as wait. */
  calls: [one: string, many: string];
  asks: (client: string, tool: string, server: string) => string;
  someone: string;
  tool: string;
  left: (time: string) => string;
  over: string;
  allow: string;
  refuse: string;
  arguments: string;
  noArguments: string;
  server: string;
  client: string;
  session: string;
  more: [one: string, many: string];
  gone: string;
  refused: (tool: string) => string;
}

export const TEXTS: Texts<ConfirmationTexts> = {
  en: {
    waiting: 'Calls that wait for you',
    calls: ['{n} call waits for you', '{n} calls wait for you'],
    asks: (client, tool, server) => `${client} asks to call ${tool} of ${server}`,
    someone: 'A client',
    tool: 'tool',
    left: (time) => `${time} left`,
    over: 'time is up',
    allow: 'Allow',
    refuse: 'Refuse',
    arguments: 'Arguments',
    noArguments: 'without arguments',
    server: 'server',
    client: 'client',
    session: 'session',
    more: ['{n} more', '{n} more'],
    gone: 'It no longer waits: it was decided elsewhere, given up, or waited too long.',
    refused: (tool) => `${tool} was refused`,
  },
  fr: {
    waiting: 'Appels qui vous attendent',
    calls: ['{n} appel vous attend', '{n} appels vous attendent'],
    asks: (client, tool, server) => `${client} demande à appeler ${tool} de ${server}`,
    someone: 'Un client',
    tool: 'outil',
    left: (time) => `encore ${time}`,
    over: 'temps écoulé',
    allow: 'Autoriser',
    refuse: 'Refuser',
    arguments: 'Arguments',
    noArguments: 'sans arguments',
    server: 'serveur',
    client: 'client',
    session: 'session',
    more: ['{n} autre', '{n} autres'],
    gone: 'Il n’attend plus : décidé ailleurs, abandonné, ou trop ancien.',
    refused: (tool) => `${tool} a été refusé`,
  },
};
