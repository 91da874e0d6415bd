import type { MisfitTexts } from '../../tokens/index.ts';
import type { DownloadReason } from '../vocab/download.ts';

function whyNot(why: DownloadReason): string {
  switch (why.reason) {
    case 'unreachable':
      return `it cannot be reached (${why.detail}); look at the network, and at HTTPS_PROXY and NO_PROXY`;
    case 'status':
      return `it answered ${why.status}`;
    case 'silent':
      return `it was silent for ${why.seconds} s; try again`;
    case 'slow':
      return `it took longer than ${why.seconds} s; try again`;
    case 'cut':
      return 'the connection ended in the middle; try again';
    case 'redirected':
      return `it sends to "${why.to}", which is not followed`;
    case 'large':
      return 'it sends more than the file that is wanted';
    case 'not_it':
      return 'what it sent is not the file that is wanted: its digest is another';
  }
}

/** Texts of `vocab`, in English. */
export const vocabEn = {
  unknownAction: (action: string) => `The action is list, add or remove, not "${action}".`,
  onlyAdd: 'The options --file and --accept belong to "vocab add".',
  unknown: (name: string, names: string) =>
    `There is no vocabulary ${name} that can be added or removed; it is one of ${names}.`,
  comesAlong: (name: string) =>
    `The vocabulary ${name} comes with the program: it is neither added nor removed.`,
  notAdded: (name: string) => `The vocabulary ${name} was not added.`,
  removed: (name: string) => `Removed ${name}. A running program does without it within seconds.`,
  size: (megabytes: string) => `${megabytes} MB`,
  builtIn: 'Vocabularies that come with the program, and models that are counted with them',
  addable: 'Vocabularies that can be added',
  download: (size: string) => `not there: ${size} to fetch`,
  added: (size: string) => `added: ${size}`,
  fetching: (name: string, url: string, size: string) => `${name}: ${size} from ${url}`,
  licence: (name: string, url: string) => `Licence: ${name}, ${url}`,
  mustAccept: (name: string, command: string) =>
    `Nothing was fetched: read the ${name}, and if you accept it run "${command}"; or give your own copy with --file.`,
  failed: (url: string, why: DownloadReason) =>
    `Nothing was added from ${url}: ${whyNot(why)}. A file that you have is added with --file.`,
  noFile: (file: string) => `${file} is no file; --file wants a tokenizer.json, or Kimi's tiktoken.model.`,
  fileTooLarge: (file: string, megabytes: number) =>
    `${file} is larger than ${megabytes} MB; --file wants a tokenizer.json, or Kimi's tiktoken.model.`,
  cannotRead: (file: string, reason: string) => `${file} cannot be read (${reason}).`,
  cannotRemove: (file: string, reason: string) => `${file} cannot be removed (${reason}).`,
  notIt: (file: string, name: string, reason: string) =>
    `${file} is not the vocabulary ${name}: ${reason}. Nothing was added.`,
  /** Null: in the error's own words, which are English. */
  misfits: null as MisfitTexts | null,
  done: (name: string, models: string, size: string) =>
    `Added ${name} (${size}), for ${models}. A running program uses it within seconds.`,
};
