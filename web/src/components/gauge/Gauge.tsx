import { type ReactNode, useId } from 'react';
import type { Composition } from '../../../../src/contract/context.ts';
import type { ExchangeTokens } from '../../../../src/contract/exchange.ts';
import type { ShortForecast } from '../../../../src/contract/timeline.ts';
import { type Format, useFormat, useTexts } from '../../texts/index.ts';
import { kindClass, orderedParts } from '../kinds.ts';
import { levelOf } from '../level.ts';
import { type ComponentTexts, TEXTS } from '../texts.ts';
import { Bar } from './Bar.tsx';
import { FAR_TURNS, nextTurn, providerCountsMore, roomOfAnswer, unsureRange } from './marks.ts';

export interface GaugeProps {
  tokens: Pick<ExchangeTokens, 'context' | 'window' | 'context_use' | 'source' | 'error' | 'answer_limit'>;
  thresholds: readonly number[];
  /** What fills the window; null while it is not known: the bar is then of one colour. */
  parts: Composition['parts'] | null;
  /** Our own count of the same context, whatever the provider says; null while it is not known. */
  ours: number | null;
  /** Null where nothing can be said. */
  forecast: ShortForecast | null;
  /** A stream adds to the context right now. */
  growing: boolean;
  /** What stands where the window is unknown: how to set it. */
  unknownWindow?: ReactNode;
}

/** How a count was come by, in full. */
export function sourceText(
  { source, error }: Pick<ExchangeTokens, 'source' | 'error'>,
  texts: ComponentTexts,
  format: Format,
): string {
  if (source === null) return texts.notCounted;
  return texts.sources[source](error === null ? null : format.percent(error, 1));
}

/** By how much the provider counts otherwise than we do; nothing is said of less than a thousandth. */
function differenceText(more: number, texts: ComponentTexts, format: Format): string {
  if (Math.abs(more) < 0.0005) return texts.sameAsHere;
  const share = format.percent(Math.abs(more), 1);
  return more > 0 ? texts.moreThanHere(share) : texts.fewerThanHere(share);
}

function forecastText(turns: number, texts: ComponentTexts, format: Format): string {
  if (turns > FAR_TURNS) return texts.plentyOfRoom;
  return turns < 1 ? texts.noTurnLeft : format.plural(turns, ...texts.turnsLeft);
}

function Legend({
  parts,
  room,
}: {
  parts: Composition['parts'];
  room: { asked: number; free: number } | null;
}) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  return (
    <ul className="legend">
      {orderedParts(parts).map(({ part, tokens }) => (
        <li key={part}>
          <span className={`swatch ${kindClass(part)}`} aria-hidden="true" />
          {texts.parts[part]} <b>{format.short(tokens)}</b>
        </li>
      ))}
      {room !== null && (
        <li title={texts.answerRoom}>
          <span className="swatch reserved" aria-hidden="true" />
          {texts.answerLimit} <b>{format.short(room.asked)}</b>
          {room.free < room.asked && ` ${texts.fits(format.short(room.free))}`}
        </li>
      )}
    </ul>
  );
}

/** How full a window is, what is in it, how sure that is, and how long it will do. */
export function Gauge(props: GaugeProps) {
  const { tokens, thresholds, parts, ours, forecast, growing, unknownWindow } = props;
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const id = useId();
  const { context, window } = tokens;
  const use = context === null || window === null ? null : context / window;
  const level = levelOf(use, thresholds);
  const more = providerCountsMore(tokens, ours);
  const room = roomOfAnswer(tokens);
  return (
    <section className="gauge" aria-labelledby={id} data-level={use === null ? 'unknown' : level}>
      <div className="gauge-head">
        <p className={`gauge-number ${use === null ? '' : level}`} id={id}>
          {use === null ? format.short(context) : format.percent(use)}{' '}
          <span className="gauge-word">
            {use === null ? (context === null ? '' : texts.windowUnknown) : texts.levels[level]}
          </span>
        </p>
        <p className="gauge-line">
          {context === null ? (
            <span className="quiet">{texts.notCounted}</span>
          ) : (
            <>
              <b>
                {window === null
                  ? texts.tokens(format.count(context))
                  : texts.ofWindow(format.count(context), format.count(window))}
              </b>
              {' · '}
              <span className="quiet">{sourceText(tokens, texts, format)}</span>
              {more !== null && <span className="quiet">{differenceText(more, texts, format)}</span>}
              {forecast !== null && (
                <span className="quiet">
                  {' · '}
                  {forecastText(forecast.turns_left, texts, format)}
                </span>
              )}
              {use !== null && use > 1 && window !== null && (
                <span className="bad"> · {texts.overBy(format.count(context - window))}</span>
              )}
            </>
          )}
        </p>
      </div>
      {context !== null && window !== null ? (
        <Bar
          context={context}
          window={window}
          level={level}
          thresholds={thresholds}
          parts={parts === null ? [] : orderedParts(parts)}
          growing={growing}
          unsure={unsureRange(tokens)}
          next={nextTurn(tokens, forecast)}
          reserved={room?.free || null}
        />
      ) : context !== null && unknownWindow !== undefined ? (
        <div className="gauge-unknown">{unknownWindow}</div>
      ) : (
        <div className="gauge-bar">
          <div className="gauge-track" />
        </div>
      )}
      {parts === null ? <p className="legend">&nbsp;</p> : <Legend parts={parts} room={room} />}
    </section>
  );
}
