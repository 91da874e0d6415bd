import type { Finish, NeutralAnswer } from '../neutral/answer.ts';
import type { AnswerTarget } from '../neutral/conversion.ts';
import type { Fields } from '../neutral/parts.ts';
import type { NeutralRequest } from '../neutral/request.ts';
import { writeCitations } from './citations.ts';
import { ownExtra } from './fields.ts';
import { writeFinish } from './finish.ts';
import { bareModel } from './models.ts';
import { usageMetadata } from './usage.ts';
import { AnswerParts } from './write-answer-parts.ts';

/** Whether the client asked for thoughts; without it Gemini tells none, and older clients show them as text. */
export function wantsThoughts({ reasoning }: NeutralRequest): boolean {
  return reasoning?.summary !== undefined && reasoning.summary !== 'none';
}

/** Why a candidate ended; a call that cannot be told as Gemini's own are is a malformed one. */
export function finishFields(finish: Finish, malformed: string | null): Fields {
  if (malformed === null) return { finishReason: writeFinish(finish) };
  return { finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage: malformed };
}

/** A whole answer as `GenerateContentResponse` (ai.google.dev/api/generate-content#GenerateContentResponse). */
export function writeAnswer(answer: NeutralAnswer, target: AnswerTarget): unknown {
  const writer = new AnswerParts(wantsThoughts(target.request), target.notes);
  const parts = [...answer.parts.flatMap((part) => writer.whole(part)), ...writer.end()];
  const texts = answer.parts.filter((part) => part.type === 'text');
  const citations = writeCitations(texts);
  return {
    candidates: [
      {
        content: { role: 'model', parts: parts.length === 0 ? [{ text: '' }] : parts },
        ...finishFields(answer.finish, writer.malformed),
        index: 0,
        ...(citations === null ? {} : { citationMetadata: citations }),
        ...ownExtra(answer.extra),
      },
    ],
    ...(answer.usage === null ? {} : { usageMetadata: usageMetadata(answer.usage) }),
    modelVersion: bareModel(target.model),
    responseId: answer.id ?? target.exchangeId,
  };
}
