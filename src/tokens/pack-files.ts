import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { definitionOf } from './definitions.ts';
import { isAddable, type Vocabulary } from './port.ts';

/** Where packs are. */
export interface PackFolders {
  /** Of what the program brings with it; its own folder where it is not given. */
  folder?: string | undefined;
  /** Of what the user has added; where it is not given, nothing was. */
  added?: string | undefined;
}

/** Run by tsx or vitest: nothing need have been built then. */
export const fromSource = import.meta.url.endsWith('.ts');

/** Where the build puts the vocabularies: beside what it bundles, which is all of this code. The only place that knows. */
function vocabularyFolder(): string {
  return fileURLToPath(new URL(fromSource ? '../../dist/vocabularies' : './vocabularies', import.meta.url));
}

/** Where the packs are that a user has added. */
export function addedFolder(dataDir: string): string {
  return path.join(dataDir, 'vocabularies');
}

/** Where a vocabulary's pack is, or would be; null where it can be nowhere. */
export function packFile(vocabulary: Vocabulary, { folder, added }: PackFolders = {}): string | null {
  const definition = definitionOf(vocabulary);
  const place = isAddable(vocabulary) ? added : (folder ?? vocabularyFolder());
  return definition === null || place === undefined ? null : path.join(place, `${definition.pack}.bin`);
}
