import { createHash } from 'node:crypto';
import type { Notes } from '../neutral/notes.ts';
import type { CacheMark, Fields } from '../neutral/parts.ts';
import type { Quirks } from '../neutral/quirks.ts';
import type { ToolNames } from '../neutral/tool-names.ts';
import type { ModelTraits } from './models.ts';

/** What writing a part of a request needs to know. */
export interface Writing {
  notes: Notes;
  quirks: Quirks;
  traits: ModelTraits;
  names: ToolNames;
}

/** A cache mark, to be spread into a block. */
export function cacheControl(cache: CacheMark | undefined): { cache_control?: Fields } {
  if (cache === undefined) return {};
  return { cache_control: { type: 'ephemeral', ...(cache.ttl === null ? {} : { ttl: cache.ttl }) } };
}

const ID = /^[a-zA-Z0-9_-]+$/;

/** An id that the API takes (`^[a-zA-Z0-9_-]+$`), the same for the same id. */
export function validId(id: string): string {
  if (ID.test(id)) return id;
  const mark = createHash('sha256').update(id).digest('hex').slice(0, 8);
  return `${id.slice(0, 64).replace(/[^a-zA-Z0-9_-]+/g, '_')}_${mark}`;
}
