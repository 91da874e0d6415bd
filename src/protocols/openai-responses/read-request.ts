import type { RequestSource } from '../neutral/conversion.ts';
import { cannotCarry, type Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { NeutralRequest, ReasoningRequest, Sampling } from '../neutral/request.ts';
import { askForSummary } from './compaction.ts';
import { itemReader, readInput } from './read-items.ts';
import { readChoice, readFormat } from './read-tools.ts';
import { ToolShelf } from './tool-shelf.ts';
import {
  booleanOf,
  fieldsOf,
  invalid,
  isObject,
  listOf,
  maybe,
  named,
  numberOf,
  OWN,
  restOf,
} from './wire.ts';

/** Fields that have a place in the neutral form, or mean nothing to it. */
const KNOWN = new Set([
  'model',
  'input',
  'instructions',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_output_tokens',
  'temperature',
  'top_p',
  'stream',
  'store',
  'background',
  'conversation',
  'prompt',
  'previous_response_id',
  'metadata',
  'service_tier',
  'prompt_cache_key',
  'text',
  'reasoning',
  'top_logprobs',
  'stream_options',
]);

const COMPACT = 'compact';

/** Refuses what lives at OpenAI alone, and would change the answer if it were left out. */
function refuseStored(body: Fields): void {
  if (body.background === true)
    throw cannotCarry(
      'background',
      'the provider of this model answers at once or not at all',
      'leave it out',
    );
  if (body.conversation !== undefined && body.conversation !== null)
    throw cannotCarry(
      'conversation',
      'is stored at OpenAI, and this model is not',
      'send its items as input',
    );
  if (body.prompt !== undefined && body.prompt !== null)
    throw cannotCarry(
      'prompt',
      'is stored at OpenAI, and this model is not',
      'send its text as instructions',
    );
  if (typeof body.previous_response_id === 'string')
    throw cannotCarry('previous_response_id', 'was not resolved', 'send the earlier items as input');
}

/** Options that change what OpenAI does with the request, and that no other provider has. */
function noteDropped(body: Fields, notes: Notes): void {
  const why = 'only OpenAI has it';
  if (body.truncation === 'auto') notes.dropped('truncation', `${why}: too long a conversation is an error`);
  if (listOf(body.context_management).length > 0) notes.dropped('context_management', why);
  if (isObject(body.moderation)) notes.dropped('moderation', why);
  if (numberOf(body.max_tool_calls) !== undefined) notes.dropped('max_tool_calls', why);
}

function numberField(body: Fields, key: string): number | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  const number = numberOf(value);
  if (number === undefined) throw invalid(key, 'must be a number', 'leave it out for the default');
  return number;
}

function readSampling(body: Fields): Sampling {
  const wantsLogprobs = listOf(body.include).includes('message.output_text.logprobs');
  const logprobs = numberField(body, 'top_logprobs');
  return {
    ...maybe('maxTokens', numberField(body, 'max_output_tokens')),
    ...maybe('temperature', numberField(body, 'temperature')),
    ...maybe('topP', numberField(body, 'top_p')),
    ...maybe('logprobs', logprobs !== undefined && logprobs > 0 ? logprobs : wantsLogprobs ? 0 : undefined),
  };
}

const EFFORTS = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
const SUMMARIES = ['auto', 'concise', 'detailed', 'none'] as const;

function readReasoning(value: unknown): ReasoningRequest | undefined {
  if (!isObject(value)) return undefined;
  const effort = EFFORTS.find((known) => known === value.effort);
  const summary = SUMMARIES.find((known) => known === (value.summary ?? value.generate_summary));
  const reasoning: ReasoningRequest = {
    ...(value.effort === 'none' ? { enabled: false } : {}),
    ...maybe('effort', effort),
    ...maybe('summary', summary),
  };
  return Object.keys(reasoning).length === 0 ? undefined : reasoning;
}

function readVerbosity(text: unknown): NeutralRequest['verbosity'] {
  const { verbosity } = fieldsOf(text);
  return (['low', 'medium', 'high'] as const).find((known) => known === verbosity);
}

/** Fields that nobody else knows, and parts of `text` and `reasoning` that have no place elsewhere. */
function extraFields(body: Fields): Fields {
  const reasoning = restOf(fieldsOf(body.reasoning), new Set(['effort', 'summary', 'generate_summary']));
  const text = restOf(fieldsOf(body.text), new Set(['format', 'verbosity']));
  return {
    ...restOf(body, KNOWN),
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    ...(Object.keys(text).length === 0 ? {} : { text }),
  };
}

/**
 * A request to `/responses` or `/responses/compact`. A compaction is a request for a summary behind the conversation,
 * without tools; where Codex asks for one within a turn (`compaction_trigger`), tools stay as they are, so that the
 * cached prefix does, and may not be called.
 */
export function readRequest(body: Fields, source: RequestSource): NeutralRequest {
  refuseStored(body);
  const { notes } = source;
  const shelf = new ToolShelf();
  shelf.add(body.tools, 'tools');
  const reader = itemReader(shelf, notes);
  if (body.input === undefined || body.input === null)
    throw invalid('input', 'is required', 'send the text of the user, or a list of items');
  const { instructions } = body;
  if (instructions !== undefined && instructions !== null && typeof instructions !== 'string')
    throw invalid('instructions', 'must be a string', 'put items into input');
  if (typeof instructions === 'string' && instructions !== '')
    reader.messages.push({ role: 'system', parts: [{ type: 'text', text: instructions }] });
  readInput(body.input, reader);
  noteDropped(body, notes);
  const compact = source.operation === COMPACT;
  if (compact && !reader.compacts) reader.messages.push(askForSummary());
  const compacts = compact || reader.compacts;
  const chosen = compact ? { tools: [] } : readChoice(body.tool_choice, shelf, notes);
  const format = compacts ? undefined : readFormat(body.text);
  return {
    model: source.model,
    stream: source.stream,
    messages: reader.messages,
    ...chosen,
    ...(reader.compacts && !compact && chosen.tools.length > 0 ? { toolChoice: { mode: 'none' } } : {}),
    ...maybe('parallelToolCalls', compact ? undefined : booleanOf(body.parallel_tool_calls)),
    sampling: readSampling(body),
    ...maybe('reasoning', readReasoning(reader.reasoning ?? body.reasoning)),
    ...maybe('format', format),
    ...maybe('verbosity', readVerbosity(body.text)),
    ...maybe('user', named(body.safety_identifier) ?? named(body.user)),
    ...maybe('metadata', isObject(body.metadata) ? restOf(body.metadata, new Set()) : undefined),
    ...maybe('serviceTier', named(body.service_tier)),
    ...maybe('promptCacheKey', named(body.prompt_cache_key)),
    ...maybe('store', booleanOf(body.store)),
    extra: { protocol: OWN, fields: extraFields(body) },
  };
}
