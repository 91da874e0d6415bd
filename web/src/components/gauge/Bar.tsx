import type { ContextPart } from '../../../../src/contract/context.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { kindClass } from '../kinds.ts';
import type { Level } from '../level.ts';
import { TEXTS } from '../texts.ts';
import type { Range } from './marks.ts';

export interface BarProps {
  context: number;
  window: number;
  level: Level;
  thresholds: readonly number[];
  /** In the order in which they are drawn; none while they are not known. */
  parts: readonly { part: ContextPart; tokens: number }[];
  growing: boolean;
  /** Tokens between which the count lies; null where it is sure, or nobody knows how unsure. */
  unsure: Range | null;
  /** Tokens at the end of the next turn; null where nothing can be said. */
  next: { at: number; range: Range | null } | null;
  /** Tokens of the free room that the answer may take; null where it is not known. */
  reserved: number | null;
}

/** The line of a spread, from its low end to its high one. */
function Whisker({ range, window, kind }: { range: Range; window: number; kind: 'next' | 'unsure' }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const [from, to] = [range.low / window, Math.min(1, range.high / window)];
  const [low, high] = [format.count(Math.round(range.low)), format.count(Math.round(range.high))];
  return (
    <span
      className={`gauge-whisker gauge-whisker-${kind}`}
      style={{ left: `${from * 100}%`, width: `${Math.max(0, to - from) * 100}%` }}
      title={kind === 'next' ? texts.nextTurnRange(low, high) : texts.unsure(low, high)}
    />
  );
}

/** The window as a bar: what fills it, how sure that is, where the next turn should end, and the room of the answer. */
export function Bar(props: BarProps) {
  const { context, window, level, thresholds, parts, growing, unsure, next, reserved } = props;
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const use = context / window;
  const filled = Math.min(1, use);
  const sum = parts.reduce((total, { tokens }) => total + tokens, 0);
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
          {parts.length === 0 && <span className="kind kind-other" style={{ flexGrow: 1 }} />}
          {parts.map(({ part, tokens }) => (
            <span
              key={part}
              className={kindClass(part)}
              style={{ flexGrow: tokens / sum }}
              title={`${texts.parts[part]}: ${format.count(tokens)}`}
            />
          ))}
        </div>
        {reserved !== null && (
          <span
            className="gauge-reserved reserved"
            style={{ width: `${(reserved / window) * 100}%` }}
            title={texts.reserved(format.count(reserved))}
          />
        )}
        {unsure !== null && <Whisker range={unsure} window={window} kind="unsure" />}
        {next !== null && next.range !== null && <Whisker range={next.range} window={window} kind="next" />}
        {next !== null && next.at <= window && (
          <span
            className="gauge-next"
            style={{ left: `${(next.at / window) * 100}%` }}
            title={texts.nextTurn}
          />
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
