const NAME = 'x-anthropic-billing-header';
const LINE = /^x-anthropic-billing-header:[^\n]*(?:\n|$)/gim;

/**
 * A system text without the line that Claude Code writes for Anthropic's billing, such as
 * `x-anthropic-billing-header: cc_version=2.1.39.c39; cc_entrypoint=cli; cch=56445;`. Anthropic takes it out before the
 * model reads the text; any other provider sees a prefix that differs with every request, and caches nothing
 * (github.com/BerriAI/litellm strips it for Bedrock, `_normalize_system_role_messages_for_bedrock`).
 */
export function withoutBillingLine(text: string): string {
  return text.toLowerCase().includes(NAME) ? text.replace(LINE, '') : text;
}
