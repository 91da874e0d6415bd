import { type ReactNode, useId } from 'react';
import type { Composition } from '../../../../src/contract/context.ts';
import type { ExchangeTokens } from '../../../../src/contract/exchange.ts';
import { type Format, useFormat, useTexts } from '../../texts/index.ts';
import { kindClass, orderedParts } from '../kinds.ts';
import { levelOf } from '../level.ts';
import { type ComponentTexts, TEXTS } from '../texts.ts';

/** A forecast beyond this says nothing but that there is room. */
const FAR_TURNS = 200;

export interface GaugeProps {
  tokens: Pick<ExchangeTokens, 'context' | 'window' | 'context_use' | 'source' | 'error'>;
  thresholds: readonly number[];
  /** What fills the window; null while it is not known: the bar is then of one colour. */
  parts: Composition['parts'] | null;
  /** By the forecast; null where nothing can be said. */
  turnsLeft: number | null;
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

function Bar({
  tokens,
  thresholds,
  parts,
  turnsLeft,
  growing,
}: GaugeProps & { tokens: { context: number; window: number } }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const { context, window } = tokens;
  const use = context / window;
  const level = levelOf(use, thresholds);
  const filled = Math.min(1, use);
  const shown = parts === null ? [] : orderedParts(parts);
  const sum = shown.reduce((total, { tokens: count }) => total + count, 0);
  const growth = turnsLeft === null || turnsLeft < 1 || turnsLeft > FAR_TURNS ? null : (1 - use) / turnsLeft;
  const next = growth === null ? null : use + growth;
  return (
    <div
      className="gauge-bar"
      role="meter"
      aria-label={texts.gauge}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(100, Math.round(use * 100))}
      aria-valuetext={texts.gaugeValue(
        format.percent(use),
        format.count(context),
        format.count(window),
        texts.levels[level],
      )}
    >
      <div className={`gauge-rail fill-${level}`} style={{ width: `${filled * 100}%` }} />
      <div className="gauge-track">
        <div className={growing ? 'gauge-fill growing' : 'gauge-fill'} style={{ width: `${filled * 100}%` }}>
          {shown.length === 0 && <span className="kind kind-other" style={{ flexGrow: 1 }} />}
          {shown.map(({ part, tokens: count }) => (
            <span
              key={part}
              className={kindClass(part)}
              style={{ flexGrow: count / sum }}
              title={`${texts.parts[part]}: ${format.count(count)}`}
            />
          ))}
        </div>
        {next !== null && next <= 1 && (
          <span className="gauge-next" style={{ left: `${next * 100}%` }} title={texts.nextTurn} />
        )}
      </div>
      {thresholds.map((threshold) => (
        <span
          key={threshold}
          className="gauge-tick"
          style={{ left: `${threshold * 100}%` }}
          aria-hidden="true"
        >
          {Math.round(threshold * 100)}
        </span>
      ))}
    </div>
  );
}

function Legend({ parts }: { parts: Composition['parts'] }) {
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
    </ul>
  );
}

/** How full a window is, what is in it, how sure that is, and how long it will do. */
export function Gauge(props: GaugeProps) {
  const { tokens, thresholds, parts, turnsLeft, unknownWindow } = props;
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const id = useId();
  const { context, window } = tokens;
  const use = context === null || window === null ? null : context / window;
  const level = levelOf(use, thresholds);
  const forecast =
    turnsLeft === null
      ? null
      : turnsLeft > FAR_TURNS
        ? texts.plentyOfRoom
        : texts.turnsLeft(format.count(turnsLeft));
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
              {forecast !== null && <span className="quiet"> · {forecast}</span>}
              {use !== null && use > 1 && window !== null && (
                <span className="bad"> · {texts.overBy(format.count(context - window))}</span>
              )}
            </>
          )}
        </p>
      </div>
      {context !== null && window !== null ? (
        <Bar {...props} tokens={{ ...tokens, context, window }} />
      ) : context !== null && unknownWindow !== undefined ? (
        <div className="gauge-unknown">{unknownWindow}</div>
      ) : (
        <div className="gauge-bar">
          <div className="gauge-track" />
        </div>
      )}
      {parts === null ? <p className="legend">&nbsp;</p> : <Legend parts={parts} />}
    </section>
  );
}
