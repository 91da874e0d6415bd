import type { Texts } from '../../texts/index.ts';

export interface ConnectPageTexts {
  title: string;
  lead: string;
  baseUrl: string;
}

export const TEXTS: Texts<ConnectPageTexts> = {
  en: {
    title: 'Connect a tool',
    lead: 'Any tool that lets you set an address works. Its requests appear on the first page as they happen.',
    baseUrl: 'base URL',
  },
  fr: {
    title: 'Connecter un outil',
    lead: 'Tout outil dont on peut régler l’adresse convient. Ses requêtes apparaissent en direct sur la première page.',
    baseUrl: 'URL de base',
  },
};
