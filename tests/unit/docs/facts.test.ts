import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it } from 'vitest';
import { banner } from '../../../src/cli/banner.ts';
import { messagesFor } from '../../../src/cli/messages/index.ts';
import { PRESETS } from '../../../src/config/index.ts';
import { ERROR_CODES, type ErrorCode } from '../../../src/contract/index.ts';
import { statusOf } from '../../../src/exchange/index.ts';
import { openWriter } from '../../../src/storage/host/local.ts';
import { tempFolder } from '../../support/store.ts';
import { loadText } from '../config/support.ts';
import { blocks, PAGES, ROOT, readText, rows, section, spans } from './pages.ts';

const readme = readText('README.md');
const architecture = readText('docs/ARCHITECTURE.md');

/** Variables of other tools, and of the system. */
const OF_OTHERS = [
  'XDG_DATA_HOME',
  'XDG_CONFIG_HOME',
  'HTTPS_PROXY',
  'OPENAI_BASE_URL',
  'OPENAI_API_BASE',
  'OPENAI_MODEL',
  'ANTHROPIC_BASE_URL',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_MODEL',
  'ANTHROPIC_DEFAULT_HAIKU_MODEL',
  'CLAUDE_CODE_MAX_CONTEXT_TOKENS',
  'GOOGLE_GEMINI_BASE_URL',
  'KIMI_MODEL_NAME',
  'KIMI_MODEL_PROVIDER_TYPE',
  'KIMI_MODEL_BASE_URL',
  'KIMI_MODEL_API_KEY',
  'KIMI_MODEL_MAX_CONTEXT_SIZE',
];

/** `KIMI_PROXY_…` as the source and the example of a `.env` have them. */
function ownVariables(): string[] {
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(ROOT, 'src', name), 'utf8'));
  return [...sources, readText('.env.example')].flatMap((text) => text.match(/KIMI_PROXY_[A-Z_]+/g) ?? []);
}

/** The codes of a table's rows that begin with a status, by status. */
function statedCodes(text: string): [number, string][] {
  return rows(text).flatMap((cells) => {
    const row = cells.join(' | ');
    const status = /^(\d{3})\b/.exec(row)?.[1];
    if (status === undefined) return [];
    const named = /\d{3} `/.test(row) ? (cells[0] ?? '') : (cells[1] ?? '');
    return [...named.matchAll(/`([a-z_]+)`/g)].map(([, code]): [number, string] => [
      Number(status),
      code ?? '',
    ]);
  });
}

function expectTrueStatus([status, code]: [number, string]): void {
  expect(ERROR_CODES).toContain(code);
  expect([code, statusOf(code as ErrorCode)]).toEqual([code, status]);
}

describe('configuration in the pages', () => {
  // That page shows configurations of other programs.
  const pages = PAGES.filter((page) => page !== 'docs/connect.md');

  it.each(pages.flatMap((page) => blocks(readText(page), 'toml').map((block) => [page, block])))(
    'is valid in %s',
    (_page, block) => {
      expect(loadText(block, { KIMI_API_KEY: 'k', DOCS_TOKEN: 't' }).warnings).toEqual([]);
    },
  );

  it('is shown in the README', () => {
    const [block = ''] = blocks(readme, 'toml');
    const config = loadText(block);
    expect(config.providers.find((one) => one.name === 'local')?.on).toBe(true);
    expect(config.providers.find((one) => one.name === 'kimi')?.on).toBe(false);
  });

  it('names only variables that there are', () => {
    const presets = PRESETS.flatMap(({ keyVariables, host }) => [...keyVariables, host?.variable ?? '']);
    const known = new Set([...presets, ...ownVariables(), ...OF_OTHERS]);
    for (const page of ['README.md', 'docs/configuration.md', 'docs/test-model.md']) {
      const named = readText(page).match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [];
      for (const name of named.filter((word) => !word.startsWith('PASTE_'))) {
        expect([...known], page).toContain(name);
      }
    }
  });
});

describe('the README', () => {
  it('shows the start as it is', async () => {
    const config = loadText('', { KIMI_API_KEY: 'k' });
    const { version } = JSON.parse(readText('package.json')) as { version: string };
    const url = 'http://127.0.0.1:8000';
    const real = banner(
      await messagesFor({ LANG: 'C' }),
      { ...config, file: null, dataDir: '~/.local/share/kimi-proxy' },
      { version, url, log: null, command: (name) => `node dist/main.js ${name}` },
    ).split('\n');
    const shown = (blocks(readme, '')[0] ?? '').split('\n').filter((line) => line.trim() !== '…');
    expect(shown.length).toBeGreaterThan(15);
    for (const line of shown) expect(real).toContain(line);
  });

  it('states error codes that there are, with their status', () => {
    const stated = statedCodes(section(readme, 'Troubleshooting'));
    expect(stated.length).toBeGreaterThan(12);
    for (const each of stated) expectTrueStatus(each);
  });

  it('names only calls of the API that docs/api.md explains', () => {
    const api = readText('docs/api.md');
    for (const span of spans(readme)) {
      const call = /^(?:GET )?(\/(?:api\/[\w/]+|health|metrics|ws|openapi\.json))$/.exec(span)?.[1];
      if (call !== undefined) expect(api).toContain(call);
    }
  });
});

describe('docs/ARCHITECTURE.md', () => {
  it('has every error code with its status', () => {
    const stated = statedCodes(section(architecture, 'Errors'));
    for (const each of stated) expectTrueStatus(each);
    expect(stated.map(([, code]) => code).sort()).toEqual([...ERROR_CODES].sort());
  });

  it('has every room with what it may import', () => {
    const require = createRequire(import.meta.url);
    const { forbidden } = require('../../../.dependency-cruiser.cjs') as {
      forbidden: { name: string; comment?: string }[];
    };
    const allowed = forbidden.flatMap(({ comment }) => {
      const [, room, pairs] =
        /^(\w+) may import itself, contract, exchange((?:, \w+)*)$/.exec(comment ?? '') ?? [];
      return room === undefined ? [] : [[room, (pairs ?? '').split(', ').filter(Boolean)] as const];
    });
    expect(allowed.length).toBeGreaterThan(10);
    const table = new Map(
      rows(section(architecture, 'Rooms')).map((cells) => [
        cells[0],
        [...(cells[2] ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1]),
      ]),
    );
    for (const [room, pairs] of allowed) expect([room, table.get(`\`${room}\``)]).toEqual([room, pairs]);
    const rooms = readdirSync(path.join(ROOT, 'src'), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    for (const { name } of rooms) expect([...table.keys()]).toContain(`\`${name}\``);
  });

  it('has every table of the database', async () => {
    const file = path.join(tempFolder(), 'store.db');
    const { store } = await openWriter({ file, busyTimeoutMs: 100 });
    await store.close();
    const db = new DatabaseSync(file, { readOnly: true });
    const names = db
      .prepare("select name from sqlite_master where type = 'table'")
      .all()
      .map((row) => String(row.name))
      .filter((name) => !/^(?:kysely|sqlite)_/.test(name));
    db.close();
    expect(names.length).toBeGreaterThan(5);
    const first = rows(section(architecture, 'Storage')).map(([cell]) => cell);
    for (const name of names) expect(first).toContain(`\`${name}\``);
  });
});
