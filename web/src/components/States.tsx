import type { ReactNode } from 'react';
import { ApiError } from '../data/api.ts';
import { useTexts } from '../texts/index.ts';
import { Sentence } from './text/Sentence.tsx';
import { TEXTS } from './texts.ts';

/** What failed, why, and what to do: for whatever a panel could not read. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const texts = useTexts(TEXTS);
  const known = error instanceof ApiError;
  return (
    <div className="notice bad" role="alert">
      <span>
        <b>
          {known && error.code === 'unreachable' ? (
            texts.unreachable
          ) : (
            <Sentence text={error instanceof Error ? error.message : String(error)} />
          )}
        </b>
        {known && error.hint !== null && (
          <>
            {' '}
            <Sentence text={error.hint} />
          </>
        )}
        {known && error.status > 0 && (
          <>
            {' '}
            <code>
              {error.status} {error.code}
            </code>
          </>
        )}
      </span>
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          {texts.retry}
        </button>
      )}
    </div>
  );
}

/** A number on its way: a bar of its final size, never 0. */
export function Waiting({ width = '4rem' }: { width?: string }) {
  const texts = useTexts(TEXTS);
  return (
    <span className="waiting" style={{ width }}>
      <span className="visually-hidden">{texts.loading}</span>
    </span>
  );
}

interface FigureProps {
  label: string;
  title?: string | undefined;
  children: ReactNode;
}

/** One number with its name. */
export function Figure({ label, title, children }: FigureProps) {
  return (
    <div className="figure" title={title}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
