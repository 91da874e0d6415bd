import type { EventStore } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { jsonOf } from '../calls/measure.ts';

/** What is kept of a session's messages for a client whose connection breaks. */
const MOST_EVENTS = 500;
const MOST_BYTES = 4 * 1024 * 1024;

type Message = Parameters<EventStore['storeEvent']>[1];

/** The last messages of one session, so that a client that reconnects with `Last-Event-ID` misses none of them. */
export function createEventStore(): EventStore {
  const events = new Map<string, { stream: string; message: Message; bytes: number }>();
  let bytes = 0;
  let last = 0;

  const trim = (): void => {
    for (const [id, event] of events) {
      if (events.size <= MOST_EVENTS && bytes <= MOST_BYTES) return;
      events.delete(id);
      bytes -= event.bytes;
    }
  };

  return {
    storeEvent(stream, message) {
      last += 1;
      // The stream is told by the id itself: what was forgotten still says where it belonged.
      const id = `${last}_${stream}`;
      const size = jsonOf(message).length;
      events.set(id, { stream, message, bytes: size });
      bytes += size;
      trim();
      return Promise.resolve(id);
    },
    // Which stream an id is of is not told before it is replayed: the SDK would refuse a client that is back before its
    // broken connection was noticed, rather than let it take its stream over.
    async replayEventsAfter(lastId, { send }) {
      const at = lastId.indexOf('_');
      const stream = lastId.slice(at + 1);
      const after = Number(lastId.slice(0, at));
      if (at <= 0 || !(after <= last)) throw new Error(`There was no event ${lastId.slice(0, 100)}.`);
      for (const [id, event] of [...events]) {
        if (event.stream !== stream || Number(id.slice(0, id.indexOf('_'))) <= after) continue;
        // The first event of a stream only opens it.
        if ('jsonrpc' in event.message) await send(id, event.message);
      }
      return stream;
    },
  };
}
