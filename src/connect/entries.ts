import path from 'node:path';
import type { ConnectEntry, ConnectSnippet, Translated } from '../contract/index.ts';
import { shellWord } from '../exchange/index.ts';
import { applyEdits } from './formats/edit.ts';
import { NOTES } from './notes.ts';
import { fileState } from './record.ts';
import { SDKS } from './sdks.ts';
import { TOKEN_VARIABLE, tokenText } from './snippet-token.ts';
import type { Plan, Surroundings, Target, Tool } from './tool.ts';
import { generic } from './tools/generic.ts';
import { TOOLS } from './tools.ts';

const FOR_ONE_SHELL: Translated = { en: 'For one shell', fr: 'Pour un seul terminal' };
const FIELDS: Translated = { en: 'What to type there', fr: 'À saisir' };
const TOKEN_NOTE: Translated = {
  en: `${tokenText} stands for the auth_token of the configuration: in a file, write the token itself in its place.`,
  fr: `${tokenText} représente l'auth_token de la configuration : dans un fichier, écrire le jeton lui-même à sa place.`,
};

/** Titles in docs/connect.md, as anchors. */
const anchorOf = (title: string): string => title.toLowerCase().replaceAll(' ', '-');
const DOCS = 'docs/connect.md';
const OTHERS = `${DOCS}#anything-else`;
const OTHERS_COMMAND = `kimi-proxy connect ${generic.id}`;

/** A path as it may be shown anywhere. */
function shownPath(file: string, home: string): string {
  const below = path.relative(home, file);
  return below === '' || below.startsWith('..') || path.isAbsolute(below) ? file : path.join('~', below);
}

/** A value for a shell, in which the variable of the token is still one. */
function shellValue(value: string): string {
  if (!value.includes(tokenText)) return shellWord(value);
  const plain = value.split(tokenText).map((part) => part.replace(/[\\"$`]/g, '\\$&'));
  return `"${plain.join(tokenText)}"`;
}

function variablesSnippet(variables: Plan['variables']): ConnectSnippet[] {
  if (variables.length === 0) return [];
  const isShell = variables.every(([name]) => /^\w+$/.test(name));
  const lines = variables.map(([name, value]) =>
    isShell ? `export ${name}=${shellValue(value)}` : `${name}: ${value}`,
  );
  const title = isShell ? FOR_ONE_SHELL : FIELDS;
  return [{ language: isShell ? 'sh' : 'text', title, file: null, text: `${lines.join('\n')}\n` }];
}

function fileSnippets({ changes }: Plan, { home }: Surroundings): ConnectSnippet[] {
  return changes.map(({ file, format, edits }) => ({
    language: format.language,
    title: null,
    file: shownPath(file, home),
    text: applyEdits(format, '', edits).text,
  }));
}

function entryOf(tool: Tool, target: Target, place: Surroundings, isLocal: boolean): ConnectEntry {
  const plan = tool.plan(target, place);
  const files = plan.changes.map((change) => change.file);
  const states = isLocal && files.length > 0 ? files.map(fileState) : null;
  const snippets = [...fileSnippets(plan, place), ...variablesSnippet(plan.variables)];
  const hasToken = snippets.some(({ text }) => text.includes(TOKEN_VARIABLE));
  const notes = plan.notes.map((note) => NOTES[note]);
  return {
    id: tool.id,
    name: tool.title,
    how: plan.changes.length > 0 ? 'file' : 'fields',
    file: files[0] === undefined ? null : shownPath(files[0], place.home),
    found: states === null ? null : states.every((state) => state !== 'absent'),
    connected: states === null ? null : states.every((state) => state === 'connected'),
    snippets,
    command: `kimi-proxy connect ${tool.id}`,
    notes: hasToken && files.length > 0 ? [TOKEN_NOTE, ...notes] : notes,
    docs: `${DOCS}#${anchorOf(tool.title)}`,
  };
}

/**
 * How each tool, SDK and command is pointed at the proxy, in texts that hold no token.
 *
 * @param isLocal whether who asks is on this machine: only then do its files mean anything to them
 */
export function connectEntries(target: Target, place: Surroundings, isLocal: boolean): ConnectEntry[] {
  const shown = target.isToken ? { ...target, key: tokenText } : target;
  // What the generic one says, each SDK says of its own.
  const tools = TOOLS.filter((tool) => tool !== generic).map((tool) => entryOf(tool, shown, place, isLocal));
  const sdks = SDKS.map(
    ({ id, name, how, snippets, variables }): ConnectEntry => ({
      id,
      name,
      how,
      file: null,
      found: null,
      connected: null,
      snippets: [
        ...snippets(shown).map((snippet) => ({ title: null, file: null, ...snippet })),
        ...variablesSnippet(variables(shown)),
      ],
      command: how === 'code' ? OTHERS_COMMAND : null,
      notes: how === 'code' ? [NOTES.generic] : [],
      docs: OTHERS,
    }),
  );
  return [...tools, ...sdks];
}
