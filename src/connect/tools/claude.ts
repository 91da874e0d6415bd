import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Edit } from '../formats/edit.ts';
import { json } from '../formats/json.ts';
import { folderOf, peek, type Surroundings, type Target, type Tool } from '../tool.ts';

/** The models that Claude Code asks for by alias, and for small tasks (https://code.claude.com/docs/en/model-config). */
const MODEL_VARIABLES = [
  'ANTHROPIC_MODEL',
  'ANTHROPIC_DEFAULT_OPUS_MODEL',
  'ANTHROPIC_DEFAULT_SONNET_MODEL',
  'ANTHROPIC_DEFAULT_HAIKU_MODEL',
];

/**
 * Claude Code: `env` in `settings.json` in `CLAUDE_CONFIG_DIR` or `~/.claude`, whose values go before the shell's; it
 * adds `/v1/messages` to the address itself (https://code.claude.com/docs/en/settings,
 * https://code.claude.com/docs/en/env-vars). Someone who is logged in keeps log-in and models, where the proxy passes
 * them on and no model was asked for.
 */
export const claude: Tool = {
  id: 'claude',
  title: 'Claude Code',
  wire: 'messages',
  files: (place) => [fileOf(place)],
  plan(target, place) {
    const keepsLogin =
      target.modelFrom !== 'flag' && target.passesOn.includes('anthropic') && isLoggedIn(place);
    const variables: [string, string][] = [
      ['ANTHROPIC_BASE_URL', target.base],
      ...(keepsLogin ? ownHeader(target) : ownKeyAndModel(target)),
    ];
    return {
      changes: [{ file: fileOf(place), format: json, edits: variables.map(edit) }],
      variables,
      notes: keepsLogin ? ['claudeLogin', 'claudeToolSearch'] : ['claudeShell', 'claudeToolSearch'],
      keepsLogin,
    };
  },
};

function folder({ env, home }: Surroundings): string {
  return folderOf(env.CLAUDE_CONFIG_DIR, path.join(home, '.claude'));
}

const fileOf = (place: Surroundings): string => path.join(folder(place), 'settings.json');

/** Whether there is a log-in: its file, or, where the system keeps that, its account. */
function isLoggedIn(place: Surroundings): boolean {
  if (existsSync(path.join(folder(place), '.credentials.json'))) return true;
  const global = path.join(place.env.CLAUDE_CONFIG_DIR ? folder(place) : place.home, '.claude.json');
  return typeof peek(global).oauthAccount === 'object';
}

function ownHeader(target: Target): [string, string][] {
  return target.isToken ? [['ANTHROPIC_CUSTOM_HEADERS', `x-kimi-proxy-token: ${target.key}`]] : [];
}

function ownKeyAndModel(target: Target): [string, string][] {
  return [
    ['ANTHROPIC_AUTH_TOKEN', target.key],
    ...MODEL_VARIABLES.map((name): [string, string] => [name, target.model]),
    ...(target.window === null
      ? []
      : [['CLAUDE_CODE_MAX_CONTEXT_TOKENS', String(target.window)] satisfies [string, string]]),
  ];
}

/** Headers, a line each, are added to those that are there. */
function edit([name, value]: [string, string]): Edit {
  const path = ['env', name];
  return name === 'ANTHROPIC_CUSTOM_HEADERS' ? { path, value, asLine: true } : { path, value };
}
