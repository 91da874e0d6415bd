import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';

export const BASE = 'http://127.0.0.1:8000';

/** A tool, a configuration of it, and what becomes of that. */
export interface Case {
  tool: string;
  file: string;
  parse: (text: string) => unknown;
  /** What a fresh file says, with model `m/x`. */
  fresh: unknown;
  /** A file with comments and settings of the person's own, and what of it must be found again. */
  mine: string;
  kept: string[];
  /** What the connected file says beside what was there. */
  says: Record<string, unknown>;
  /** A change that the tool or the person makes afterwards, to a setting of their own. */
  later: (text: string) => string;
  /** What is found after `--undo` of the changed file. */
  after: (text: string) => string;
}

const jsonc = (text: string): unknown =>
  JSON.parse(text.replace(/^\s*\/\/.*$/gm, '').replace(/\s\/\/ .*$/gm, ''));
const identity = (text: string): string => text;

/** Every tool that has one file whose settings are ours each for itself. */
export const CASES: Case[] = [
  {
    tool: 'kimi',
    file: '.kimi-code/config.toml',
    parse: parseToml,
    fresh: {
      default_model: 'kimi-proxy/m/x',
      providers: { 'kimi-proxy': { type: 'kimi', base_url: `${BASE}/v1`, api_key: 'kimi-proxy' } },
      models: { 'kimi-proxy/m/x': { provider: 'kimi-proxy', model: 'm/x', max_context_size: 262144 } },
    },
    mine: '# mine\ndefault_model = "kimi-code/k3" # the big one\ntelemetry = false\n\n[providers."managed:kimi-code"]\ntype = "kimi"\n\n[[hooks]]\nevent = "PreToolUse" # a hook\n',
    kept: ['# mine', '# the big one', 'telemetry = false', '[[hooks]]\nevent = "PreToolUse" # a hook\n'],
    says: { default_model: 'kimi-proxy/m/x', telemetry: false },
    later: (text) => text.replace('telemetry = false', 'telemetry = true'),
    after: (text) => text.replace('telemetry = false', 'telemetry = true'),
  },
  {
    tool: 'claude',
    file: '.claude/settings.json',
    parse: jsonc,
    fresh: {
      env: {
        ANTHROPIC_BASE_URL: BASE,
        ANTHROPIC_AUTH_TOKEN: 'kimi-proxy',
        ANTHROPIC_MODEL: 'm/x',
        ANTHROPIC_DEFAULT_OPUS_MODEL: 'm/x',
        ANTHROPIC_DEFAULT_SONNET_MODEL: 'm/x',
        ANTHROPIC_DEFAULT_HAIKU_MODEL: 'm/x',
      },
    },
    mine: '{\n  // mine\n  "permissions": { "allow": ["Read"] },\n  "env": {\n    "ANTHROPIC_BASE_URL": "https://elsewhere.example", // before\n    "DEBUG": "1"\n  },\n  "model": "opus"\n}\n',
    kept: [
      '// mine',
      '"permissions": { "allow": ["Read"] }',
      '// before',
      '"DEBUG": "1"',
      '"model": "opus"\n}',
    ],
    says: { model: 'opus' },
    later: (text) => text.replace('"opus"', '"sonnet"'),
    after: (text) => text.replace('"opus"', '"sonnet"'),
  },
  {
    tool: 'codex',
    file: '.codex/config.toml',
    parse: parseToml,
    fresh: {
      model: 'm/x',
      model_provider: 'kimi-proxy',
      model_providers: {
        'kimi-proxy': {
          name: 'Kimi Proxy',
          base_url: `${BASE}/v1`,
          wire_api: 'responses',
          experimental_bearer_token: 'kimi-proxy',
        },
      },
    },
    mine: 'model = "gpt-9" # mine\nnotify = [\n  "a", # one\n  "b]",\n]\n\n[mcp_servers.x]\ncommand = """\n[model_providers.fake]\n"""\n',
    kept: [
      '# mine',
      'notify = [\n  "a", # one\n  "b]",\n]\n',
      'command = """\n[model_providers.fake]\n"""\n',
    ],
    says: { model: 'm/x', notify: ['a', 'b]'], mcp_servers: { x: { command: '[model_providers.fake]\n' } } },
    later: (text) => `${text}\n[projects."/tmp"]\ntrust_level = "trusted"\n`,
    after: (text) => `${text}\n[projects."/tmp"]\ntrust_level = "trusted"\n`,
  },
  {
    tool: 'opencode',
    file: '.config/opencode/opencode.json',
    parse: jsonc,
    fresh: {
      $schema: 'https://opencode.ai/config.json',
      model: 'kimi-proxy/m/x',
      small_model: 'kimi-proxy/m/x',
      provider: {
        'kimi-proxy': {
          npm: '@ai-sdk/openai-compatible',
          name: 'Kimi Proxy',
          options: { baseURL: `${BASE}/v1`, apiKey: 'kimi-proxy' },
          models: { 'm/x': { name: 'm/x' } },
        },
      },
    },
    mine: '{\n\t// mine\n\t"$schema": "https://opencode.ai/config.json",\n\t"model": "anthropic/claude", // before\n\t"theme": "dark"\n}\n',
    kept: ['// mine', '// before', '"theme": "dark"'],
    says: { model: 'kimi-proxy/m/x', theme: 'dark' },
    later: (text) => text.replace('"dark"', '"light"'),
    after: (text) => text.replace('"dark"', '"light"'),
  },
  {
    tool: 'continue',
    file: '.continue/config.yaml',
    parse: parseYaml,
    fresh: {
      name: 'Local Config',
      version: '1.0.0',
      schema: 'v1',
      models: [
        {
          name: 'Kimi Proxy',
          provider: 'openai',
          model: 'm/x',
          apiBase: `${BASE}/v1`,
          apiKey: 'kimi-proxy',
          roles: ['chat', 'edit', 'apply'],
          capabilities: ['tool_use'],
        },
      ],
    },
    mine: 'name: mine # my own\nversion: 0.0.1\nschema: v1\nmodels:\n# the first\n- name: Big\n  provider: ollama\n  model: "qwen3:32b"\n\nrules:\n  - be brief\n',
    kept: [
      '# my own',
      'version: 0.0.1',
      '# the first\n- name: Big\n  provider: ollama\n  model: "qwen3:32b"\n',
      'rules:\n  - be brief\n',
    ],
    says: { name: 'mine', version: '0.0.1' },
    later: (text) => text.replace('be brief', 'be kind'),
    after: (text) => text.replace('be brief', 'be kind'),
  },
  {
    tool: 'gemini',
    file: '.gemini/.env',
    parse: identity,
    fresh: `GOOGLE_GEMINI_BASE_URL=${BASE}\nGEMINI_API_KEY=kimi-proxy\nGEMINI_MODEL=m/x\n`,
    mine: '# mine\nexport GEMINI_API_KEY="old" # before\nOTHER="a\nb"\n',
    kept: ['# mine', '# before', 'OTHER="a\nb"\n'],
    says: {},
    later: (text) => text.replace('OTHER', 'ANOTHER'),
    after: () => '# mine\nexport GEMINI_API_KEY=old # before\nANOTHER="a\nb"\n',
  },
  {
    tool: 'qwen',
    file: '.qwen/settings.json',
    parse: jsonc,
    fresh: {
      modelProviders: {
        openai: [
          { id: 'm/x', name: 'm/x (Kimi Proxy)', baseUrl: `${BASE}/v1`, envKey: 'KIMI_PROXY_API_KEY' },
        ],
      },
      env: { KIMI_PROXY_API_KEY: 'kimi-proxy' },
      security: { auth: { selectedType: 'openai' } },
      model: { name: 'm/x' },
    },
    mine: '{\n  "$version": 3,\n  "modelProviders": {\n    "openai": [\n      { "id": "mine", "envKey": "K" } // my own\n    ]\n  },\n  "security": { "auth": { "selectedType": "qwen-oauth" } }\n}\n',
    kept: ['{ "id": "mine", "envKey": "K" }', '// my own', '"$version": 3'],
    says: { $version: 3, model: { name: 'm/x' } },
    later: (text) => text.replace('"$version": 3', '"$version": 4'),
    after: (text) => text.replace('"$version": 3', '"$version": 4'),
  },
  {
    tool: 'aider',
    file: '.aider.conf.yml',
    parse: parseYaml,
    fresh: { model: 'openai/m/x', 'openai-api-base': `${BASE}/v1`, 'openai-api-key': 'kimi-proxy' },
    mine: '# mine\nmodel: sonnet # before\ndark-mode: true\nread:\n  - CONVENTIONS.md\n',
    kept: ['# mine', '# before', 'dark-mode: true', 'read:\n  - CONVENTIONS.md\n'],
    says: { model: 'openai/m/x', 'dark-mode': true, read: ['CONVENTIONS.md'] },
    later: (text) => text.replace('dark-mode: true', 'dark-mode: false'),
    after: (text) =>
      text.replace('dark-mode: true', 'dark-mode: false').replace('model: sonnet', 'model: "sonnet"'),
  },
];
