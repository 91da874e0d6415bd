import { useState } from 'react';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { indentJson } from './indent-json.ts';
import type { StreamEvent } from './sse.ts';
import { TEXTS } from './texts.ts';

/** Events that are listed at once. */
const STEP = 200;
const PREVIEW = 400;

function Event({ event, number }: { event: StreamEvent; number: number }) {
  const [open, setOpen] = useState(false);
  return (
    <li className="event">
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary className="one-line">
          <span className="quiet number">{number}</span>{' '}
          {event.event !== null && (
            <b>
              <VisibleText text={event.event} />
            </b>
          )}{' '}
          <code>
            <VisibleText text={event.data.slice(0, PREVIEW)} />
          </code>
        </summary>
        {open && (
          <pre className="event-data" dir="auto">
            <VisibleText text={indentJson(event.data) ?? event.data} />
          </pre>
        )}
      </details>
    </li>
  );
}

/** A stream as its events, one a line. */
export function Events({ events }: { events: readonly StreamEvent[] }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const [most, setMost] = useState(STEP);
  return (
    <>
      <ol className="events">
        {events.slice(0, most).map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events of a stream, in their order
          <Event key={index} event={event} number={index + 1} />
        ))}
      </ol>
      {events.length > most && (
        <button type="button" className="button" onClick={() => setMost((count) => count + STEP * 5)}>
          {texts.moreEvents(format.plural(events.length - most, ...texts.events))}
        </button>
      )}
    </>
  );
}
