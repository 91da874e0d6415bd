import type { ProviderView } from '../../../../src/contract/api.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** Whether requests go to a provider: sign, word, and since when and until when they do not. */
export function Breaker({ provider }: { provider: ProviderView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { breaker, breaker_since: since, breaker_retry_at: retryAt } = provider;
  if (breaker === 'closed') {
    return (
      <span title={texts.breakerHint}>
        <span className="ok" aria-hidden="true">
          ✓
        </span>{' '}
        {texts.closed}
      </span>
    );
  }
  if (breaker === 'half-open') {
    return (
      <span title={texts.breakerHint}>
        <span className="warn" aria-hidden="true">
          ◐
        </span>{' '}
        {texts.halfOpen}
      </span>
    );
  }
  return (
    <span title={texts.breakerHint}>
      <b className="bad">
        <span aria-hidden="true">✕</span> {texts.open(format.time(since))}
      </b>
      {retryAt !== null && <span className="quiet"> · {texts.nextTrial(format.time(retryAt))}</span>}
    </span>
  );
}
