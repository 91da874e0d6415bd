import type { ConfigValue } from '../../../../src/contract/config.ts';
import type { Texts } from '../../texts/index.ts';

type OriginText = (where: string) => string;

export interface SettingsTexts {
  title: string;
  connect: string;
  refused: (time: string) => string;
  refusedLead: string;
  warnings: string;
  restart: string;
  look: string;
  lookLead: string;
  language: string;
  languages: Record<'en' | 'fr', string>;
  theme: string;
  themes: Record<'system' | 'light' | 'dark', string>;
  density: string;
  densities: Record<'compact' | 'normal' | 'relaxed', string>;
  rules: string;
  rulesLead: string;
  thresholds: string;
  thresholdsLead: (shares: string) => string;
  capture: string;
  captures: Record<'full' | 'preview' | 'none', string>;
  retention: string;
  retentionDays: [one: string, many: string];
  retentionForever: string;
  retentionGb: (gb: string) => string;
  retentionUnlimited: string;
  inForce: string;
  line: string;
  setAt: (where: string) => string;
  configuration: string;
  file: string;
  noFile: string;
  loadedAt: (time: string) => string;
  searched: string;
  filter: string;
  onlyDecided: string;
  shown: (shown: string, all: string) => string;
  nothingFits: string;
  columns: Record<'key' | 'value' | 'origin', string>;
  hidden: string;
  notSet: string;
  atRestart: string;
  atRestartHint: string;
  origins: Record<ConfigValue['origin']['kind'], OriginText>;
  filledWith: (variables: string) => string;
  data: string;
  privacy: string;
  exchanges: string;
  sessions: string;
  blocks: string;
  size: string;
  folder: string;
  everything: string;
  everythingLead: string;
  about: string;
  version: string;
  since: string;
  health: string;
  healthy: string;
  degraded: (parts: string) => string;
  running: string;
  parts: Record<'storage' | 'tokens', string>;
  docs: string;
  licences: string;
  licencesLead: string;
}

export const TEXTS: Texts<SettingsTexts> = {
  en: {
    title: 'Settings',
    connect: 'Connect a tool',
    refused: (time) => `The changed configuration cannot be used (${time})`,
    refusedLead: 'What was before stays in force until the file is right again.',
    warnings: 'Warnings',
    restart: 'Changed, and applied with the next start:',
    look: 'Look',
    lookLead: 'Kept in this browser, applied at once.',
    language: 'Language',
    languages: { en: 'English', fr: 'Français' },
    theme: 'Theme',
    themes: { system: 'by system', light: 'light', dark: 'dark' },
    density: 'Rows',
    densities: { compact: 'compact', normal: 'normal', relaxed: 'relaxed' },
    rules: 'Alerts, recording and retention',
    rulesLead:
      'These are set in config.toml: copy a line to the top of the file, before the first [section]. It applies as soon as the file is saved.',
    thresholds: 'Alerts',
    thresholdsLead: (shares) =>
      `An alert is raised when a context passes ${shares} of its window; the gauge is yellow above the first and red above the second.`,
    capture: 'Recording',
    captures: {
      full: 'Requests and answers are kept whole.',
      preview: 'Figures, hashes and the beginnings of texts are kept.',
      none: 'Figures and hashes alone are kept, no text.',
    },
    retention: 'Retention',
    retentionDays: ['Exchanges are deleted after {n} day.', 'Exchanges are deleted after {n} days.'],
    retentionForever: 'Exchanges are kept whatever their age.',
    retentionGb: (gb) => `Beyond ${gb} GB the oldest go.`,
    retentionUnlimited: 'They may take any space.',
    inForce: 'in force',
    line: 'line for config.toml',
    setAt: (where) => `set at ${where}: change it there`,
    configuration: 'Configuration',
    file: 'File',
    noFile: 'There is no file: everything is by default.',
    loadedAt: (time) => `read ${time}`,
    searched: 'Looked for at, in this order',
    filter: 'Filter by key, value or origin',
    onlyDecided: 'Only what somebody set',
    shown: (shown, all) => (shown === all ? `${all} values` : `${shown} of ${all}`),
    nothingFits: 'Nothing fits this filter.',
    columns: { key: 'Setting', value: 'Value', origin: 'Comes from' },
    hidden: 'set, hidden',
    notSet: 'not set',
    atRestart: 'after a restart',
    atRestartHint: 'a change applies with the next start of the program',
    origins: {
      default: () => 'default',
      file: (where) => where,
      environment: (where) => `environment: ${where}`,
      dotenv: (where) => `.env: ${where}`,
      flag: (where) => `flag ${where}`,
      preset: (where) => `preset ${where}`,
      page: () => 'chosen in the page',
    },
    filledWith: (variables) => `filled in with ${variables}`,
    data: 'Data',
    privacy:
      'All of it is on this machine, in the folder above. Nothing leaves it but your requests to the providers you ask; keys and tokens are never recorded.',
    exchanges: 'Exchanges',
    sessions: 'Sessions',
    blocks: 'Blocks of context',
    size: 'On disk',
    folder: 'Folder',
    everything: 'All exchanges',
    everythingLead: 'as',
    about: 'About',
    version: 'Version',
    since: 'Running since',
    health: 'Health',
    healthy: 'everything works',
    degraded: (parts) => `not working: ${parts}`,
    running: 'Exchanges now',
    parts: { storage: 'storage', tokens: 'counting of tokens' },
    docs: 'Documentation',
    licences: 'Licences',
    licencesLead: 'MIT; those of the packages in it are in LICENSES.txt beside the program.',
  },
  fr: {
    title: 'Réglages',
    connect: 'Connecter un outil',
    refused: (time) => `La configuration modifiée est inutilisable (${time})`,
    refusedLead: 'Ce qui précédait reste en vigueur jusqu’à ce que le fichier soit correct.',
    warnings: 'Avertissements',
    restart: 'Modifié, et appliqué au prochain démarrage :',
    look: 'Apparence',
    lookLead: 'Gardée dans ce navigateur, appliquée aussitôt.',
    language: 'Langue',
    languages: { en: 'English', fr: 'Français' },
    theme: 'Thème',
    themes: { system: 'selon le système', light: 'clair', dark: 'sombre' },
    density: 'Lignes',
    densities: { compact: 'serrées', normal: 'normales', relaxed: 'aérées' },
    rules: 'Alertes, enregistrement et conservation',
    rulesLead:
      'Ces réglages sont dans config.toml : copiez une ligne en tête du fichier, avant la première [section]. Elle s’applique dès que le fichier est enregistré.',
    thresholds: 'Alertes',
    thresholdsLead: (shares) =>
      `Une alerte est donnée quand un contexte dépasse ${shares} de sa fenêtre ; la jauge est jaune au-dessus du premier seuil, rouge au-dessus du deuxième.`,
    capture: 'Enregistrement',
    captures: {
      full: 'Requêtes et réponses sont gardées entières.',
      preview: 'Chiffres, empreintes et débuts des textes sont gardés.',
      none: 'Seuls chiffres et empreintes sont gardés, aucun texte.',
    },
    retention: 'Conservation',
    retentionDays: [
      'Les échanges sont supprimés après {n} jour.',
      'Les échanges sont supprimés après {n} jours.',
    ],
    retentionForever: 'Les échanges sont gardés quel que soit leur âge.',
    retentionGb: (gb) => `Au-delà de ${gb} Go, les plus anciens partent.`,
    retentionUnlimited: 'Ils peuvent prendre toute la place.',
    inForce: 'en vigueur',
    line: 'ligne pour config.toml',
    setAt: (where) => `défini à ${where} : à changer là`,
    configuration: 'Configuration',
    file: 'Fichier',
    noFile: 'Il n’y a pas de fichier : tout est par défaut.',
    loadedAt: (time) => `lu ${time}`,
    searched: 'Cherché à, dans cet ordre',
    filter: 'Filtrer par clé, valeur ou origine',
    onlyDecided: 'Seulement ce qui a été défini',
    shown: (shown, all) => (shown === all ? `${all} valeurs` : `${shown} sur ${all}`),
    nothingFits: 'Rien ne correspond à ce filtre.',
    columns: { key: 'Réglage', value: 'Valeur', origin: 'Vient de' },
    hidden: 'défini, caché',
    notSet: 'non défini',
    atRestart: 'après redémarrage',
    atRestartHint: 'un changement s’applique au prochain démarrage du programme',
    origins: {
      default: () => 'par défaut',
      file: (where) => where,
      environment: (where) => `environnement : ${where}`,
      dotenv: (where) => `.env : ${where}`,
      flag: (where) => `option ${where}`,
      preset: (where) => `préréglage ${where}`,
      page: () => 'choisi dans la page',
    },
    filledWith: (variables) => `complété par ${variables}`,
    data: 'Données',
    privacy:
      'Tout est sur cette machine, dans le dossier ci-dessus. Rien n’en sort que vos requêtes vers les fournisseurs que vous appelez ; clés et jetons ne sont jamais enregistrés.',
    exchanges: 'Échanges',
    sessions: 'Sessions',
    blocks: 'Blocs de contexte',
    size: 'Sur disque',
    folder: 'Dossier',
    everything: 'Tous les échanges',
    everythingLead: 'en',
    about: 'À propos',
    version: 'Version',
    since: 'En marche depuis',
    health: 'Santé',
    healthy: 'tout fonctionne',
    degraded: (parts) => `en panne : ${parts}`,
    running: 'Échanges en cours',
    parts: { storage: 'stockage', tokens: 'comptage des jetons' },
    docs: 'Documentation',
    licences: 'Licences',
    licencesLead: 'MIT ; celles des paquets contenus sont dans LICENSES.txt, à côté du programme.',
  },
};
