/** The tools' versions that are certified. */
export const VERSIONS: Record<string, string> = {
  '@moonshot-ai/kimi-code': '2.1.0',
  '@anthropic-ai/claude-code': '2.1.332',
  '@openai/codex': '0.169.0',
  'opencode-ai': '1.18.33',
  cline: '3.0.65',
  '@continuedev/cli': '1.5.47',
  '@google/gemini-cli': '0.61.0',
  '@qwen-code/qwen-code': '0.24.4',
};
