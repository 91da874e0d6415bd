import { fieldsOf, type SseEvent } from '../../sse.ts';

/**
 * What may be wrong with one event of a stream: `garbage` is no JSON, `half` breaks off in the middle of it, `scalar`
 * is JSON but no object, `empty` has no data; `bare` has no field but its type, `wrong-types` has each value of another
 * type, `null-values` has nulls; `unknown` is an event that nobody knows in front of the true one, `proto` has keys of
 * prototypes; `missing` is not sent, `twice` is sent twice, `restart` sends the stream's first event again.
 */
export const LIES = [
  'garbage',
  'half',
  'scalar',
  'empty',
  'bare',
  'wrong-types',
  'null-values',
  'unknown',
  'proto',
  'missing',
  'twice',
  'restart',
] as const;

export type Lie = (typeof LIES)[number];

function parsed(event: SseEvent): unknown {
  try {
    return JSON.parse(fieldsOf(event).data);
  } catch {
    return fieldsOf(event).data;
  }
}

/** Every leaf, but the names of kinds, of a type that is not its own. */
function mistyped(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.length === 0 ? {} : value.map((one) => mistyped(one));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mistyped(one, name)]));
  if (key === 'type') return value;
  if (typeof value === 'string') return 17;
  if (typeof value === 'number') return `${value}`;
  return [];
}

function nulled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, name === 'type' ? one : null]));
}

function bare(value: unknown): unknown {
  const type = (value as { type?: unknown } | null)?.type;
  return type === undefined ? {} : { type };
}

/** The event at `at` of `events`, told as the lie wants it. */
function told(events: readonly SseEvent[], at: number, lie: Lie): SseEvent[] {
  const event = events[at] as SseEvent;
  const withData = (data: string): SseEvent => ({ ...fieldsOf(event), data });
  const value = parsed(event);
  switch (lie) {
    case 'garbage':
      return [withData('{this is } no JSON')];
    case 'half': {
      const { data } = fieldsOf(event);
      return [withData(data.slice(0, Math.ceil(data.length / 2)))];
    }
    case 'scalar':
      return [withData('42')];
    case 'empty':
      return [withData('')];
    case 'bare':
      return [withData(JSON.stringify(bare(value)))];
    case 'wrong-types':
      return [withData(JSON.stringify(mistyped(value)))];
    case 'null-values':
      return [withData(JSON.stringify(nulled(value)))];
    case 'unknown':
      return [
        { event: 'nobody.knows', data: '{"type":"nobody.knows","index":99,"output_index":99,"delta":{}}' },
        event,
      ];
    case 'proto':
      return [
        withData(
          `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},${JSON.stringify(bare(value)).slice(1).replace(/^\}/, '"x":1}')}`,
        ),
      ];
    case 'missing':
      return [];
    case 'twice':
      return [event, event];
    case 'restart':
      return [events[0] as SseEvent, event];
  }
}

/** The events with lies in the places named, counted from 0; a place behind the last event has none. */
export function tamper(events: readonly SseEvent[], lies: Record<number, Lie>): SseEvent[] {
  return events.flatMap((event, at) => {
    const lie = lies[at];
    return lie === undefined ? [event] : told(events, at, lie);
  });
}
