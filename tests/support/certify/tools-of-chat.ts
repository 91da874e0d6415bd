import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DUMMY_KEY, type Place, TOOL_MODEL, type Tool } from './tool.ts';

const kimi: Tool = {
  name: 'kimi',
  package: '@moonshot-ai/kimi-code',
  client: 'kimi-code',
  environment: ({ origin }) => ({
    KIMI_MODEL_NAME: TOOL_MODEL,
    KIMI_MODEL_API_KEY: DUMMY_KEY,
    KIMI_MODEL_BASE_URL: `${origin}/v1`,
    KIMI_MODEL_PROVIDER_TYPE: 'kimi',
    KIMI_MODEL_MAX_CONTEXT_SIZE: '262144',
    KIMI_CODE_NO_AUTO_UPDATE: '1',
    KIMI_DISABLE_TELEMETRY: '1',
  }),
  mcp: (_, url) => ({
    files: {
      '~/.kimi-code/mcp.json': JSON.stringify({ mcpServers: { gateway: { transport: 'http', url } } }),
    },
  }),
  ask: ({ bin }, prompt) => [bin('kimi'), '-p', prompt, '--output-format', 'stream-json'],
  askAgain: ({ bin }, prompt) => [bin('kimi'), '--continue', '-p', prompt, '--output-format', 'stream-json'],
};

const opencode: Tool = {
  name: 'opencode',
  package: 'opencode-ai',
  client: 'opencode',
  environment: () => ({
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
  }),
  files: ({ origin }) => ({
    'opencode.json': JSON.stringify({
      autoupdate: false,
      share: 'disabled',
      model: `mock/${TOOL_MODEL}`,
      small_model: `mock/${TOOL_MODEL}`,
      provider: {
        mock: {
          npm: '@ai-sdk/openai-compatible',
          name: 'mock',
          options: { baseURL: `${origin}/v1`, apiKey: DUMMY_KEY },
          models: { [TOOL_MODEL]: { name: TOOL_MODEL } },
        },
      },
    }),
  }),
  mcp: (_, url) => ({
    files: {
      '~/.config/opencode/opencode.json': JSON.stringify({
        mcp: { gateway: { type: 'remote', url, enabled: true } },
      }),
    },
  }),
  ask: ({ bin }, prompt) => [bin('opencode'), 'run', '-m', `mock/${TOOL_MODEL}`, prompt],
  askAgain: ({ bin }, prompt) => [bin('opencode'), 'run', '-m', `mock/${TOOL_MODEL}`, '--continue', prompt],
};

/** The id of Cline's newest session, by its folder; it has no command to go on with the last one. */
function lastClineSession({ home }: Place): string {
  const folder = path.join(home, '.cline', 'data', 'sessions');
  const sessions = readdirSync(folder)
    .map((name) => ({ name, entry: statSync(path.join(folder, name)) }))
    .filter(({ entry }) => entry.isDirectory())
    .sort((one, other) => other.entry.birthtimeMs - one.entry.birthtimeMs);
  const [newest] = sessions;
  if (newest === undefined) throw new Error(`Cline has kept no session in ${folder}`);
  return newest.name;
}

const cline: Tool = {
  name: 'cline',
  package: 'cline',
  client: 'cline',
  environment: () => ({ CLINE_TELEMETRY_DISABLED: '1' }),
  setUp: ({ bin, origin }) => [
    [
      bin('cline'),
      'auth',
      '-p',
      'openai-compatible',
      '-b',
      `${origin}/v1`,
      '-k',
      DUMMY_KEY,
      '-m',
      TOOL_MODEL,
    ],
  ],
  mcp: (_, url) => ({
    files: {
      '~/.cline/data/settings/cline_mcp_settings.json': JSON.stringify({
        mcpServers: { gateway: { type: 'streamableHttp', url, disabled: false, autoApprove: [] } },
      }),
    },
  }),
  ask: ({ bin }, prompt) => [bin('cline'), '--json', '-P', 'openai-compatible', '-m', TOOL_MODEL, prompt],
  // With an id it wants a terminal, and takes no question from the command line.
  askAgain: (place, prompt) => ({
    line: [place.bin('cline'), '-P', 'openai-compatible', '-m', TOOL_MODEL, '--id', lastClineSession(place)],
    prompt,
  }),
};

const qwen: Tool = {
  name: 'qwen',
  package: '@qwen-code/qwen-code',
  client: 'qwen-code',
  environment: ({ origin }) => ({
    OPENAI_API_KEY: DUMMY_KEY,
    OPENAI_BASE_URL: `${origin}/v1`,
    OPENAI_MODEL: TOOL_MODEL,
  }),
  mcp: (_, url) => ({
    files: {
      '~/.qwen/settings.json': JSON.stringify({ mcpServers: { gateway: { httpUrl: url, trust: true } } }),
    },
  }),
  ask: ({ bin }, prompt) => [bin('qwen'), '--auth-type', 'openai', '-y', '-p', prompt],
  askAgain: ({ bin }, prompt) => [bin('qwen'), '--auth-type', 'openai', '-y', '--continue', '-p', prompt],
};

const CN_CONFIG = ({ origin }: Place) => [
  'name: mock',
  'version: 0.0.1',
  'schema: v1',
  'models:',
  `  - { name: mock, provider: openai, model: ${TOOL_MODEL}, apiBase: "${origin}/v1", apiKey: ${DUMMY_KEY} }`,
];

const cn: Tool = {
  name: 'cn',
  package: '@continuedev/cli',
  client: 'continue',
  environment: () => ({ CONTINUE_TELEMETRY_ENABLED: '0' }),
  files: (place) => ({ 'config.yaml': CN_CONFIG(place).join('\n') }),
  mcp: (place, url) => ({
    files: {
      'config.yaml': [
        ...CN_CONFIG(place),
        'mcpServers:',
        `  - { name: gateway, type: streamable-http, url: "${url}" }`,
      ].join('\n'),
    },
  }),
  ask: ({ bin }, prompt) => [bin('cn'), '--config', 'config.yaml', '--auto', '-p', prompt],
  askAgain: ({ bin }, prompt) => [bin('cn'), '--config', 'config.yaml', '--auto', '--resume', '-p', prompt],
};

/** Tools that speak chat completions. */
export const TOOLS_OF_CHAT: readonly Tool[] = [kimi, opencode, cline, cn, qwen];
