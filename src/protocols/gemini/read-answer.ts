import type { AnswerEvent, NeutralAnswer } from '../neutral/answer.ts';
import { collect } from '../neutral/collect.ts';
import { Ordered } from '../neutral/order.ts';
import { fieldOf, fieldsOf, isObject, listOf, tooDeep } from './fields.ts';
import { candidateExtra, PieceReader } from './stream-reader.ts';

const NO_CANDIDATE: AnswerEvent = { type: 'finish', finish: { reason: 'other', raw: 'NO_CANDIDATE' } };

/** A whole answer; null where the body is none. One without a candidate is empty, and ended for a reason that is not told. */
export function readAnswer(body: unknown): NeutralAnswer | null {
  if (!isObject(body) || tooDeep(body)) return null;
  const candidates = listOf(body.candidates);
  const known = ['candidates', 'promptFeedback', 'usageMetadata'];
  if (!known.some((name) => fieldOf(body, name) !== undefined)) return null;
  const ordered = new Ordered();
  const { answer, error } = collect([
    ...ordered.push(new PieceReader().read(body)),
    ...(candidates.length === 0 ? ordered.push([NO_CANDIDATE]) : []),
    ...ordered.push([{ type: 'end' }]),
  ]);
  if (error !== null) return null;
  return { ...answer, ...candidateExtra(fieldsOf(candidates[0])) };
}
