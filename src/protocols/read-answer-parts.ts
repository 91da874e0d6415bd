import { createParser } from 'eventsource-parser';
import type { AnswerEvent } from './neutral/answer.ts';
import { collect } from './neutral/collect.ts';
import { Ordered } from './neutral/order.ts';
import type { Part } from './neutral/parts.ts';
import type { Protocol } from './protocol.ts';

/** What a model said in an answer's decoded bytes, in the neutral form; empty where they cannot be read. Never throws. */
export function partsOfAnswer(protocol: Protocol, body: Buffer, streamed: boolean): Part[] {
  const { conversion } = protocol;
  if (streamed) {
    const reader = conversion.streamReader();
    const events: AnswerEvent[] = [];
    const parser = createParser({
      onEvent: ({ event, data }) => events.push(...reader.push({ event: event ?? null, data })),
    });
    parser.feed(`${body.toString('utf8')}\n\n`);
    events.push(...reader.end());
    const ordered = new Ordered();
    return collect([...ordered.push(events), ...ordered.close()]).answer.parts;
  }
  try {
    return conversion.readAnswer(JSON.parse(body.toString('utf8')))?.parts ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
