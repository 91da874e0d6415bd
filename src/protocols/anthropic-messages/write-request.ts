import type { RequestTarget, WrittenRequest } from '../neutral/conversion.ts';
import { Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { AnswerFormat, Message, NeutralRequest } from '../neutral/request.ts';
import { ToolNames } from '../neutral/tool-names.ts';
import { addMarks, limitMarks } from './cache-marks.ts';
import { fitStrict } from './fit-schema.ts';
import { traitsOf } from './models.ts';
import { isTooHeavy, NO_WEIGHT, type Weight, weightOf } from './strict-limits.ts';
import { fieldsOf, isFields, jsonOf, ownExtra, PROTOCOL } from './wire.ts';
import { finishTurns, type Turn, writeTurns } from './write-messages.ts';
import { plainBlocks } from './write-parts.ts';
import { maxTokensOf, writeAccount, writeSampling } from './write-sampling.ts';
import { type Thinking, writeThinking } from './write-thinking.ts';
import { forcesTool, NAME_RULE, toolsOf, writeToolChoice, writeTools } from './write-tools.ts';
import type { Writing } from './writing.ts';

/** platform.claude.com/docs/en/api/versioning. */
const HEADERS = { 'anthropic-version': '2023-06-01' };

/** Where the messages behind the leading system texts begin. */
function conversationStart(messages: Message[]): number {
  const first = messages.findIndex(({ role }) => role !== 'system');
  return first < 0 ? messages.length : first;
}

/** What the answer is bound to by words, where the model cannot be bound by a schema. */
function formatText(format: AnswerFormat): Fields {
  const schema = format.type === 'schema' ? jsonOf(format.schema) : null;
  const text =
    schema === null
      ? 'Answer with one valid JSON object and nothing else: no text around it, no code fence.'
      : `Answer with one JSON value that fits this JSON Schema, and nothing else: no text around it, no code fence.\n${schema}`;
  return { type: 'text', text };
}

/** The format of the answer as the model takes it: a schema, or words in the system text. */
interface Format {
  format: Fields | null;
  words: Fields[];
  /** What the schema weighs among those that answers are bound to. */
  weight: Weight;
}

/** Why an answer is not bound to its format. */
function unboundFormat(format: AnswerFormat, weight: Weight | null, { traits }: Writing): string | null {
  if (format.type === 'json') return 'Anthropic has no JSON mode';
  if (!traits.schemas) return 'this model takes no schema';
  if (weight === null) return 'Anthropic binds to no schema that goes round or names another';
  return isTooHeavy(weight) ? 'it has too many optional or many-typed properties' : null;
}

function writeFormat({ format }: NeutralRequest, writing: Writing): Format {
  const { notes } = writing;
  if (format === undefined) return { format: null, words: [], weight: NO_WEIGHT };
  const fitted = (told: Notes): Fields =>
    format.type === 'schema' ? fitStrict(format.schema, "the answer's schema", told) : {};
  const weight = weightOf(fitted(new Notes()));
  const why = unboundFormat(format, weight, writing);
  if (why === null && weight !== null)
    return { format: { type: 'json_schema', schema: fitted(notes) }, words: [], weight };
  notes.changed("the answer's format", `asked for in the system text: ${why}`);
  return { format: null, words: [formatText(format)], weight: NO_WEIGHT };
}

function outputConfig(thinking: Thinking, format: Fields | null, extra: Fields): Fields {
  const config = {
    ...fieldsOf(extra.output_config),
    ...(thinking.effort === null ? {} : { effort: thinking.effort }),
    ...(format === null ? {} : { format }),
  };
  return Object.keys(config).length === 0 ? {} : { output_config: config };
}

/** Copies of blocks that marks are put on or taken from: what came from the client stays as it is. */
function copies(list: Fields[]): Fields[] {
  return list.map((each) => {
    const { content } = each;
    return Array.isArray(content)
      ? { ...each, content: content.map((part: unknown) => (isFields(part) ? { ...part } : part)) }
      : { ...each };
  });
}

/** Marks for the cache: the client's own, as many as may be; for a client that has none, where it expects them. */
function mark(
  request: NeutralRequest,
  tools: Fields[],
  system: Fields[],
  turns: Turn[],
  writing: Writing,
): void {
  const automatic = isFields(ownExtra(request.extra).cache_control) ? 1 : 0;
  const { kept, left } = limitMarks(tools, system, turns, automatic);
  if (left > 0) writing.notes.dropped(`${left} cache marks`, 'Anthropic takes four; the last ones were kept');
  const own = request.extra?.protocol === PROTOCOL;
  if (kept === 0 && !own && writing.quirks.isAnthropic) addMarks(tools, system, turns);
}

/** The request as it goes up. Throws `unsupported_conversion` for what cannot be asked of Anthropic. */
export function writeRequest(request: NeutralRequest, target: RequestTarget): WrittenRequest {
  const { notes, quirks, model } = target;
  const writing: Writing = { notes, quirks, traits: traitsOf(model), names: new ToolNames(NAME_RULE) };
  const { thinking: moreThinking, ...extra } = ownExtra(request.extra);
  const start = conversationStart(request.messages);
  const { format, words, weight } = writeFormat(request, writing);
  const systemBlocks = request.messages
    .slice(0, start)
    .flatMap(({ parts }) => parts.flatMap((part) => plainBlocks(part, 'user', writing)));
  const written = writeTools(request.tools, weight, writing);
  let choice = writeToolChoice(request, written.list, writing);
  const turns = writeTurns(request.messages.slice(start), writing);
  const maxTokens = maxTokensOf(request, writing);
  const thinking = writeThinking(request, maxTokens, turns, forcesTool(request), writing);
  finishTurns(turns, thinking.active, writing);
  let tools = copies(written.list);
  if (tools.length === 0) {
    tools = toolsOf(turns);
    if (tools.length > 0) {
      choice = { type: 'none' };
      notes.changed(
        'tools',
        'those that were called before were defined, since Anthropic demands it, and may not be called',
      );
    }
  }
  const system = copies([...systemBlocks, ...words]);
  for (const turn of turns) turn.content = copies(turn.content);
  mark(request, tools, system, turns, writing);
  const body: Fields = {
    ...extra,
    model,
    max_tokens: maxTokens,
    messages: turns,
    ...(system.length === 0 ? {} : { system }),
    ...(tools.length === 0 ? {} : { tools }),
    ...(choice === null ? {} : { tool_choice: choice }),
    ...writeSampling(request, thinking.active, writing),
    ...(thinking.config === null ? {} : { thinking: { ...thinking.config, ...fieldsOf(moreThinking) } }),
    ...outputConfig(thinking, format, extra),
    ...writeAccount(request, writing),
    stream: request.stream,
  };
  const metadata = { ...fieldsOf(extra.metadata), ...fieldsOf(body.metadata) };
  if (Object.keys(metadata).length > 0) body.metadata = metadata;
  for (const field of quirks.refusedFields) {
    if (body[field] === undefined) continue;
    delete body[field];
    notes.dropped(field, 'this provider refuses it');
  }
  const changes = { toolNames: writing.names.back, customTools: written.custom };
  const headers = thinking.beta === undefined ? HEADERS : { ...HEADERS, 'anthropic-beta': thinking.beta };
  return { body, path: '/messages', headers, changes };
}
