/** An event of a stream as it came: its name where it has one, and its data. */
export interface StreamEvent {
  event: string | null;
  data: string;
}

/**
 * The events of a text/event-stream (HTML Standard, "Server-sent events"). `complete` tells whether the text is at its
 * end: until then the last event may go on, and is left out.
 */
export function parseEvents(text: string, complete: boolean): StreamEvent[] {
  const chunks = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n\n+/);
  if (!complete) chunks.pop();
  const events: StreamEvent[] = [];
  for (const chunk of chunks) {
    let event: string | null = null;
    const data: string[] = [];
    for (const line of chunk.split('\n')) {
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
    }
    if (data.length > 0 || event !== null) events.push({ event, data: data.join('\n') });
  }
  return events;
}
