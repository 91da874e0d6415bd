import { useState } from 'react';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { TEXTS } from '../form/texts.ts';

/** A text of which `step` characters are shown, and as many more each time they are asked for. */
export function LongText({ text, step, inline = false }: { text: string; step: number; inline?: boolean }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const [shown, setShown] = useState(step);
  const part = text.length > shown ? text.slice(0, shown) : text;
  const more = text.length > shown && (
    <button type="button" className="button small" onClick={() => setShown(shown + step * 4)}>
      {texts.showMore(format.count(Math.min(step * 4, text.length - shown)))}
    </button>
  );
  if (inline) {
    return (
      <>
        {part}
        {more !== false && <>… {more}</>}
      </>
    );
  }
  return (
    <>
      <pre className="plain-text">{part}</pre>
      {more}
    </>
  );
}
