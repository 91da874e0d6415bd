import { DUMMY_KEY, TOOL_MODEL, type Tool } from './tool.ts';
import { TOOLS_OF_CHAT } from './tools-of-chat.ts';

const claude: Tool = {
  name: 'claude',
  package: '@anthropic-ai/claude-code',
  client: 'claude-code',
  environment: ({ origin }) => ({
    ANTHROPIC_BASE_URL: origin,
    ANTHROPIC_AUTH_TOKEN: DUMMY_KEY,
    ANTHROPIC_MODEL: TOOL_MODEL,
    ANTHROPIC_SMALL_FAST_MODEL: TOOL_MODEL,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
  }),
  files: ({ project }) => ({
    '~/.claude.json': JSON.stringify({
      hasCompletedOnboarding: true,
      projects: { [project]: { hasTrustDialogAccepted: true } },
    }),
  }),
  mcp: (_, url) => ({
    files: { 'mcp.json': JSON.stringify({ mcpServers: { gateway: { type: 'http', url } } }) },
    flags: ['--strict-mcp-config', '--mcp-config', 'mcp.json', '--allowedTools', 'mcp__gateway'],
  }),
  ask: ({ bin }, prompt) => [bin('claude'), '-p', prompt, '--output-format', 'json'],
  askAgain: ({ bin }, prompt) => [bin('claude'), '-p', '--continue', prompt, '--output-format', 'json'],
};

const CODEX_FLAGS = ['--skip-git-repo-check', '--json', '--dangerously-bypass-approvals-and-sandbox'];

const codex: Tool = {
  name: 'codex',
  package: '@openai/codex',
  client: 'codex',
  environment: () => ({ MOCK_KEY: DUMMY_KEY }),
  files: ({ origin }) => ({
    '~/.codex/config.toml': [
      `model = "${TOOL_MODEL}"`,
      'model_provider = "mock"',
      'check_for_update_on_startup = false',
      '[model_providers.mock]',
      'name = "mock"',
      `base_url = "${origin}/v1"`,
      'env_key = "MOCK_KEY"',
      'wire_api = "responses"',
    ].join('\n'),
  }),
  // A server that is not `required` is not waited for: the first question may be asked without its tools.
  mcp: (_, url) => ({ flags: ['-c', `mcp_servers.gateway={url=${JSON.stringify(url)},required=true}`] }),
  ask: ({ bin }, prompt) => [bin('codex'), 'exec', ...CODEX_FLAGS, prompt],
  askAgain: ({ bin }, prompt) => [bin('codex'), 'exec', 'resume', '--last', ...CODEX_FLAGS, prompt],
};

const GEMINI_SETTINGS = {
  general: { disableAutoUpdate: true },
  privacy: { usageStatisticsEnabled: false },
  security: { auth: { selectedType: 'gemini-api-key' } },
};

const gemini: Tool = {
  name: 'gemini',
  package: '@google/gemini-cli',
  client: 'gemini-cli',
  environment: ({ origin }) => ({
    GEMINI_API_KEY: DUMMY_KEY,
    GOOGLE_GEMINI_BASE_URL: origin,
    GEMINI_MODEL: TOOL_MODEL,
    GEMINI_CLI_NO_RELAUNCH: '1',
  }),
  files: () => ({ '~/.gemini/settings.json': JSON.stringify(GEMINI_SETTINGS) }),
  mcp: (_, url) => {
    const mcpServers = { gateway: { httpUrl: url, trust: true } };
    return { files: { '~/.gemini/settings.json': JSON.stringify({ ...GEMINI_SETTINGS, mcpServers }) } };
  },
  ask: ({ bin }, prompt) => [bin('gemini'), '-y', '--skip-trust', '-p', prompt],
  askAgain: ({ bin }, prompt) => [bin('gemini'), '-y', '--skip-trust', '--resume', 'latest', '-p', prompt],
};

/** The tools that are certified. */
export const TOOLS: readonly Tool[] = [...TOOLS_OF_CHAT, claude, codex, gemini];
