import type { Sign } from './states.ts';

/** Sign, colour and word of where something stands. */
export function State({
  of: { sign, tone },
  word,
  title,
}: {
  of: Sign;
  word: string;
  title?: string | undefined;
}) {
  return (
    <span className={`status ${tone === 'accent' ? 'running' : tone}`} title={title}>
      <span className="status-sign" aria-hidden="true">
        {sign}
      </span>{' '}
      {word}
    </span>
  );
}
