import { readFileSync } from 'node:fs';

/** Tokens of the conversations by the models' own vocabularies: see make-truth.ts. */
export interface Truth {
  /** The last context's last node of each conversation: whether these are the conversations that were counted. */
  heads: string[];
  /** By model: for each conversation, the tokens of each context. */
  tokens: Record<string, number[][]>;
}

export const TRUTH_FILE = new URL('./truth.json', import.meta.url);

export function readTruth(): Truth {
  return JSON.parse(readFileSync(TRUTH_FILE, 'utf8')) as Truth;
}
