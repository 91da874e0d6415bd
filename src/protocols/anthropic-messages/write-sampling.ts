import type { Fields } from '../neutral/parts.ts';
import type { NeutralRequest, Sampling } from '../neutral/request.ts';
import { PROTOCOL } from './wire.ts';
import type { Writing } from './writing.ts';

/** `max_tokens` where the client named none and the model is not known. */
const DEFAULT_MAX = 16_384;

/**
 * `max_tokens`, which must be there: what was asked for, no more than the model has (a client may send its whole
 * window); where nothing was asked, all that the model has.
 */
export function maxTokensOf({ sampling, extra }: NeutralRequest, { traits, notes }: Writing): number {
  const most = traits.maxOutput;
  const asked = sampling.maxTokens;
  if (asked === undefined) return most ?? DEFAULT_MAX;
  // 0 fills the cache without an answer, which nobody but Anthropic's own clients means by it.
  const whole = Math.max(extra?.protocol === PROTOCOL ? 0 : 1, Math.floor(asked));
  const sent = most === null ? whole : Math.min(whole, most);
  if (sent !== asked)
    notes.changed(
      `max_tokens ${asked}`,
      `sent as ${sent}: this model takes from 1 to ${most ?? 'any number'}`,
    );
  return sent;
}

/** temperature, top_p and top_k, as far as the model takes them (thinking: docs, "Feature compatibility"). */
function writeRandomness(sampling: Sampling, thinks: boolean, { traits, notes }: Writing): Fields {
  const { temperature, topP, topK } = sampling;
  const sent: Fields = {};
  const why =
    traits.sampling === 'none' ? 'this model refuses it' : thinks ? 'a thinking model refuses it' : null;
  if (temperature !== undefined && why !== null) {
    // 1 is what it is anyway.
    if (temperature !== 1) notes.dropped('temperature', why);
  } else if (temperature !== undefined) {
    const clamped = Math.min(1, Math.max(0, temperature));
    if (clamped !== temperature)
      notes.changed(`temperature ${temperature}`, `sent as ${clamped}: it goes from 0 to 1`);
    sent.temperature = clamped;
  }
  if (topK !== undefined) {
    if (why !== null) notes.dropped('top_k', why);
    else if (topK >= 1) sent.top_k = Math.floor(topK);
  }
  if (topP === undefined || (topP === 1 && why !== null)) return sent;
  if (traits.sampling === 'none' || (thinks && topP < 0.95)) notes.dropped('top_p', String(why));
  else if (traits.sampling === 'one' && sent.temperature !== undefined)
    notes.dropped('top_p', 'this model takes it or temperature, not both');
  else {
    const clamped = Math.min(1, Math.max(0, topP));
    if (clamped !== topP) notes.changed(`top_p ${topP}`, `sent as ${clamped}: it goes from 0 to 1`);
    sent.top_p = clamped;
  }
  return sent;
}

function writeStop(stop: string[] | undefined, { notes }: Writing): Fields {
  const kept = (stop ?? []).filter((each) => each.trim() !== '');
  if (kept.length < (stop?.length ?? 0))
    notes.dropped('a stop sequence', 'Anthropic takes none that is empty or only space');
  return kept.length === 0 ? {} : { stop_sequences: kept };
}

/** What Anthropic has nothing for, and an answer can do without. */
function dropOthers(request: NeutralRequest, { notes }: Writing): void {
  const { sampling } = request;
  const given: [string, boolean][] = [
    ['seed', sampling.seed !== undefined],
    ['presence_penalty', (sampling.presencePenalty ?? 0) !== 0],
    ['frequency_penalty', (sampling.frequencyPenalty ?? 0) !== 0],
    ['logit_bias', Object.keys(sampling.logitBias ?? {}).length > 0],
    ['logprobs', sampling.logprobs !== undefined],
    ['verbosity', request.verbosity !== undefined],
    ['metadata', request.metadata !== undefined && Object.keys(request.metadata).length > 0],
    ['store', request.store === true],
  ];
  for (const [field, there] of given) if (there) notes.dropped(field, 'Anthropic has no such option');
}

/** The options of a request that bound and colour its answer. */
export function writeSampling(request: NeutralRequest, thinks: boolean, writing: Writing): Fields {
  dropOthers(request, writing);
  return {
    ...writeRandomness(request.sampling, thinks, writing),
    ...writeStop(request.sampling.stop, writing),
  };
}

/** platform.claude.com/docs/en/api/messages, `metadata.user_id`: so many characters. */
const LONGEST_USER = 256;

/** Who asks, and how soon it must be answered. */
export function writeAccount(request: NeutralRequest, { notes }: Writing): Fields {
  const { user, serviceTier: tier } = request;
  const sent: Fields = {};
  if (user !== undefined && user.length <= LONGEST_USER) sent.metadata = { user_id: user };
  else if (user !== undefined) notes.dropped('user', `it is longer than ${LONGEST_USER} characters`);
  if (tier === 'auto' || tier === 'priority') sent.service_tier = 'auto';
  else if (tier === 'default' || tier === 'standard_only') sent.service_tier = 'standard_only';
  else if (tier !== undefined) notes.dropped(`service_tier ${tier}`, 'Anthropic has no such tier');
  return sent;
}
