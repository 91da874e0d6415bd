import { isSealOf } from '../script.ts';
import type { Received } from '../types.ts';
import { bodyOf, complain, type Fields, fieldsAt, isFields, listAt, rangeAt, textAt } from './complaint.ts';
import { camel, checkSchema } from './gemini-schema.ts';

const names = (list: string) => new Set(list.split(' '));

/** https://ai.google.dev/api/generate-content#request-body */
const BODY = names(
  'model contents tools toolConfig safetySettings systemInstruction generationConfig cachedContent serviceTier store labels',
);
const COUNTING = names('contents generateContentRequest');
/** https://ai.google.dev/api/generate-content#generationconfig */
const GENERATION = names(
  'stopSequences responseMimeType responseSchema responseJsonSchema responseModalities candidateCount ' +
    'maxOutputTokens temperature topP topK seed presencePenalty frequencyPenalty responseLogprobs logprobs ' +
    'enableEnhancedCivicAnswers speechConfig thinkingConfig imageConfig mediaResolution responseFormat',
);
const THINKING = names('includeThoughts thinkingBudget thinkingLevel');
const TOOL = names(
  'functionDeclarations googleSearchRetrieval codeExecution googleSearch computerUse urlContext fileSearch googleMaps mcpServers',
);
const DECLARATION = names(
  'name description behavior parameters parametersJsonSchema response responseJsonSchema',
);
const PART = names(
  'thought thoughtSignature partMetadata mediaResolution videoMetadata text inlineData functionCall functionResponse ' +
    'fileData executableCode codeExecutionResult toolCall toolResponse',
);
const PART_DATA = [
  'text',
  'inlineData',
  'functionCall',
  'functionResponse',
  'fileData',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
];
const CALL = names('id name args');
const RESPONSE = names('id name response willContinue scheduling parts');

const FUNCTION_NAME = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/;

/** What Google lets stand in place of a signature that is not there: https://ai.google.dev/gemini-api/docs/thought-signatures#faqs */
const NO_SIGNATURE = new Set(['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go']);

/** An object of the API with its names in one spelling; a name that it does not have is refused. */
function known(value: unknown, keys: ReadonlySet<string>, at: string): Fields {
  const fields: Fields = Object.create(null);
  for (const [key, one] of Object.entries(fieldsAt(value, at))) {
    if (!keys.has(camel(key)))
      complain(
        `Invalid JSON payload received. Unknown name "${key}"${at === '' ? '' : ` at '${at}'`}: Cannot find field.`,
      );
    fields[camel(key)] = one;
  }
  return fields;
}

function checkPart(value: unknown, at: string): Fields {
  const part = known(value, PART, at);
  const data = PART_DATA.filter((key) => part[key] !== undefined);
  if (data.length === 0)
    complain(
      `* GenerateContentRequest.${at}.data: required oneof field 'data' must have one initialized field\n`,
    );
  if (data.length > 1) complain(`Invalid value at '${at}' (oneof), oneof field 'data' is already set.`);
  if (part.text !== undefined) textAt(part.text, `${at}.text`);
  if (part.functionCall !== undefined) {
    const call = known(part.functionCall, CALL, `${at}.function_call`);
    textAt(call.name, `${at}.function_call.name`);
    if (call.args !== undefined) fieldsAt(call.args, `${at}.function_call.args`);
  }
  if (part.functionResponse !== undefined) {
    const answer = known(part.functionResponse, RESPONSE, `${at}.function_response`);
    textAt(answer.name, `${at}.function_response.name`);
    fieldsAt(answer.response, `${at}.function_response.response`);
  }
  if (part.inlineData !== undefined) {
    const blob = fieldsAt(part.inlineData, `${at}.inline_data`);
    textAt(blob.mimeType ?? blob.mime_type, `${at}.inline_data.mime_type`);
    textAt(blob.data, `${at}.inline_data.data`);
  }
  const { thoughtSignature } = part;
  if (
    thoughtSignature !== undefined &&
    !NO_SIGNATURE.has(String(thoughtSignature)) &&
    !isSealOf('gemini', thoughtSignature)
  )
    complain('Thought signature is not valid.');
  return part;
}

interface Turn {
  role: string;
  parts: Fields[];
  at: string;
}

function checkContent(value: Fields, at: string): Turn {
  const content = known(value, names('parts role'), at);
  const role = content.role === undefined ? 'user' : String(content.role);
  if (!['user', 'model', 'function'].includes(role)) complain('Please use a valid role: user, model.');
  const parts = listAt(content.parts, `${at}.parts`);
  if (parts.length === 0)
    complain(`* GenerateContentRequest.${at}.parts: contents.parts must not be empty.\n`);
  return { role, at, parts: parts.map((part, index) => checkPart(part, `${at}.parts[${index}]`)) };
}

const having = (turn: Turn | undefined, key: string) =>
  (turn?.parts ?? []).filter((part) => part[key] !== undefined);

/** Consecutive contents of one role are one turn. */
function turnsOf(contents: Turn[]): Turn[] {
  const turns: Turn[] = [];
  for (const content of contents) {
    const role = content.role === 'function' ? 'user' : content.role;
    const last = turns.at(-1);
    if (last?.role === role) last.parts.push(...content.parts);
    else turns.push({ role, at: content.at, parts: [...content.parts] });
  }
  return turns;
}

/** A turn of calls is followed by as many responses. */
function checkTurns(turns: Turn[]): void {
  for (const [index, turn] of turns.entries()) {
    const calls = having(turns[index - 1], 'functionCall');
    const answers = having(turn, 'functionResponse');
    if (calls.length !== answers.length)
      complain(
        'Please ensure that the number of function response parts is equal to the number of function call parts of ' +
          'the function call turn.',
      );
    const called = calls.map((part) => (part.functionCall as Fields).name).sort();
    const named = answers.map((part) => (part.functionResponse as Fields).name).sort();
    if (called.join('\n') !== named.join('\n'))
      complain('Please ensure that function response names match the function call names.');
    if (turn.role === 'model' && having(turn, 'functionCall').length > 0 && index === 0)
      complain(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      );
  }
  if (having(turns.at(-1), 'functionCall').length > 0)
    complain(
      'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
    );
}

/** From Gemini 3 on, the first call of each step since the user's last words is signed. */
function checkSignatures(turns: Turn[]): void {
  const start = turns.findLastIndex(
    (turn) => turn.role === 'user' && having(turn, 'functionResponse').length === 0,
  );
  for (const turn of turns.slice(start + 1)) {
    const [first] = having(turn, 'functionCall');
    if (first && first.thoughtSignature === undefined)
      complain(
        'Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly.',
      );
  }
}

function checkTools(body: Fields): void {
  const seen = new Set<string>();
  for (const [index, value] of listAt(body.tools ?? [], 'tools').entries()) {
    const tool = known(value, TOOL, `tools[${index}]`);
    for (const [place, one] of listAt(tool.functionDeclarations ?? [], 'function_declarations').entries()) {
      const at = `tools[${index}].function_declarations[${place}]`;
      const declaration = known(one, DECLARATION, at);
      const name = textAt(declaration.name, `${at}.name`);
      if (!FUNCTION_NAME.test(name))
        complain(
          `* GenerateContentRequest.${at}.name: Invalid function name. Must start with a letter or an underscore.\n`,
        );
      if (seen.has(name)) complain(`Duplicate function declaration found: ${name}`);
      seen.add(name);
      if (declaration.parameters !== undefined && declaration.parametersJsonSchema !== undefined)
        complain(`${at}: only one of parameters and parameters_json_schema may be set`);
      if (declaration.parameters !== undefined) checkSchema(declaration.parameters, `${at}.parameters`);
    }
  }
  if (body.toolConfig === undefined) return;
  const config = fieldsAt(body.toolConfig, 'tool_config');
  const calling = config.functionCallingConfig ?? config.function_calling_config;
  const mode = isFields(calling) ? String(calling.mode ?? 'AUTO') : 'AUTO';
  if (!['AUTO', 'ANY', 'NONE', 'VALIDATED', 'MODE_UNSPECIFIED'].includes(mode))
    complain(`Invalid value at 'tool_config.function_calling_config.mode', "${mode}"`);
  if (mode === 'ANY' && seen.size === 0)
    complain('Function calling config is set without function_declarations.');
}

function checkGeneration(value: unknown): void {
  if (value === undefined) return;
  const config = known(value, GENERATION, 'generation_config');
  rangeAt(config.temperature, 'generation_config.temperature', 0, 2);
  rangeAt(config.topP, 'generation_config.top_p', 0, 1);
  rangeAt(config.maxOutputTokens, 'generation_config.max_output_tokens', 1, Number.MAX_SAFE_INTEGER);
  if (Array.isArray(config.stopSequences) && config.stopSequences.length > 5)
    complain('* GenerateContentRequest.generation_config.stop_sequences: at most 5 are supported\n');
  if (config.responseSchema !== undefined)
    checkSchema(config.responseSchema, 'generation_config.response_schema');
  if (config.thinkingConfig !== undefined)
    known(config.thinkingConfig, THINKING, 'generation_config.thinking_config');
}

function checkGenerate(value: unknown, model: string): void {
  const body = known(value, BODY, '');
  const contents = listAt(body.contents, 'contents').map((one, index) =>
    checkContent(one, `contents[${index}]`),
  );
  if (contents.length === 0) complain('* GenerateContentRequest.contents: contents is not specified\n');
  const turns = turnsOf(contents);
  checkTurns(turns);
  if (/gemini-[3-9]/.test(model)) checkSignatures(turns);
  checkTools(body);
  checkGeneration(body.generationConfig);
  checkModel(model, contents, isFields(body.generationConfig) ? body.generationConfig : {});
  if (body.systemInstruction !== undefined)
    checkContent(
      { ...fieldsAt(body.systemInstruction, 'system_instruction'), role: 'user' },
      'system_instruction',
    );
}

/**
 * What newer models refuse: https://ai.google.dev/gemini-api/docs/generate-content/whats-new-gemini-3.6,
 * https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/thinking
 */
function checkModel(model: string, contents: Turn[], config: Fields): void {
  if (/gemini-(?:3\.5-flash-lite|3\.[6-9]|4)/.test(model) && contents.at(-1)?.role === 'model')
    complain('Requests ending with a model turn are not supported.');
  if (/gemini-(?:2\.5|[34])/.test(model)) {
    if (config.presencePenalty !== undefined || config.frequencyPenalty !== undefined)
      complain(`Penalty is not enabled for models/${model}`);
    if (config.responseLogprobs === true) complain(`Logprobs is not enabled for models/${model}`);
  }
  const { thinkingLevel } = isFields(config.thinkingConfig) ? config.thinkingConfig : {};
  if (thinkingLevel === 'MINIMAL' && /gemini-(?:3\.[78]-flash|4|3(?:\.1)?-pro)/.test(model))
    complain('Thinking level MINIMAL is not supported for this model.');
  if (thinkingLevel === 'MEDIUM' && model.includes('gemini-3-pro'))
    complain('Thinking level MEDIUM is not supported for this model.');
}

/** Refuses what the Gemini API refuses of a request for content, or of one that counts tokens. */
export function checkGemini(request: Received): void {
  const url = new URL(request.path, 'http://upstream');
  if (request.headers['x-goog-api-key'] === undefined && !url.searchParams.get('key'))
    complain("Method doesn't allow unregistered callers (callers without established identity).", {
      status: 403,
    });
  const model = /\/models\/(.+):\w+$/.exec(decodeURIComponent(url.pathname))?.[1] ?? '';
  const body = bodyOf(request);
  if (!url.pathname.endsWith(':countTokens')) {
    checkGenerate(body, model);
    return;
  }
  const counted = known(body, COUNTING, '');
  if (counted.contents !== undefined && counted.generateContentRequest !== undefined)
    complain('Please specify either contents or generate_content_request, not both.');
  if (counted.generateContentRequest !== undefined) checkGenerate(counted.generateContentRequest, model);
  else checkGenerate({ contents: counted.contents }, model);
}
