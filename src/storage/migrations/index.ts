import type { Kysely } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { Tables } from '../schema.ts';
import { up as initial } from './0001-initial.ts';
import { up as links } from './0002-links.ts';
import { up as tokens } from './0003-tokens.ts';
import { up as mcp } from './0004-mcp.ts';
import { up as filters } from './0005-filters.ts';
import { up as headers } from './0006-headers.ts';
import { up as undo } from './0007-undo.ts';
import { up as settings } from './0008-settings.ts';

/** One step of the schema. Never changed once released: a change is a new step. */
export interface StoreMigration {
  name: string;
  up(db: Kysely<Tables>, dialect: SqlDialect): Promise<void>;
}

/** Every step, oldest first; names sort in this order. */
export const MIGRATIONS: readonly StoreMigration[] = [
  { name: '0001-initial', up: initial },
  { name: '0002-links', up: links },
  { name: '0003-tokens', up: tokens },
  { name: '0004-mcp', up: mcp },
  { name: '0005-filters', up: filters },
  { name: '0006-headers', up: headers },
  { name: '0007-undo', up: undo },
  { name: '0008-settings', up: settings },
];
