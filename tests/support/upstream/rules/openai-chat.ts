import type { Received } from '../types.ts';
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
import { checkFunction, checkModel } from './openai-shared.ts';

/**
 * https://platform.openai.com/docs/api-reference/chat/create, and what the providers of this language add: Kimi's
 * `thinking`, Mistral's, Qwen's and OpenRouter's switches.
 */
const KNOWN = new Set(
  (
    'messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens ' +
    'max_tokens metadata modalities moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key ' +
    'prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed ' +
    'service_tier stop store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity ' +
    'web_search_options thinking reasoning enable_thinking'
  ).split(' '),
);

const MESSAGE_KEYS: Record<string, Set<string>> = {
  system: new Set(['role', 'content', 'name']),
  developer: new Set(['role', 'content', 'name']),
  user: new Set(['role', 'content', 'name']),
  assistant: new Set(
    'role content name refusal parsed audio tool_calls function_call reasoning_content reasoning reasoning_details'.split(
      ' ',
    ),
  ),
  tool: new Set(['role', 'content', 'tool_call_id', 'name']),
};

/** What parts of content each role may have. */
const PART_TYPES: Record<string, Set<string>> = {
  system: new Set(['text']),
  developer: new Set(['text']),
  user: new Set(['text', 'image_url', 'input_audio', 'file']),
  assistant: new Set(['text', 'refusal']),
  tool: new Set(['text', 'image_url']),
};

function checkContent(content: unknown, role: string, at: string): void {
  if (typeof content === 'string') return;
  if (!Array.isArray(content) || content.length === 0)
    complain(`Invalid value for 'content': expected a string or a list of parts, got ${typeof content}.`, {
      param: `${at}.content`,
    });
  for (const [index, part] of listAt(content, `${at}.content`).entries()) {
    const param = `${at}.content[${index}]`;
    if (!PART_TYPES[role]?.has(String(part.type)))
      complain(`Invalid value: '${part.type}'.`, { param: `${param}.type`, code: 'invalid_value' });
    if (part.type === 'text') textAt(part.text, `${param}.text`);
    if (part.type === 'image_url') textAt(fieldsAt(part.image_url, param).url, `${param}.image_url.url`);
  }
}

function checkCalls(message: Fields, at: string): string[] {
  if (message.tool_calls === undefined || message.tool_calls === null) return [];
  const calls = listAt(message.tool_calls, `${at}.tool_calls`);
  if (calls.length === 0) complain(`[] is too short - '${at}.tool_calls'`, { param: `${at}.tool_calls` });
  return calls.map((call, index) => {
    const param = `${at}.tool_calls[${index}]`;
    const kind = call.type === 'custom' ? 'custom' : 'function';
    if (call.type !== kind) complain(`Invalid value: '${call.type}'.`, { param: `${param}.type` });
    const called = fieldsAt(call[kind], `${param}.${kind}`);
    textAt(called.name, `${param}.${kind}.name`);
    const input = textAt(
      kind === 'custom' ? called.input : called.arguments,
      `${param}.${kind}.${kind === 'custom' ? 'input' : 'arguments'}`,
    );
    if (kind === 'function') checkArguments(input, `${param}.function.arguments`);
    return textAt(call.id, `${param}.id`);
  });
}

function checkArguments(input: string, param: string): void {
  try {
    if (isFields(JSON.parse(input))) return;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  complain(`Invalid '${param}': expected a JSON object.`, { param });
}

/** Each call is answered by a tool message directly behind it, and no tool message stands elsewhere. */
function checkOrder(messages: Fields[]): void {
  let open: string[] = [];
  for (const [index, message] of messages.entries()) {
    const at = `messages[${index}]`;
    if (message.role === 'tool') {
      const id = textAt(message.tool_call_id, `${at}.tool_call_id`);
      if (!open.includes(id))
        complain(
          "Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.",
          { param: `${at}.role` },
        );
      open = open.filter((one) => one !== id);
      continue;
    }
    if (open.length > 0)
      complain(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each " +
          `'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(', ')}`,
        { param: at },
      );
    if (message.role === 'assistant') open = checkCalls(message, at);
  }
  if (open.length > 0)
    complain(
      "An assistant message with 'tool_calls' must be followed by tool messages responding to each " +
        `'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(', ')}`,
      { param: 'messages' },
    );
}

function checkMessage(message: Fields, at: string): void {
  const role = textAt(message.role, `${at}.role`);
  const known = MESSAGE_KEYS[role];
  if (known === undefined)
    complain(`Invalid value: '${role}'. Supported values are: ${Object.keys(MESSAGE_KEYS).join(', ')}.`, {
      param: `${at}.role`,
    });
  onlyKeys(message, known, (key) => `Unknown parameter: '${at}.${key}'.`);
  const calls = Array.isArray(message.tool_calls) && message.tool_calls.length > 0;
  if (role === 'assistant' && (calls || message.refusal) && (message.content ?? null) === null) return;
  checkContent(message.content, role, at);
}

function checkTools(body: Fields): void {
  if (body.tools === undefined) {
    if (body.tool_choice !== undefined && body.tool_choice !== 'none')
      complain("'tool_choice' is only allowed when 'tools' are specified.", { param: 'tool_choice' });
    if (body.parallel_tool_calls !== undefined)
      complain("'parallel_tool_calls' is only allowed when 'tools' are specified.", {
        param: 'parallel_tool_calls',
      });
    return;
  }
  const tools = listAt(body.tools, 'tools');
  if (tools.length === 0) complain("[] is too short - 'tools'", { param: 'tools' });
  for (const [index, tool] of tools.entries()) {
    if (tool.type === 'function') checkFunction(fieldsAt(tool.function, 'tools'), `tools[${index}].function`);
    else if (tool.type !== 'custom')
      complain(`Invalid value: '${tool.type}'. Supported values are: 'function' and 'custom'.`, {
        param: `tools[${index}].type`,
      });
  }
}

/** Refuses what OpenAI refuses of a chat completion's request. */
export function checkChat(request: Received): void {
  const body = bodyOf(request);
  if (!/^Bearer \S/.test(request.headers.authorization ?? ''))
    complain("You didn't provide an API key.", { status: 401 });
  onlyKeys(body, KNOWN, (key) => `Unrecognized request argument supplied: ${key}`);
  checkModel(body);
  const messages = listAt(body.messages, 'messages');
  if (messages.length === 0) complain("[] is too short - 'messages'", { param: 'messages' });
  for (const [index, message] of messages.entries()) checkMessage(message, `messages[${index}]`);
  checkOrder(messages);
  const { response_format: format } = body;
  if (isFields(format) && format.type === 'json_object' && !/json/i.test(JSON.stringify(messages)))
    complain(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      { param: 'messages' },
    );
  checkTools(body);
  rangeAt(body.temperature, 'temperature', 0, 2);
  rangeAt(body.top_p, 'top_p', 0, 1);
  rangeAt(body.max_tokens, 'max_tokens', 1, Number.MAX_SAFE_INTEGER);
  rangeAt(body.max_completion_tokens, 'max_completion_tokens', 1, Number.MAX_SAFE_INTEGER);
  rangeAt(body.presence_penalty, 'presence_penalty', -2, 2);
  rangeAt(body.frequency_penalty, 'frequency_penalty', -2, 2);
  if (Array.isArray(body.stop) && body.stop.length > 4)
    complain("Invalid 'stop': array too long.", { param: 'stop' });
  if (isFields(body.stream_options) && body.stream !== true)
    complain("The 'stream_options' parameter is only allowed when 'stream' is enabled.", {
      param: 'stream_options',
    });
}

/**
 * Refuses, besides, what Kimi's thinking models refuse: a turn that calls tools and comes back without its reasoning.
 * https://platform.moonshot.ai/docs/guide/use-kimi-k2-thinking-model
 */
export function checkKimi(request: Received): void {
  const { messages = [] } = bodyOf(request);
  for (const [index, message] of listAt(messages, 'messages').entries()) {
    if (message.role !== 'assistant' || !Array.isArray(message.tool_calls)) continue;
    if (typeof message.reasoning_content !== 'string' || message.reasoning_content === '')
      complain(
        `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${index}`,
      );
  }
}
