import type { ExchangeRow } from '../../../../src/contract/row.ts';
import { Figure, Waiting } from '../../components/States.tsx';
import { useLiveStore } from '../../data/live/index.ts';
import { useNow } from '../../data/use-now.ts';
import type { Totals } from '../../data/use-totals.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

const TICK_MS = 500;

function Speeds() {
  const live = useLiveStore();
  const texts = useTexts(TEXTS);
  const format = useFormat();
  // Numbers move while something runs; the clock asks twice a second whether it does.
  useNow(TICK_MS);
  const now = performance.now();
  const { speed } = live;
  const input = speed.active ? speed.input(now) : null;
  const output = speed.active ? speed.output(now) : null;
  return (
    <Figure label={texts.speeds} title={texts.speedsHint}>
      {format.short(input === null ? null : Math.round(input))} /{' '}
      {format.short(output === null ? null : Math.round(output))}
    </Figure>
  );
}

function change(last: number | null, before: number | null): number | null {
  return last === null || before === null || before === 0 ? null : last / before - 1;
}

/** What the session has cost, in whole and lately, what the cache gave, and how fast it goes. */
export function Figures({ sum, turns }: { sum: Totals | null | undefined; turns: readonly ExchangeRow[] }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const [last = null, before = null] = turns.filter(({ status }) => status !== 'running');
  const moved = change(last?.cost.usd ?? null, before?.cost.usd ?? null);
  const input = sum?.input ?? null;
  const cached = sum?.cache_read ?? null;
  return (
    <dl className="figures">
      <Figure label={texts.cost} title={texts.costHint}>
        {sum === undefined ? <Waiting /> : format.usd(sum?.cost_usd)}
        {sum != null && sum.unpriced > 0 && (
          <span className="quiet small"> {texts.unpriced(format.count(sum.unpriced))}</span>
        )}
      </Figure>
      <Figure label={texts.lastTurn} title={texts.lastTurnHint}>
        {format.usd(last?.cost.usd)}{' '}
        {moved !== null && Math.abs(moved) >= 0.005 && (
          <span className="quiet small">
            {moved > 0 ? '▲' : '▼'}
            {'\u00a0'}
            {format.percent(Math.abs(moved))}
          </span>
        )}
      </Figure>
      <Figure label={texts.fromCache} title={texts.fromCacheHint}>
        {sum === undefined ? (
          <Waiting />
        ) : (
          format.percent(input === null || input === 0 || cached === null ? null : cached / input)
        )}
      </Figure>
      <Speeds />
    </dl>
  );
}
