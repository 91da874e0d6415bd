import type { KindTexts, MisfitTexts } from '../../tokens/index.ts';
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

const kinds: KindTexts = {
  space_mark: 'celui qui remplace les espaces par ▁',
  id: 'un identifiant',
  list: 'une liste',
  text: 'un texte',
  pair: 'une paire de textes',
  merge: 'deux jetons qui en font un',
  token: 'un jeton de model.vocab',
};

const misfits: MisfitTexts = {
  unknown_vocabulary: (name) => `aucun vocabulaire ne s'appelle ${name}`,
  too_large: (megabytes) => `il dépasse ${megabytes} Mo`,
  other_tokens: (text, found, own) => `il trouve les jetons ${found} dans ${text}, là où le modèle a ${own}`,
  not_json: () => "ce n'est pas du JSON",
  not_bpe_json: () => "ce n'est pas un `tokenizer.json` dont le modèle est de type BPE",
  other_field: (field, wanted, found) => `\`${field}\` y est ${found}, et non ${wanted}`,
  other_kind: (field, wanted, found) => `\`${field}\` y est ${found}, et non ${kinds[wanted]}`,
  ids_shared: (tokens, ids) => `son \`model.vocab\` a ${tokens} jetons pour ${ids} identifiants`,
  missing_field: (field) => `\`${field}\` y manque`,
  other_value: (field) => `\`${field}\` y est autre`,
  other_pieces: () => 'son `pre_tokenizer` découpe les textes autrement',
  other_normalizer: () => 'son `normalizer` change les textes autrement',
  token_count: (found, own) => `il a ${found} jetons, et le vocabulaire en a ${own}`,
  rank_missing: (rank) => `aucun jeton n'a le rang ${rank}`,
  rank_twice: (rank) => `deux jetons ont le rang ${rank}`,
  token_too_long: (rank) => `le jeton de rang ${rank} est trop long`,
  token_twice: (rank) => `le jeton de rang ${rank} a aussi un autre rang`,
  byte_missing: (byte) => `aucun jeton n'est l'octet ${byte} seul`,
  byte_token_missing: (token) => `le jeton ${token} y manque : tous les octets n'y sont pas`,
  no_space_token: (token) => `le jeton ${token}, qui tient lieu d'espace, y manque`,
  not_base64: () => "un jeton n'y est pas en Base64",
  not_byte_level: () => "un jeton n'y est pas écrit par octets",
  not_a_line: (line) => `la ligne ${line} n'est pas un jeton en Base64, un espace et un rang`,
  id_out_of_range: () => 'un identifiant de son `model.vocab` est hors limites',
  merges_no_pairs: () => 'ses `model.merges` ne sont pas des paires qui font des jetons',
  merges_unordered: () => "ses `model.merges` ne sont pas dans l'ordre des jetons qu'elles font",
  merges_other: (rank) =>
    `ses \`model.merges\` ne font pas le jeton de rang ${rank} comme son rang le ferait`,
};

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
  misfits,
  done: (name, models, size) =>
    `${name} est ajouté (${size}), pour ${models}. Un programme en marche s'en sert en quelques secondes.`,
};
