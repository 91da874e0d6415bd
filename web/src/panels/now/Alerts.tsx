import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import type { AlertList } from '../../../../src/contract/timeline.ts';
import { hrefOf } from '../../app/location.ts';
import { callApi } from '../../data/api.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** The newest threshold that the current session has crossed, until it is put away. */
export function Alerts({ sessionId }: { sessionId: number }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const [dismissed, setDismissed] = useState<string | null>(null);
  const alerts = useQuery({
    queryKey: ['alerts', sessionId],
    queryFn: ({ signal }) =>
      callApi<AlertList>('/api/alerts', { query: { session_id: sessionId, limit: 1 }, signal }),
  });
  const [newest] = alerts.data?.items ?? [];
  if (newest === undefined || newest.exchange_id === dismissed) return null;
  const tone = newest.level === 'critical' ? 'bad' : 'warn';
  return (
    <div className={`notice ${tone}`} role="status">
      <span>
        <span className={tone} aria-hidden="true">
          ▲
        </span>{' '}
        <b>{texts.crossed(format.percent(newest.threshold))}</b>{' '}
        {texts.crossedAt(format.time(newest.at), format.percent(newest.context_use))}
        {newest.turns_left !== null && ` ${format.plural(newest.turns_left, ...texts.leftThen)}`}
      </span>
      <span className="row spread">
        <a className="button" href={hrefOf(`/exchange/${newest.exchange_id}`, { tab: 'composition' })}>
          {texts.show}
        </a>
        <button
          type="button"
          className="button plain square"
          aria-label={texts.dismiss}
          onClick={() => setDismissed(newest.exchange_id)}
        >
          <X size={14} aria-hidden="true" />
        </button>
      </span>
    </div>
  );
}
