import { readFileSync } from 'node:fs';
import type { Edit } from './formats/edit.ts';
import type { Format } from './formats/format.ts';
import type { Misread } from './formats/value.ts';

/** The language in which a tool asks. */
export type Wire = 'chat' | 'messages' | 'responses' | 'gemini';

/** Where a tool's files are looked for. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  /** The person's home folder. */
  home: string;
  cwd: string;
}

/** What a tool is pointed at. */
export interface Target {
  /** Without `/v1`; with `/s/<name>` where a session is named. */
  base: string;
  /** What the tool sends as its API key. */
  key: string;
  /** Whether that is the proxy's `auth_token`, a secret. */
  isToken: boolean;
  model: string;
  /** Who chose the model. */
  modelFrom: 'flag' | 'configuration' | 'provider' | 'offline' | 'auto';
  /** Tokens that the model can take; null where nobody says. */
  window: number | null;
  /** Providers that get the tool's own credential, as they have no key here. */
  passesOn: readonly string[];
}

/** A file of a tool and what has to be in it. */
export interface FileChange {
  file: string;
  format: Format;
  edits: Edit[];
  /** Why this tool's configuration is not to be changed here, whatever the file says. */
  refused?: Misread;
}

/** Things to know, by their key in the messages. */
export type Note =
  | 'claudeLogin'
  | 'claudeShell'
  | 'claudeToolSearch'
  | 'kimiLogin'
  | 'codexLogin'
  | 'codexProfile'
  | 'openCodeProject'
  | 'clineExtension'
  | 'continuePick'
  | 'geminiProject'
  | 'qwenProject'
  | 'aiderProject'
  | 'cursorPublic'
  | 'generic';

export interface Plan {
  changes: FileChange[];
  /** Variables that do the same for one shell. */
  variables: [name: string, value: string][];
  notes: Note[];
  /** Whether the tool keeps the models and the log-in that it has. */
  keepsLogin: boolean;
}

/** A coding tool, and how it is pointed at the proxy. */
export interface Tool {
  id: string;
  title: string;
  wire: Wire;
  /** Files of its configuration that the change is made in; none where it has none that can be changed. */
  files(place: Surroundings): string[];
  plan(target: Target, place: Surroundings): Plan;
}

/** A JSON object in a file; an empty one where there is none that can be read. */
export function peek(file: string): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof data === 'object' && data !== null ? { ...data } : {};
  } catch {
    return {};
  }
}

/** A folder that a variable names, else another. An empty variable counts as not set. */
export function folderOf(value: string | undefined, fallback: string): string {
  const named = value?.trim();
  return named ? named : fallback;
}
