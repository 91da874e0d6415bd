import type { Received } from '../types.ts';
import { type ModelRules, modelRules } from './anthropic-models.ts';
import { checkConversation } from './anthropic-turns.ts';
import {
  bodyOf,
  complain,
  type Fields,
  fieldsAt,
  isFields,
  listAt,
  onlyKeys,
  rangeAt,
  textAt,
} from './complaint.ts';

/** https://docs.claude.com/en/api/messages, and what its betas add. */
const KNOWN = new Set(
  (
    'model messages max_tokens system metadata stop_sequences stream temperature top_k top_p tools tool_choice ' +
    'thinking service_tier container cache_control inference_geo output_config output_format speed ' +
    'context_management mcp_servers diagnostics user_profile_id workspace_id fallbacks'
  ).split(' '),
);

/** https://docs.claude.com/en/api/messages-count-tokens */
const NOT_COUNTED = new Set(
  'max_tokens metadata stop_sequences stream temperature top_k top_p service_tier container'.split(' '),
);

const TOOL_NAME = /^[a-zA-Z0-9_-]{1,128}$/;

const extra = (at: string) => (key: string) => `${at}${key}: Extra inputs are not permitted`;

function checkTool(tool: Fields, at: string): void {
  const name = textAt(tool.name, `${at}.name`);
  if (tool.type !== undefined && tool.type !== null && tool.type !== 'custom') return;
  if (!TOOL_NAME.test(name)) complain(`${at}.custom.name: String should match pattern '${TOOL_NAME.source}'`);
  const schema = fieldsAt(tool.input_schema, `${at}.custom.input_schema`);
  if (schema.type !== 'object') complain(`${at}.custom.input_schema.type: Input should be 'object'`);
  for (const key of ['oneOf', 'allOf', 'anyOf'])
    if (key in schema)
      complain(
        `${at}.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level`,
      );
  onlyKeys(
    tool,
    new Set(
      'type name description input_schema cache_control strict defer_loading allowed_callers input_examples eager_input_streaming'.split(
        ' ',
      ),
    ),
    extra(`${at}.custom.`),
  );
}

function checkTools(body: Fields): void {
  const tools = body.tools === undefined ? [] : listAt(body.tools, 'tools');
  for (const [index, tool] of tools.entries()) checkTool(tool, `tools.${index}`);
  if (new Set(tools.map((tool) => tool.name)).size < tools.length)
    complain('tools: Tool names must be unique.');
  if (body.tool_choice === undefined) return;
  const choice = fieldsAt(body.tool_choice, 'tool_choice');
  if (!['auto', 'any', 'tool', 'none'].includes(String(choice.type)))
    complain(
      `tool_choice: Input tag '${choice.type}' found using 'type' does not match any of the expected tags`,
    );
  if (tools.length === 0 && choice.type !== 'none')
    complain('tool_choice: tool_choice may only be specified while providing tools');
  if (choice.type === 'tool' && !tools.some((tool) => tool.name === choice.name))
    complain(`Tool '${choice.name}' not found in provided tools`);
}

/** https://docs.claude.com/en/docs/build-with-claude/extended-thinking */
function checkThinking(body: Fields, rules: ModelRules, betas: string): boolean {
  if (body.thinking === undefined) return false;
  const thinking = fieldsAt(body.thinking, 'thinking');
  // https://platform.claude.com/docs/en/build-with-claude/preserved-thinking
  const mayBind = betas.includes('thinking-binding-controls-2026-08-01') && thinking.type !== 'between_tools';
  if (thinking.block_binding !== undefined && !mayBind)
    complain('thinking.block_binding: Extra inputs are not permitted');
  if (thinking.type === 'disabled') return false;
  if (thinking.type === 'enabled') {
    if (!rules.budget)
      complain('"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive".');
    const budget = thinking.budget_tokens;
    if (typeof budget !== 'number' || budget < 1024)
      complain('thinking.enabled.budget_tokens: Input should be greater than or equal to 1024');
    if (typeof body.max_tokens === 'number' && budget >= body.max_tokens)
      complain('`max_tokens` must be greater than `thinking.budget_tokens`');
  } else if (thinking.type !== 'adaptive' && thinking.type !== 'between_tools')
    complain(
      `thinking: Input tag '${thinking.type}' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'`,
    );
  if (body.temperature !== undefined && body.temperature !== 1)
    complain('`temperature` may only be set to 1 when thinking is enabled.');
  if (body.top_k !== undefined) complain('`top_k` must be unset when thinking is enabled.');
  const choice = isFields(body.tool_choice) ? body.tool_choice.type : undefined;
  if (choice === 'any' || choice === 'tool')
    complain('Thinking may not be enabled when tool_choice forces tool use.');
  return thinking.type === 'enabled';
}

function checkSystem(system: unknown): void {
  if (system === undefined || typeof system === 'string') return;
  for (const [index, block] of listAt(system, 'system').entries()) {
    if (block.type !== 'text') complain(`system.${index}.type: Input should be 'text'`);
    if (textAt(block.text, `system.${index}.text`) === '')
      complain('system: text content blocks must be non-empty');
  }
}

/** At most four marks in a request: https://docs.claude.com/en/docs/build-with-claude/prompt-caching */
function checkCacheMarks(body: Fields): void {
  const blocks = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
  const marked = [
    ...blocks(body.tools),
    ...blocks(body.system),
    ...blocks(body.messages).flatMap((message) => blocks(message.content)),
  ].filter((block) => isFields(block.cache_control));
  if (marked.length > 4)
    complain(`A maximum of 4 blocks with cache_control may be provided. Found ${marked.length}.`);
  for (const block of marked)
    if ((block.cache_control as Fields).type !== 'ephemeral')
      complain("cache_control.type: Input should be 'ephemeral'");
}

function checkLimits(body: Fields, rules: ModelRules): void {
  if (typeof body.max_tokens !== 'number') complain('max_tokens: Field required');
  if (!Number.isInteger(body.max_tokens) || body.max_tokens < 1)
    complain('max_tokens: must be greater than or equal to 1');
  rangeAt(body.temperature, 'temperature', 0, 1);
  const defaults: Fields = { temperature: 1, top_p: 1 };
  for (const key of rules.sampling ? [] : ['temperature', 'top_p', 'top_k'])
    if (body[key] !== undefined && body[key] !== defaults[key])
      complain(`\`${key}\` is deprecated for this model.`);
  rangeAt(body.top_p, 'top_p', 0, 1);
  if (body.stop_sequences === undefined) return;
  if (!Array.isArray(body.stop_sequences)) complain('stop_sequences: Input should be a valid list');
  for (const one of body.stop_sequences)
    if (typeof one !== 'string' || one.trim() === '')
      complain('stop_sequences: each stop sequence must contain non-whitespace');
}

/** Refuses what Anthropic refuses of a message's request, or of one that counts tokens. */
export function checkMessages(request: Received): void {
  const { headers } = request;
  if (headers['anthropic-version'] === undefined) complain('anthropic-version: header is required');
  if (headers['x-api-key'] === undefined && !/^Bearer \S/.test(headers.authorization ?? ''))
    complain('x-api-key header is required', { status: 401 });
  const body = bodyOf(request);
  const counting = request.path.includes('/count_tokens');
  onlyKeys(body, KNOWN, extra(''));
  if (counting) for (const key of Object.keys(body)) if (NOT_COUNTED.has(key)) complain(extra('')(key));
  if (typeof body.model !== 'string' || body.model === '') complain('model: Field required');
  const rules = modelRules(body.model);
  if (!counting) checkLimits(body, rules);
  if (body.metadata !== undefined)
    onlyKeys(fieldsAt(body.metadata, 'metadata'), new Set(['user_id']), extra('metadata.'));
  checkSystem(body.system);
  checkTools(body);
  const thinking = checkThinking(body, rules, String(headers['anthropic-beta'] ?? ''));
  checkCacheMarks(body);
  checkConversation(listAt(body.messages, 'messages'), { ...rules, thinking });
}
