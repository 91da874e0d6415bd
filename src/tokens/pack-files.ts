import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Vocabulary } from './port.ts';

/** Run by tsx or vitest: nothing need have been built then. */
export const fromSource = import.meta.url.endsWith('.ts');

/** Where the build puts the vocabularies: beside what it bundles, which is all of this code. The only place that knows. */
export function vocabularyFolder(): string {
  return fileURLToPath(new URL(fromSource ? '../../dist/vocabularies' : './vocabularies', import.meta.url));
}

export function packFile(folder: string, vocabulary: Vocabulary): string {
  return path.join(folder, `${vocabulary}.bin`);
}
