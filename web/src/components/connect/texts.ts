import type { ConnectEntry } from '../../../../src/contract/connect.ts';
import type { Texts } from '../../texts/index.ts';

export interface ConnectTexts {
  tools: string;
  found: string;
  foundShort: string;
  notFound: string;
  connected: string;
  how: Record<ConnectEntry['how'], string>;
  byCommand: string;
  byCommandLead: string;
  byHand: string;
  notes: string;
  command: string;
  docs: (file: string) => string;
  token: string;
  keys: string;
  noKeys: string;
  off: [one: string, many: string];
  testLead: string;
  sendTest: string;
  sending: string;
  sent: string;
}

export const TEXTS: Texts<ConnectTexts> = {
  en: {
    tools: 'Tools',
    found: 'installed here',
    foundShort: 'here',
    notFound: 'not found here',
    connected: 'connected',
    how: {
      file: 'Put this into its file',
      fields: 'Type this into its settings',
      code: 'Write this',
      command: 'Run this',
    },
    byCommand: 'Let the program do it',
    byCommandLead:
      'Makes the change and keeps a copy. Without --write it only shows it; --undo takes it back. In a checkout, kimi-proxy is node dist/main.js.',
    byHand: 'Or by hand',
    notes: 'Good to know',
    command: 'command',
    docs: (file) => `More in ${file}`,
    token:
      'This program asks for a token: $KIMI_PROXY_TOKEN stands for the auth_token of your configuration.',
    keys: 'Providers that are on',
    noKeys: 'none but the test model',
    off: ['{n} is off', '{n} are off'],
    testLead: 'No tool at hand?',
    sendTest: 'Send a request to the test model',
    sending: 'Sending…',
    sent: 'Sent and answered.',
  },
  fr: {
    tools: 'Outils',
    found: 'installé ici',
    foundShort: 'ici',
    notFound: 'introuvable ici',
    connected: 'connecté',
    how: {
      file: 'À mettre dans son fichier',
      fields: 'À saisir dans ses réglages',
      code: 'À écrire',
      command: 'À lancer',
    },
    byCommand: 'Laisser faire le programme',
    byCommandLead:
      'Fait le changement et garde une copie. Sans --write, il est seulement montré ; --undo l’annule. Dans un dépôt cloné, kimi-proxy est node dist/main.js.',
    byHand: 'Ou à la main',
    notes: 'Bon à savoir',
    command: 'commande',
    docs: (file) => `En savoir plus : ${file}`,
    token:
      'Ce programme exige un jeton : $KIMI_PROXY_TOKEN tient lieu de l’auth_token de votre configuration.',
    keys: 'Fournisseurs actifs',
    noKeys: 'aucun, sauf le modèle de test',
    off: ['{n} est inactif', '{n} sont inactifs'],
    testLead: 'Pas d’outil sous la main ?',
    sendTest: 'Envoyer une requête au modèle de test',
    sending: 'Envoi…',
    sent: 'Envoyée, et la réponse est là.',
  },
};
