import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import type { WhatIfView } from '../../../../../src/contract/what-if.ts';
import { Scroller } from '../../../components/Scroller.tsx';
import { Failure, Waiting } from '../../../components/States.tsx';
import { Name } from '../../../components/text/Name.tsx';
import { callApi } from '../../../data/api.ts';
import { useReadAgain } from '../../../data/use-read-again.ts';
import { type Format, useFormat, useTexts } from '../../../texts/index.ts';
import type { SessionTexts } from './text-keys.ts';
import { TEXTS } from './texts.ts';

/** All exchanges are priced anew for it: not more often than this, in ms. */
const REST_MS = 10_000;

type Model = WhatIfView['models'][number];

function notes(model: Model, texts: SessionTexts, format: Format): string {
  return [
    ...model.assumed.map((one) => texts.assumptions[one]),
    ...(model.beyond_window > 0 ? [format.plural(model.beyond_window, ...texts.beyond)] : []),
    ...(model.unpriced > 0 ? [format.plural(model.unpriced, ...texts.without)] : []),
  ].join(' · ');
}

function differenceText(difference: Model['difference'], format: Format): string {
  if (difference === null) return format.usd(null);
  const { usd } = difference;
  return `${usd > 0 ? '+' : usd < 0 ? '−' : ''}${format.usd(Math.abs(usd))}`;
}

/** What the session would have cost on other models, at its own tokens and its own cache. */
export const WhatIf = memo(function WhatIf({ sessionId }: { sessionId: number }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const queryKey = ['what-if', sessionId];
  const told = useQuery({
    queryKey,
    queryFn: ({ signal }) => callApi<WhatIfView>(`/api/sessions/${sessionId}/what-if`, { signal }),
    refetchOnMount: 'always',
  });
  useReadAgain(sessionId, queryKey, REST_MS);
  const { data } = told;
  return (
    <section className="panel" aria-labelledby="elsewhere-title">
      <div className="panel-head">
        <h2 id="elsewhere-title">{texts.elsewhere}</h2>
        <span className="quiet">{texts.elsewhereLead}</span>
      </div>
      {told.isError && <Failure error={told.error} onRetry={() => void told.refetch()} />}
      {told.isPending && !told.isError && <Waiting width="18rem" />}
      {data !== undefined && (
        <p>{data.actual.usd === null ? texts.actualUnknown : texts.actual(format.usd(data.actual.usd))}</p>
      )}
      {data?.models.length === 0 && <p className="quiet">{texts.noElsewhere}</p>}
      {data !== undefined && data.models.length > 0 && (
        <Scroller label={texts.elsewhere}>
          <table className="what-if">
            <thead>
              <tr>
                <th scope="col">{texts.model}</th>
                <th scope="col" className="number">
                  {texts.wouldCost}
                </th>
                <th scope="col" className="number" title={texts.differenceHint}>
                  {texts.difference}
                </th>
                <th scope="col">{texts.assumed}</th>
              </tr>
            </thead>
            <tbody>
              {data.models.map((model) => (
                <tr key={`${model.provider} ${model.model}`}>
                  <td>
                    <Name text={model.model} />
                  </td>
                  <td className="number">{format.usd(model.usd)}</td>
                  <td className="number">{differenceText(model.difference, format)}</td>
                  <td className="quiet small">{notes(model, texts, format)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </section>
  );
});
