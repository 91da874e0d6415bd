import type { Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { NeutralRequest, Sampling } from '../neutral/request.ts';
import { fieldsOf, ownExtra } from './fields.ts';
import { generationOf, takesFormatWithTools, takesPenalties, takesSampling } from './models.ts';
import { schemaNote, writeSchema } from './schema/write.ts';
import { writeThinking } from './thinking.ts';

/** What a number may be (ai.google.dev/api/generate-content#GenerationConfig). */
interface Range {
  least: number;
  most: number;
}

const RANGES = {
  temperature: { least: 0, most: 2 },
  topP: { least: 0, most: 1 },
  topK: { least: 1, most: 1000 },
  seed: { least: -(2 ** 31), most: 2 ** 31 - 1 },
  presencePenalty: { least: -2, most: 2 },
  frequencyPenalty: { least: -2, most: 2 },
} satisfies Partial<Record<keyof Sampling, Range>>;

const MOST_STOPS = 5;

/** Longest answers: 65,536 tokens from 2.5 on, 8,192 before (ai.google.dev/gemini-api/docs/models); null: not known. */
function longestAnswer(model: string): number | null {
  const generation = generationOf(model);
  if (generation === null) return null;
  return generation >= 2.5 ? 65_536 : 8192;
}

function clamped(name: string, value: number, { least, most }: Range, notes: Notes): number {
  const within = Math.min(most, Math.max(least, value));
  if (within !== value) notes.changed(name, `${value} became ${within}: Gemini takes ${least} to ${most}`);
  return within;
}

/** Why a model does not take a number; null where it does. */
function refusal(name: keyof typeof RANGES, model: string): string | null {
  if (name === 'temperature' || name === 'topP' || name === 'topK')
    return takesSampling(model) ? null : `${model} samples in a way of its own`;
  return !name.endsWith('Penalty') || takesPenalties(model) ? null : `${model} refuses it`;
}

function writeSampling(sampling: Sampling, model: string, notes: Notes): Fields {
  const config: Fields = {};
  const { maxTokens, stop, logprobs, logitBias } = sampling;
  if (maxTokens !== undefined) {
    const most = longestAnswer(model) ?? Number.MAX_SAFE_INTEGER;
    config.maxOutputTokens = clamped('max tokens', maxTokens, { least: 1, most }, notes);
  }
  for (const [name, range] of Object.entries(RANGES) as [keyof typeof RANGES, Range][]) {
    const value = sampling[name];
    // Models that know no penalties refuse a penalty of 0, too.
    if (value === undefined || (name.endsWith('Penalty') && value === 0)) continue;
    const why = refusal(name, model);
    if (why === null) config[name] = clamped(name, value, range, notes);
    else notes.dropped(name, why);
  }
  const stops = (stop ?? []).filter((each) => each !== '');
  if (stops.length > MOST_STOPS)
    notes.changed('stop', `of ${stops.length} sequences the first ${MOST_STOPS} go up; Gemini takes no more`);
  if (stops.length > 0) config.stopSequences = stops.slice(0, MOST_STOPS);
  // Most models refuse to be asked ("Logprobs is not enabled for models/…", github.com/googleapis/python-genai/issues/1921).
  if (logprobs !== undefined) notes.dropped('logprobs', 'they are not in a converted answer');
  if (logitBias !== undefined) notes.dropped('logit_bias', 'Gemini has no such thing');
  return config;
}

/** The answer's format in `generationConfig`, or, where a model refuses it beside tools, as words for the system text. */
function writeFormat(
  request: NeutralRequest,
  model: string,
  notes: Notes,
): { config: Fields; words: string | null } {
  const { format, tools } = request;
  if (format === undefined) return { config: {}, words: null };
  const schema = format.type === 'schema' ? writeSchema(format.schema) : null;
  const note = schema === null ? null : schemaNote(schema);
  if (tools.length > 0 && !takesFormatWithTools(model)) {
    notes.changed(
      'the format of the answer',
      `${model} refuses it beside tools; it is asked for in the system text`,
    );
    const fits = schema === null ? '' : ` that fits this JSON Schema: ${JSON.stringify(schema.schema)}`;
    return { config: {}, words: `When you answer and call no tool, answer with nothing but JSON${fits}` };
  }
  if (note !== null) notes.changed('the schema of the answer', note);
  return {
    config: {
      responseMimeType: 'application/json',
      ...(schema === null ? {} : { responseJsonSchema: schema.schema }),
    },
    words: null,
  };
}

/** `generationConfig`, null where it is empty; `words`: what is to be said in the system text instead. */
export function writeConfig(
  request: NeutralRequest,
  model: string,
  notes: Notes,
): { config: Fields | null; words: string | null } {
  const { config: format, words } = writeFormat(request, model, notes);
  const thinking = writeThinking(request.reasoning, model, notes);
  const config = {
    ...fieldsOf(ownExtra(request.extra).generationConfig),
    ...writeSampling(request.sampling, model, notes),
    ...format,
    ...(thinking === null ? {} : { thinkingConfig: thinking }),
  };
  return { config: Object.keys(config).length === 0 ? null : config, words };
}
