import type { RequestTarget, WrittenRequest } from '../neutral/conversion.ts';
import type { Notes } from '../neutral/notes.ts';
import type { Fields, Part } from '../neutral/parts.ts';
import type { AnswerFormat, NeutralRequest } from '../neutral/request.ts';
import { OPENAI_NAMES, ToolNames } from '../neutral/tool-names.ts';
import { neverReasons } from '../openai/reasoning-models.ts';
import { formatInWords, openaiStrict, takesAsAnswer } from '../openai/schemas.ts';
import {
  samplingIsFixed,
  writeIds,
  writeMetadata,
  writeReasoning,
  writeSampling,
  writeTier,
} from './options.ts';
import { fieldsOf, jsonOf, listOf, maybe, OWN, ownExtra } from './wire.ts';
import { writeInput } from './write-items.ts';
import { writeChoice, writeFormat, writeTools } from './write-tools.ts';

const ENCRYPTED = 'reasoning.encrypted_content';
const LOGPROBS = 'message.output_text.logprobs';

/** What the answer is to hold beside the default: reasoning that can be sent again, where nothing is stored. */
function includeOf(request: NeutralRequest, extra: Fields, store: boolean, model: string): string[] {
  const include = new Set(listOf(extra.include).filter((entry) => typeof entry === 'string'));
  if (!store && !neverReasons(model)) include.add(ENCRYPTED);
  if (samplingIsFixed(request, model)) include.delete(LOGPROBS);
  else if (request.sampling.logprobs !== undefined) include.add(LOGPROBS);
  return [...include];
}

function merge(a: unknown, b: Fields | undefined): Fields | undefined {
  const both = { ...fieldsOf(a), ...b };
  return Object.keys(both).length === 0 ? undefined : both;
}

const SAYS_JSON = /json/i;

function texts(parts: Part[]): string[] {
  return parts.flatMap((part) => {
    if (part.type === 'text') return [part.text];
    if (part.type === 'tool_call') return [part.input];
    return part.type === 'tool_result' ? texts(part.content) : [];
  });
}

function developerItem(text: string): Fields {
  return { type: 'message', role: 'developer', content: [{ type: 'input_text', text }] };
}

/** The form of the answer as OpenAI takes it, and what must be said in words in its place. */
function fittingFormat(
  format: AnswerFormat | undefined,
  native: boolean,
  notes: Notes,
): { format: AnswerFormat | undefined; told: Fields[] } {
  if (native || format?.type !== 'schema') return { format, told: [] };
  if (!takesAsAnswer(format.schema)) {
    notes.changed('the schema of the answer', 'told in words: OpenAI takes none that is not of an object');
    return { format: undefined, told: [developerItem(formatInWords(jsonOf(format.schema)))] };
  }
  const strict = openaiStrict(format.strict, format.schema, 'the answer', notes);
  return { format: strict === format.strict ? format : { ...format, strict: false }, told: [] };
}

/**
 * The API refuses `json_object` where no text of the input speaks of JSON ("Response input messages must contain the word
 * 'json' in some form"); the instructions do not count (github.com/miracodeai/mira/pull/267,
 * github.com/BigDawnGhost/wenyi/pull/66).
 */
function askingForJson(request: NeutralRequest, input: Fields[], lead: number): Fields[] {
  if (request.format?.type !== 'json') return input;
  const said = request.messages
    .slice(lead)
    .some(({ parts }) => texts(parts).some((text) => SAYS_JSON.test(text)));
  return said ? input : [developerItem('Answer with one JSON object.'), ...input];
}

/** Leaves out what the provider is known to refuse. */
function withoutRefused(body: Fields, refused: readonly string[], notes: Notes): Fields {
  for (const field of refused) {
    if (body[field] === undefined) continue;
    delete body[field];
    notes.dropped(field, 'the provider refuses it');
  }
  return body;
}

/**
 * The request for a provider of the Responses API. Nothing is stored there unless the client asked for it: reasoning
 * comes back encrypted and is sent again. Throws `unsupported_conversion`.
 */
export function writeRequest(request: NeutralRequest, target: RequestTarget): WrittenRequest {
  const { model, notes, quirks } = target;
  const native = request.extra?.protocol === OWN;
  const extra = ownExtra(request.extra);
  const names = new ToolNames(OPENAI_NAMES);
  const store = request.store ?? false;
  const known = new Map(request.tools.map((tool) => [tool.name, tool]));
  const { instructions, input, lead } = writeInput(request.messages, {
    notes,
    names,
    tools: known,
    stored: store,
    native,
  });
  const tools = writeTools(request.tools, { notes, names, native });
  const include = includeOf(request, extra, store, model);
  const { format, told } = fittingFormat(request.format, native, notes);
  const text = { ...maybe('format', writeFormat(format)), ...maybe('verbosity', request.verbosity) };
  const choice = writeChoice(request, names);
  const body: Fields = {
    ...extra,
    model,
    ...maybe('instructions', instructions),
    input: [...told, ...askingForJson(request, input, lead)],
    ...(tools.length === 0 ? {} : { tools, ...maybe('tool_choice', choice) }),
    ...maybe('parallel_tool_calls', tools.length === 0 ? undefined : request.parallelToolCalls),
    ...maybe('reasoning', merge(extra.reasoning, writeReasoning(request, model, notes))),
    ...maybe('text', merge(extra.text, text)),
    ...writeSampling(request, model, notes),
    ...maybe('metadata', writeMetadata(request.metadata, notes)),
    ...maybe('service_tier', writeTier(request.serviceTier, notes)),
    ...writeIds(request, extra),
    store,
    ...(include.length === 0 ? {} : { include }),
    stream: request.stream,
  };
  return {
    body: withoutRefused(body, quirks.refusedFields, notes),
    path: '/responses',
    headers: {},
    // Custom tools are known here; no name of one is sent as a function.
    changes: { toolNames: names.back, customTools: new Set() },
  };
}
