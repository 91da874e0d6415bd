import type { ReactNode } from 'react';
import type { ConfigValue } from '../../../../src/contract/config.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { useFormat, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';
import { tomlLine } from './values.ts';

const CAPTURES = ['full', 'preview', 'none'] as const;

function Line({ text, children }: { text: string | null; children?: ReactNode }) {
  const texts = useTexts(TEXTS);
  if (text === null) return null;
  return (
    <div className="rule-line">
      <code>{text}</code>
      <CopyButton text={`${text}\n`} of={`${texts.line}, ${text}`} />
      {children}
    </div>
  );
}

function Rule({ title, where, children }: { title: string; where: string | null; children: ReactNode }) {
  const texts = useTexts(TEXTS);
  return (
    <div className="rule">
      <h3>{title}</h3>
      <div className="rule-body">
        {children}
        {where !== null && <p className="quiet small">{texts.setAt(where)}</p>}
      </div>
    </div>
  );
}

/** The settings that people change most, in words, each with the line of the file that sets it. */
export function Rules({ values }: { values: readonly ConfigValue[] }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const of = (key: string): ConfigValue | undefined => values.find((value) => value.key === key);
  const shownOf = (key: string): ConfigValue['value'] => of(key)?.value ?? null;
  const lineOf = (key: string): string | null => tomlLine(key, shownOf(key));
  const whereOf = (key: string): string | null => {
    const origin = of(key)?.origin;
    return origin?.kind === 'file' ? origin.where : null;
  };
  const thresholds = shownOf('thresholds');
  const shares = Array.isArray(thresholds) ? thresholds.filter((share) => typeof share === 'number') : [];
  const capture = shownOf('capture');
  const days = shownOf('retention.days');
  const gb = shownOf('retention.gb');
  return (
    <section className="panel stack" aria-labelledby="settings-rules">
      <h2 id="settings-rules">{texts.rules}</h2>
      <p className="quiet">{texts.rulesLead}</p>
      <div>
        <Rule title={texts.thresholds} where={whereOf('thresholds')}>
          <p>{texts.thresholdsLead(format.list(shares.map((share) => format.percent(share))))}</p>
          <Line text={lineOf('thresholds')} />
        </Rule>
        <Rule title={texts.capture} where={whereOf('capture')}>
          {CAPTURES.map((one) => (
            <div key={one} className="rule-choice">
              <p>
                {texts.captures[one]} {one === capture && <span className="tag ok">✓ {texts.inForce}</span>}
              </p>
              <Line text={tomlLine('capture', one)} />
            </div>
          ))}
        </Rule>
        <Rule title={texts.retention} where={whereOf('retention.days') ?? whereOf('retention.gb')}>
          <p>
            {typeof days === 'number' && days > 0
              ? format.plural(days, ...texts.retentionDays)
              : texts.retentionForever}{' '}
            {typeof gb === 'number' && gb > 0
              ? texts.retentionGb(format.count(gb))
              : texts.retentionUnlimited}
          </p>
          <Line text={lineOf('retention.days')} />
          <Line text={lineOf('retention.gb')} />
        </Rule>
      </div>
    </section>
  );
}
