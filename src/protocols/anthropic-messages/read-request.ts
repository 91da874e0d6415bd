import type { RequestSource } from '../neutral/conversion.ts';
import type { Fields } from '../neutral/parts.ts';
import type { AnswerFormat, NeutralRequest, ReasoningRequest, Sampling } from '../neutral/request.ts';
import { readMessages, readSystem } from './read-messages.ts';
import { readToolChoice, readTools } from './read-tools.ts';
import { invalid, numberAt, objectAt, type Reading, textAt } from './reading.ts';
import { fieldsOf, isFields, PROTOCOL, unknownOf } from './wire.ts';

/** Fields that have a place in the neutral form; any other stays in `extra`. */
const KNOWN = new Set([
  'model',
  'stream',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'output_format',
  'service_tier',
]);

/** Fields of which nothing is missed where only Anthropic knows them. */
const SILENT = new Set(['cache_control', 'diagnostics', 'betas', 'anthropic_beta', 'thinking']);

const EFFORTS = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

function readReasoning(body: Fields): ReasoningRequest | null {
  const effort = EFFORTS.find((each) => each === fieldsOf(body.output_config).effort);
  const asked: ReasoningRequest = effort === undefined ? {} : { effort };
  const { thinking } = body;
  if (thinking !== undefined && thinking !== null) {
    const { type, budget_tokens: budget, display } = objectAt(thinking, 'thinking');
    if (type === 'disabled' || type === 'between_tools') asked.enabled = false;
    else if (type === 'enabled' || type === 'adaptive') asked.enabled = true;
    else
      throw invalid(
        'thinking.type',
        'must be enabled, adaptive or disabled',
        'send one of these, or leave it out',
      );
    if (type === 'enabled' && typeof budget === 'number' && budget > 0) asked.budget = budget;
    if (display === 'omitted') asked.summary = 'none';
    else if (typeof display === 'string') asked.summary = 'auto';
  }
  return Object.keys(asked).length === 0 ? null : asked;
}

function readFormat(body: Fields): AnswerFormat | null {
  const { format } = fieldsOf(body.output_config);
  const { type, schema } = fieldsOf(format ?? body.output_format);
  return type === 'json_schema' && isFields(schema) ? { type: 'schema', schema } : null;
}

function readStop(value: unknown): string[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value))
    throw invalid('stop_sequences', 'must be a list', 'send a list of texts, or leave it out');
  return value.map((each, i) => textAt(each, `stop_sequences[${i}]`));
}

function readSampling(body: Fields, reading: Reading): Sampling {
  let maxTokens = numberAt(body, 'max_tokens');
  if (maxTokens === 0 && !reading.toAnthropic) {
    reading.notes.changed('max_tokens 0', 'sent as 1: only Anthropic fills its cache without an answer');
    maxTokens = 1;
  }
  const temperature = numberAt(body, 'temperature');
  const topP = numberAt(body, 'top_p');
  const topK = numberAt(body, 'top_k');
  const stop = readStop(body.stop_sequences);
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(topK === undefined ? {} : { topK }),
    ...(stop === null ? {} : { stop }),
  };
}

const DISPLAYS = new Set<unknown>(['summarized', 'omitted', null, undefined]);

/** What is read of `thinking`: not its `display` where that is one that only Anthropic has (`updates`). */
function knownOfThinking(thinking: unknown): ReadonlySet<string> {
  const known = new Set(['type', 'budget_tokens']);
  return DISPLAYS.has(fieldsOf(thinking).display) ? known.add('display') : known;
}

/** What of `metadata`, `output_config` and `thinking` has no place in the neutral form stays beside the fields that nobody knows. */
function readExtra(body: Fields, reading: Reading): Fields {
  const extra = unknownOf(body, KNOWN) ?? {};
  for (const [field, known] of [
    ['metadata', new Set(['user_id'])],
    ['output_config', new Set(['effort', 'format'])],
    ['thinking', knownOfThinking(body.thinking)],
  ] as const) {
    const rest = isFields(body[field]) ? unknownOf(body[field], known) : null;
    if (rest === null) delete extra[field];
    else extra[field] = rest;
  }
  if (!reading.toAnthropic)
    for (const field of Object.keys(extra))
      if (!SILENT.has(field)) reading.notes.dropped(field, 'only Anthropic knows it');
  return extra;
}

/** A Messages request in the neutral form. Throws `invalid_request` naming the field that cannot be used. */
export function readRequest(body: Fields, source: RequestSource): NeutralRequest {
  const { notes, toAnthropic } = source;
  const reading: Reading = { notes, toAnthropic, toolNames: new Map() };
  const reasoning = readReasoning(body);
  const format = readFormat(body);
  const { user_id: user } = fieldsOf(body.metadata);
  const tier = body.service_tier;
  return {
    model: source.model,
    stream: source.stream,
    messages: [...readSystem(body.system, reading), ...readMessages(body.messages, reading)],
    tools: readTools(body.tools, reading),
    ...readToolChoice(body.tool_choice),
    sampling: readSampling(body, reading),
    ...(reasoning === null ? {} : { reasoning }),
    ...(format === null ? {} : { format }),
    ...(typeof user === 'string' ? { user } : {}),
    ...(typeof tier === 'string' ? { serviceTier: tier === 'standard_only' ? 'default' : tier } : {}),
    extra: { protocol: PROTOCOL, fields: readExtra(body, reading) },
  };
}
