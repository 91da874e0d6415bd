// Writes src/pricing/table.json anew: prices and windows that @pydantic/genai-prices lacks, from the data files of
// @earendil-works/pi-ai (MIT). Run by hand (`npm run prices`), so that nobody else needs that package.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PACKAGE = '@earendil-works/pi-ai@1.5.2';
/** Its files, by the names of our presets. OpenRouter lists its own windows, and says what each answer cost. */
const FILES = {
  anthropic: 'anthropic',
  cerebras: 'cerebras',
  chatgpt: 'openai-codex',
  deepseek: 'deepseek',
  gemini: 'google',
  groq: 'groq',
  kimi: 'kimi-coding',
  mistral: 'mistral',
  moonshot: 'moonshotai',
  nvidia: 'nvidia',
  openai: 'openai',
};

/** Paid by the month: their windows are of use, a price for each token there is not. */
const SUBSCRIPTIONS = new Set(['chatgpt', 'kimi']);

/** 0 is a price that it does not know, or a trial. */
const known = (price) => (price > 0 ? price : null);
const ratesOf = ({ input, cacheRead, cacheWrite, output }) =>
  [input, cacheRead, cacheWrite, output].map(known);

function entryOf(preset, { cost, contextWindow }) {
  if (SUBSCRIPTIONS.has(preset)) return [contextWindow ?? null, null, null, null, null];
  const tiers = (cost.tiers ?? []).map(({ inputTokensAbove, ...rates }) => [
    inputTokensAbove,
    ...ratesOf(rates),
  ]);
  return [contextWindow ?? null, ...ratesOf(cost), ...(tiers.length > 0 ? [tiers] : [])];
}

const folder = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-prices-'));
try {
  execFileSync('npm', ['pack', '--silent', PACKAGE], { cwd: folder });
  execFileSync('tar', ['xzf', `earendil-works-pi-ai-${PACKAGE.split('@').at(-1)}.tgz`], { cwd: folder });
  const providers = {};
  for (const [preset, file] of Object.entries(FILES)) {
    const data = path.join(folder, 'package', 'dist', 'providers', 'data', `${file}.json`);
    const models = Object.values(JSON.parse(readFileSync(data, 'utf8'))).flatMap((each) =>
      Object.values(each),
    );
    models.sort((a, b) => (a.id < b.id ? -1 : 1));
    providers[preset] = Object.fromEntries(models.map((model) => [model.id, entryOf(preset, model)]));
  }
  const columns =
    'window, then US dollars for a million tokens: input, cache read, cache write, output; then tiers, each above an input';
  const lines = Object.entries(providers).map(
    ([name, models]) =>
      `    ${JSON.stringify(name)}: {\n${Object.entries(models)
        .map(([id, entry]) => `      ${JSON.stringify(id)}: ${JSON.stringify(entry)}`)
        .join(',\n')}\n    }`,
  );
  const text = `{\n  "source": ${JSON.stringify(PACKAGE)},\n  "columns": ${JSON.stringify(columns)},\n  "providers": {\n${lines.join(',\n')}\n  }\n}\n`;
  writeFileSync(new URL('../src/pricing/table.json', import.meta.url), text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
