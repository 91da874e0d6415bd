import type { Kysely } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import type { Tables } from '../schema.ts';
import { up as initial } from './0001-initial.ts';
import { up as links } from './0002-links.ts';
import { up as tokens } from './0003-tokens.ts';
import { up as mcp } from './0004-mcp.ts';
import { up as undo } from './0007-undo.ts';

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
  { name: '0007-undo', up: undo },
];
