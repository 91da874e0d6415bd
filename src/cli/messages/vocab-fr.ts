import type { DownloadReason } from '../vocab/download.ts';
import type { vocabEn } from './vocab-en.ts';

function whyNot(why: DownloadReason): string {
  switch (why.reason) {
    case 'unreachable':
      return `l'adresse est inaccessible (${why.detail}) ; vérifier le réseau, HTTPS_PROXY et NO_PROXY`;
    case 'status':
      return `la réponse est ${why.status}`;
    case 'silent':
      return `rien n'est venu pendant ${why.seconds} s ; réessayer`;
    case 'slow':
      return `cela a duré plus de ${why.seconds} s ; réessayer`;
    case 'cut':
      return "la connexion s'est interrompue en cours de route ; réessayer";
    case 'redirected':
      return `l'adresse renvoie à « ${why.to} », qui n'est pas suivie`;
    case 'large':
      return 'il en vient plus que le fichier voulu';
    case 'not_it':
      return "ce qui est venu n'est pas le fichier voulu : son empreinte est autre";
  }
}

/** Texts of `vocab`, in French. */
export const vocabFr: typeof vocabEn = {
  unknownAction: (action) => `L'action est list, add ou remove, pas « ${action} ».`,
  onlyAdd: 'Les options --file et --accept vont avec « vocab add ».',
  unknown: (name, names) =>
    `Aucun vocabulaire ${name} ne peut être ajouté ni retiré ; c'est l'un de ${names}.`,
  comesAlong: (name) =>
    `Le vocabulaire ${name} est livré avec le programme : il ne s'ajoute ni ne se retire.`,
  notAdded: (name) => `Le vocabulaire ${name} n'a pas été ajouté.`,
  removed: (name) => `${name} est retiré. Un programme en marche s'en passe en quelques secondes.`,
  size: (megabytes) => `${megabytes.replace('.', ',')} Mo`,
  builtIn: 'Vocabulaires livrés avec le programme, et modèles comptés par eux',
  addable: 'Vocabulaires qui peuvent être ajoutés',
  download: (size) => `absent : ${size} à télécharger`,
  added: (size) => `ajouté : ${size}`,
  fetching: (name, url, size) => `${name} : ${size} depuis ${url}`,
  licence: (name, url) => `Licence : ${name}, ${url}`,
  mustAccept: (name, command) =>
    `Rien n'a été téléchargé : lire « ${name} » et, en cas d'accord, lancer « ${command} » ; ou donner sa propre copie avec --file.`,
  failed: (url, why) =>
    `Rien n'a été ajouté depuis ${url} : ${whyNot(why)}. Un fichier déjà présent s'ajoute avec --file.`,
  noFile: (file) =>
    `${file} n'est pas un fichier ; --file attend un tokenizer.json, ou le tiktoken.model de Kimi.`,
  fileTooLarge: (file, megabytes) =>
    `${file} dépasse ${megabytes} Mo ; --file attend un tokenizer.json, ou le tiktoken.model de Kimi.`,
  cannotRead: (file, reason) => `${file} ne peut pas être lu (${reason}).`,
  cannotRemove: (file, reason) => `${file} ne peut pas être retiré (${reason}).`,
  notIt: (file, name, reason) => `${file} n'est pas le vocabulaire ${name} : ${reason}. Rien n'a été ajouté.`,
  done: (name, models, size) =>
    `${name} est ajouté (${size}), pour ${models}. Un programme en marche s'en sert en quelques secondes.`,
};
