import type { Fields } from '../neutral/parts.ts';
import { dataOf } from './answer.ts';
import { fieldsOf, isObject, parsed } from './wire.ts';

/** What a stored answer said. */
export interface StoredOutput {
  items: Fields[];
  /** It is the answer to a compaction: it takes the place of what was before it. */
  compaction: boolean;
}

function outputOf(response: Fields): StoredOutput | null {
  if (!Array.isArray(response.output)) return null;
  const items = response.output.filter(isObject);
  return { items, compaction: response.object === 'response.compaction' };
}

/** The response in a stream's bytes: its last event repeats the whole; of a stream that was cut, the items that were done. */
function outputOfStream(bytes: Buffer): StoredOutput | null {
  const done: Fields[] = [];
  for (const data of dataOf(bytes)) {
    const event = fieldsOf(parsed(data));
    if (event.type === 'response.completed' || event.type === 'response.incomplete') {
      const whole = outputOf(fieldsOf(event.response));
      // Some providers leave the output out there.
      if (whole !== null && (whole.items.length > 0 || done.length === 0)) return whole;
    }
    if (event.type === 'response.output_item.done' && isObject(event.item)) done.push(event.item);
  }
  return done.length === 0 ? null : { items: done, compaction: false };
}

/** The output in an answer's bytes: JSON, or the events of a stream. Null where there is none. */
export function outputIn(bytes: Buffer): StoredOutput | null {
  const value = parsed(bytes.toString('utf8'));
  return value === undefined ? outputOfStream(bytes) : outputOf(fieldsOf(value));
}
