import { runsOf } from './visible.ts';

/** A text in which characters that nobody sees, and those that turn its direction, are marks. */
export function VisibleText({ text }: { text: string }) {
  const runs = runsOf(text);
  if (runs.every(({ mark }) => mark === null)) return text;
  return runs.map(({ text: part, mark }, index) =>
    mark === null ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: stretches of one text, never moved
      <span key={index} className="unseen" title={mark.code}>
        {mark.label}
      </span>
    ),
  );
}
