import type { NeutralAnswer } from '../neutral/answer.ts';
import { eventsOf } from '../neutral/collect.ts';
import type { AnswerTarget } from '../neutral/conversion.ts';
import type { Fields, Part } from '../neutral/parts.ts';
import { carrierText } from './carried-seals.ts';
import { asksForSummary } from './compaction.ts';
import { writeCompacted, writeTriggered } from './compaction-writer.ts';
import { itemIdOf } from './ids.ts';
import { openItem } from './open-items.ts';
import { responseShell, statusOf, toolOrigins } from './response-object.ts';
import { writeUsage } from './usage.ts';
import { OWN } from './wire.ts';

/** One part's item, written as a stream writes it; null where there is none for it. */
function itemOf(
  part: Part,
  index: number,
  target: AnswerTarget,
  origins: ReadonlyMap<string, Fields>,
): Fields | null {
  const answer = {
    id: null,
    model: null,
    created: null,
    parts: [part],
    finish: { reason: 'stop' },
    usage: null,
  };
  let item = null;
  let seal = null;
  for (const event of eventsOf(answer as NeutralAnswer)) {
    if (event.type === 'part_start')
      item = openItem(event.part, { exchangeId: target.exchangeId, index }, origins);
    else if (event.type === 'delta') item?.delta(event.text);
    else if (event.type === 'citation') item?.cite(event.citation);
    else if (event.type === 'seal') seal = event.seal;
    else if (event.type === 'part_end') return item?.end(seal).item ?? null;
  }
  return null;
}

/** The id that a reasoning item's own encrypted content was made for goes with it. */
function withOwnId(item: Fields, part: Part): Fields {
  const seal = part.type === 'reasoning' ? part.seal : undefined;
  if (seal?.protocol !== OWN || seal.id === undefined) return item;
  return { ...item, id: seal.id, encrypted_content: seal.value };
}

function outputOf(answer: NeutralAnswer, target: AnswerTarget): Fields[] {
  const origins = toolOrigins(target.request);
  const output: Fields[] = [];
  for (const part of answer.parts) {
    const item = itemOf(part, output.length, target, origins);
    if (item === null) {
      target.notes.dropped(`a part of the answer (${part.type})`, 'the Responses API has no item for it');
      continue;
    }
    output.push(withOwnId(item, part));
    if ((part.type === 'tool_call' || part.type === 'text') && part.seal !== undefined)
      output.push({
        id: itemIdOf('rs', target.exchangeId, output.length),
        type: 'reasoning',
        summary: [],
        encrypted_content: carrierText({
          seal: part.seal,
          callId: part.type === 'tool_call' ? part.id : null,
        }),
      });
  }
  return output;
}

/** A whole answer as a response object, or as a compaction. Throws `upstream_invalid` for a compaction without a summary. */
export function writeAnswer(answer: NeutralAnswer, target: AnswerTarget): unknown {
  if (target.operation === 'compact') return writeCompacted(answer, target);
  if (asksForSummary(target.request)) return writeTriggered(answer, target);
  return {
    ...responseShell(target),
    ...statusOf(answer.finish),
    output: outputOf(answer, target),
    usage: writeUsage(answer.usage),
  };
}
