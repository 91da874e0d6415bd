import { isSealOf } from '../script.ts';
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

/** https://platform.openai.com/docs/api-reference/responses/create; `client_metadata` is what Codex sends. */
const KNOWN = new Set(
  (
    'background context_management conversation include input instructions max_output_tokens metadata model ' +
    'moderation parallel_tool_calls previous_response_id prompt prompt_cache_key prompt_cache_options ' +
    'prompt_cache_retention reasoning safety_identifier service_tier store stream stream_options temperature text ' +
    'tool_choice tools top_logprobs top_p truncation user max_tool_calls client_metadata'
  ).split(' '),
);

const TOOL_TYPES = new Set(
  (
    'function custom web_search web_search_preview file_search computer computer_use_preview code_interpreter ' +
    'image_generation local_shell shell apply_patch mcp namespace tool_search programmatic_tool_calling'
  ).split(' '),
);

/** How the ids of items begin: https://platform.openai.com/docs/api-reference/responses/object */
const ID_PREFIXES: Record<string, string> = {
  message: 'msg',
  function_call: 'fc',
  custom_tool_call: 'ctc',
  reasoning: 'rs',
  compaction: 'cmp',
};

const INPUT_PARTS = new Set(['input_text', 'input_image', 'input_file', 'input_audio']);
const OUTPUT_PARTS = new Set(['output_text', 'refusal']);
/** Kinds that need no look inside here: hosted tools and what clients know of their own accord. */
const OTHER_ITEMS =
  /^(web_search_call|file_search_call|computer_call|computer_call_output|code_interpreter_call|image_generation_call|local_shell_call|local_shell_call_output|shell_call|shell_call_output|apply_patch_call|apply_patch_call_output|mcp_\w+|tool_search_call|tool_search_output|additional_tools|item_reference|compaction_trigger)$/;

const CALL_KINDS: Record<string, { output: string; input: string }> = {
  function_call: { output: 'function_call_output', input: 'arguments' },
  custom_tool_call: { output: 'custom_tool_call_output', input: 'input' },
};

function checkMessage(item: Fields, at: string): void {
  const role = textAt(item.role, `${at}.role`);
  if (!['user', 'assistant', 'system', 'developer'].includes(role))
    complain(
      `Invalid value: '${role}'. Supported values are: 'assistant', 'system', 'developer', and 'user'.`,
      {
        param: `${at}.role`,
        code: 'invalid_value',
      },
    );
  if (typeof item.content === 'string') return;
  const parts = role === 'assistant' ? OUTPUT_PARTS : INPUT_PARTS;
  for (const [index, part] of listAt(item.content, `${at}.content`).entries()) {
    const param = `${at}.content[${index}]`;
    if (!parts.has(String(part.type)))
      complain(
        `Invalid value: '${part.type}'. Supported values are: ${[...parts].map((one) => `'${one}'`).join(', ')}.`,
        { param, code: 'invalid_value' },
      );
    if (part.type === 'input_text' || part.type === 'output_text') textAt(part.text, `${param}.text`);
  }
}

function checkId(item: Fields, type: string, at: string): void {
  const prefix = ID_PREFIXES[type];
  if (item.id === undefined || item.id === null || prefix === undefined) return;
  const id = textAt(item.id, `${at}.id`);
  if (!id.startsWith(prefix))
    complain(`Invalid '${at}.id': '${id}'. Expected an ID that begins with '${prefix}'.`, {
      param: `${at}.id`,
      code: 'invalid_value',
    });
  if (id.length > 64)
    complain(`Invalid '${at}.id': string too long. Expected a string with maximum length 64.`, {
      param: `${at}.id`,
      code: 'string_above_max_length',
    });
}

function callIdOf(item: Fields, at: string): string {
  const id = textAt(item.call_id, `${at}.call_id`);
  if (id === '' || id.length > 64)
    complain(`Invalid '${at}.call_id': expected a string of 1 to 64 characters.`, { param: `${at}.call_id` });
  return id;
}

function checkReasoning(item: Fields, at: string, stored: boolean): void {
  if (typeof item.id !== 'string' && typeof item.encrypted_content !== 'string')
    complain(`Missing required parameter: '${at}.id'.`, {
      param: `${at}.id`,
      code: 'missing_required_parameter',
    });
  for (const part of listAt(item.summary, `${at}.summary`)) textAt(part.text, `${at}.summary`);
  if (item.encrypted_content === undefined || item.encrypted_content === null) {
    if (!stored)
      complain(`Item with id '${item.id}' not found. Items are not persisted when 'store' is set to false.`, {
        status: 404,
        param: 'input',
      });
    return;
  }
  if (!isSealOf('openai-responses', item.encrypted_content))
    complain('The encrypted content could not be verified.', { code: 'invalid_encrypted_content' });
}

function checkItem(item: Fields, at: string, stored: boolean): void {
  const type = item.type === undefined && 'role' in item ? 'message' : String(item.type);
  checkId(item, type, at);
  const call = CALL_KINDS[type];
  if (type === 'message') checkMessage(item, at);
  else if (type === 'reasoning') checkReasoning(item, at, stored);
  else if (call) {
    callIdOf(item, at);
    textAt(item.name, `${at}.name`);
    textAt(item[call.input], `${at}.${call.input}`);
  } else if (type.endsWith('_call_output') && !OTHER_ITEMS.test(type)) {
    callIdOf(item, at);
    if (typeof item.output !== 'string')
      for (const part of listAt(item.output, `${at}.output`))
        if (!INPUT_PARTS.has(String(part.type)))
          complain(`Invalid value: '${part.type}'.`, { param: `${at}.output`, code: 'invalid_value' });
  } else if (type === 'compaction' || type === 'compaction_summary') {
    if (!isSealOf('openai-responses', item.encrypted_content))
      complain('The encrypted content could not be verified.', { code: 'invalid_encrypted_content' });
  } else if (!OTHER_ITEMS.test(type))
    complain(`Invalid value: '${type}'.`, { param: `${at}.type`, code: 'invalid_value' });
}

/** Each call has its output somewhere behind it, each output its call before it. */
function checkPairs(items: Fields[]): void {
  for (const [kind, { output }] of Object.entries(CALL_KINDS)) {
    const words = kind === 'function_call' ? ['function call', 'tool'] : ['custom tool call', 'tool'];
    const open = new Set<unknown>();
    for (const item of items) {
      if (item.type === kind) open.add(item.call_id);
      if (item.type === output && !open.delete(item.call_id))
        complain(`No ${words[1]} call found for ${words[0]} output with call_id ${item.call_id}.`, {
          param: 'input',
        });
    }
    const [unanswered] = open;
    if (unanswered !== undefined)
      complain(`No tool output found for ${words[0]} ${unanswered}.`, { param: 'input' });
  }
}

/** A reasoning item goes with what the model did next. */
function checkFollowers(items: Fields[]): void {
  for (const [index, item] of items.entries()) {
    if (item.type !== 'reasoning') continue;
    const next = items.slice(index + 1).find((one) => one.type !== 'reasoning');
    const follows = next !== undefined && (CALL_KINDS[String(next.type)] || next.role === 'assistant');
    if (!follows && !OTHER_ITEMS.test(String(next?.type)))
      complain(`Item '${item.id}' of type 'reasoning' was provided without its required following item.`, {
        param: 'input',
      });
  }
}

function checkTools(body: Fields): void {
  if (body.tools === undefined || body.tools === null) return;
  for (const [index, tool] of listAt(body.tools, 'tools').entries()) {
    const at = `tools[${index}]`;
    if (!TOOL_TYPES.has(String(tool.type)))
      complain(`Invalid value: '${tool.type}'.`, { param: `${at}.type`, code: 'invalid_value' });
    if (tool.type === 'function') {
      checkFunction(tool, at);
      if (isFields(tool.parameters) && !isFields(tool.parameters.properties))
        complain(
          `Invalid schema for function '${tool.name}': In context=(), object schema missing properties.`,
          {
            param: `${at}.parameters`,
            code: 'invalid_function_parameters',
          },
        );
    }
    if (tool.type === 'custom') textAt(tool.name, `${at}.name`);
  }
}

function checkText(body: Fields): void {
  if (body.text === undefined || body.text === null) return;
  const { format } = fieldsAt(body.text, 'text');
  if (isFields(format) && format.type === 'json_object' && !/json/i.test(JSON.stringify(body.input)))
    complain(
      "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
      { param: 'input' },
    );
  if (isFields(format) && format.type === 'json_schema') {
    textAt(format.name, 'text.format.name');
    const schema = fieldsAt(format.schema, 'text.format.schema');
    if (schema.type !== undefined && schema.type !== 'object')
      complain(
        `Invalid schema for response_format '${format.name}': schema must be a JSON Schema of 'type: "object"', got 'type: "${schema.type}"'.`,
        { param: 'text.format.schema', code: 'invalid_json_schema' },
      );
  }
}

/** Refuses what OpenAI refuses of a response's request. */
export function checkResponses(request: Received): void {
  const body = bodyOf(request);
  if (!/^Bearer \S/.test(request.headers.authorization ?? ''))
    complain("You didn't provide an API key.", { status: 401 });
  const unknown = (key: string) => `Unknown parameter: '${key}'.`;
  for (const key of Object.keys(body))
    if (!KNOWN.has(key)) complain(unknown(key), { param: key, code: 'unknown_parameter' });
  checkModel(body);
  if (body.previous_response_id !== undefined && body.previous_response_id !== null)
    complain(`Previous response with id '${body.previous_response_id}' not found.`, {
      param: 'previous_response_id',
      code: 'previous_response_not_found',
    });
  if (typeof body.input !== 'string') {
    const items = listAt(body.input, 'input');
    if (items.length === 0) complain('One of "input" or "prompt" must be provided.', { param: 'input' });
    for (const [index, item] of items.entries()) checkItem(item, `input[${index}]`, body.store !== false);
    checkPairs(items);
    checkFollowers(items);
  }
  checkTools(body);
  checkText(body);
  if (body.reasoning !== undefined && body.reasoning !== null)
    onlyKeys(
      fieldsAt(body.reasoning, 'reasoning'),
      new Set(['effort', 'summary', 'generate_summary', 'context', 'mode']),
      (key) => unknown(`reasoning.${key}`),
    );
  rangeAt(body.temperature, 'temperature', 0, 2);
  rangeAt(body.top_p, 'top_p', 0, 1);
  rangeAt(body.max_output_tokens, 'max_output_tokens', 16, Number.MAX_SAFE_INTEGER);
}
