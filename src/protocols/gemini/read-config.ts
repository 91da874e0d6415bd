import { cannotCarry, type Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { AnswerFormat, NeutralRequest, Sampling } from '../neutral/request.ts';
import { fieldOf, isObject, listOf, restOf, stringOr } from './fields.ts';
import { refuse } from './read-parts.ts';
import { readSchema } from './schema/read.ts';
import { readThinking } from './thinking.ts';

/** Numbers of `generationConfig` by their neutral names. */
const NUMBERS = {
  maxTokens: 'maxOutputTokens',
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  seed: 'seed',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
} as const;

const WHOLE = new Set<string>(['maxOutputTokens', 'topK', 'seed', 'candidateCount', 'logprobs']);

function numberAt(config: Fields, name: string): number | undefined {
  const value = fieldOf(config, name);
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw refuse(`generationConfig.${name}`, 'must be a number', 'leave it out for the default');
  return WHOLE.has(name) ? Math.trunc(number) : number;
}

function readSampling(config: Fields): Sampling {
  const sampling: Sampling = {};
  for (const [name, wire] of Object.entries(NUMBERS) as [keyof typeof NUMBERS, string][]) {
    const value = numberAt(config, wire);
    if (value !== undefined) sampling[name] = value;
  }
  const stop = listOf(fieldOf(config, 'stopSequences')).filter((each) => typeof each === 'string');
  if (stop.length > 0) sampling.stop = stop;
  if (fieldOf(config, 'responseLogprobs') === true) sampling.logprobs = numberAt(config, 'logprobs') ?? 0;
  return sampling;
}

function readFormat(config: Fields, notes: Notes): AnswerFormat | undefined {
  const type = stringOr(fieldOf(config, 'responseMimeType'), '').toLowerCase();
  const schema = fieldOf(config, 'responseJsonSchema') ?? fieldOf(config, '_responseJsonSchema');
  const subset = fieldOf(config, 'responseSchema');
  if (type === 'text/x.enum') {
    notes.changed(
      'generationConfig.responseMimeType',
      'a choice of texts is not asked for; it goes by the prompt',
    );
    return undefined;
  }
  if (type !== 'application/json') return undefined;
  if (isObject(schema)) return { type: 'schema', schema };
  return isObject(subset) ? { type: 'schema', schema: readSchema(subset) } : { type: 'json' };
}

const KNOWN = [
  ...Object.values(NUMBERS),
  'stopSequences',
  'responseLogprobs',
  'logprobs',
  'candidateCount',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  '_responseJsonSchema',
  'thinkingConfig',
];

/**
 * `generationConfig`, read; `rest` is what the neutral form has no place for. Throws `invalid_request` for what is no
 * number, `unsupported_conversion` for more than one candidate.
 */
export function readConfig(
  value: unknown,
  notes: Notes,
): Pick<NeutralRequest, 'sampling' | 'reasoning' | 'format'> & { rest: Fields | null } {
  if (value === undefined) return { sampling: {}, rest: null };
  if (!isObject(value))
    throw refuse('generationConfig', 'must be an object', 'leave it out for the defaults');
  const count = numberAt(value, 'candidateCount') ?? 1;
  if (count > 1)
    throw cannotCarry(
      'generationConfig.candidateCount',
      'several candidates cannot be converted',
      'ask for one',
    );
  const reasoning = readThinking(fieldOf(value, 'thinkingConfig'));
  const format = readFormat(value, notes);
  const kept = restOf(value, KNOWN);
  const choice = stringOr(fieldOf(value, 'responseMimeType'), '') === 'text/x.enum';
  const choices = choice
    ? { responseMimeType: 'text/x.enum', responseSchema: fieldOf(value, 'responseSchema') }
    : {};
  const rest = { ...kept, ...choices };
  return {
    sampling: readSampling(value),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(format === undefined ? {} : { format }),
    rest: Object.keys(rest).length === 0 ? null : rest,
  };
}
