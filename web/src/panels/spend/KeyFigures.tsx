import type { ReactNode } from 'react';
import { hrefOf } from '../../app/location.ts';
import { Figure, Waiting } from '../../components/States.tsx';
import { UNKNOWN, useFormat, useTexts } from '../../texts/index.ts';
import { withTerm } from './drill.ts';
import { cachedOf } from './sort.ts';
import { freshOf, type TotalsRow } from './stack.ts';
import { TEXTS } from './texts.ts';
import { useHere } from './use-here.ts';

function Part({ children }: { children: ReactNode }) {
  return <span className="quiet small spend-part">{children}</span>;
}

/** The sums of the range. `sum` undefined: on their way; null: there is nothing. */
export function KeyFigures({ sum, onlyLocal }: { sum: TotalsRow | null | undefined; onlyLocal: boolean }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const here = useHere();
  const of = (show: (row: TotalsRow) => ReactNode): ReactNode =>
    sum === undefined ? (
      <>
        <Waiting /> <Part>{'\u00a0'}</Part>
      </>
    ) : sum === null ? (
      <>
        {UNKNOWN} <Part>{'\u00a0'}</Part>
      </>
    ) : (
      show(sum)
    );
  return (
    <dl className="spend-figures">
      <Figure label={texts.spent} title={texts.spentHint}>
        {of((row) => (
          <>
            {format.usd(row.cost_usd)}
            <Part>
              {row.unpriced > 0
                ? format.plural(row.unpriced, ...texts.unpricedMore)
                : row.cost_usd === 0 && onlyLocal
                  ? texts.runsHere
                  : row.cost_usd === null
                    ? texts.nothingPriced
                    : texts.allPriced}
            </Part>
          </>
        ))}
      </Figure>
      <Figure label={texts.exchanges}>
        {of((row) => (
          <>
            {format.count(row.exchanges)}
            <Part>
              {row.errors === 0 ? (
                texts.noErrors
              ) : (
                <a href={hrefOf('/spend', here({ q: (q) => withTerm(q, 'status:error,cut') }))}>
                  {format.plural(row.errors, ...texts.failed)}
                </a>
              )}
            </Part>
          </>
        ))}
      </Figure>
      <Figure label={texts.input} title={texts.inputHint}>
        {of((row) => (
          <>
            <span title={format.count(row.input)}>{format.short(row.input)}</span>
            <Part>
              {row.cache_read === null
                ? texts.cacheUnsaid
                : [
                    texts.cached(format.short(row.cache_read)),
                    ...(row.cache_write === null || row.cache_write === 0
                      ? []
                      : [texts.written(format.short(row.cache_write))]),
                    texts.rest(format.short(freshOf(row))),
                  ].join(' · ')}
            </Part>
          </>
        ))}
      </Figure>
      <Figure label={texts.output} title={texts.outputHint}>
        {of((row) => (
          <>
            <span title={format.count(row.output)}>{format.short(row.output)}</span>
            <Part>
              {row.reasoning === null ? texts.reasoningUnsaid : texts.reasoning(format.short(row.reasoning))}
            </Part>
          </>
        ))}
      </Figure>
      <Figure label={texts.fromCache} title={texts.fromCacheHint}>
        {of((row) => (
          <>
            {format.percent(cachedOf(row))}
            <Part>{cachedOf(row) === null ? texts.cacheUnsaid : texts.ofInput}</Part>
          </>
        ))}
      </Figure>
    </dl>
  );
}
