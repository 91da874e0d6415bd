import { ChartColumn } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import type { ModelView } from '../../../../src/contract/api.ts';
import { hrefOf } from '../../app/location.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Name } from '../../components/text/Name.tsx';
import { type Known, useFormat, useTexts } from '../../texts/index.ts';
import { spendFilter } from './table.ts';
import { TEXTS } from './texts.ts';

export interface ModelRowProps {
  model: ModelView;
  index: number;
  top: number;
}

/** One model. Prices are without a currency sign: the head of their column has it. */
export const ModelRow = memo(function ModelRow({ model, index, top }: ModelRowProps) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { id, display, provider, provider_model: own, window, prices, vocabulary, origin } = model;
  const place: CSSProperties = { transform: `translateY(${top}px)` };
  const source = prices === null ? texts.unpriced : texts.sources[prices.source];
  const price = (name: 'input' | 'cached' | 'output', rate: Known) => (
    <span role="cell" className={`cell number model-${name}`} title={rate == null ? texts.unpriced : source}>
      {format.usd(rate).replace(/\s?\$\s?/, '')}
    </span>
  );
  const said = [id, display, own === id || id.endsWith(`/${own}`) ? null : `→ ${own}`].filter(Boolean);
  return (
    <div role="row" aria-rowindex={index + 2} className="model-row" style={place} data-model={id}>
      <span role="cell" className="cell model-id">
        <span className="one-line" title={said.join(' ')}>
          <Name className="mono" text={id} />
          {said.length > 1 && <span className="quiet small"> {said.slice(1).join(' ')}</span>}
        </span>
        <CopyButton text={id} of={`${texts.modelId}, ${id}`} />
        <a
          className="button plain square"
          href={hrefOf('/spend', { q: spendFilter(model) })}
          aria-label={texts.spend(id)}
          title={texts.spend(id)}
        >
          <ChartColumn size={14} aria-hidden="true" />
        </a>
      </span>
      <span role="cell" className="cell one-line model-provider">
        <a className="plain-link" href={hrefOf(`/models/${encodeURIComponent(provider)}`)}>
          <Name text={provider} />
        </a>
        {!model.on && <span className="quiet"> – {texts.off}</span>}
      </span>
      <span
        role="cell"
        className="cell number model-window"
        title={window === null ? texts.windowUnknown : format.count(window)}
      >
        {format.short(window)}
      </span>
      {price('input', prices?.input)}
      {price('cached', prices?.cache_read)}
      {price('output', prices?.output)}
      <span
        role="cell"
        className="cell one-line model-vocabulary"
        title={[
          vocabulary.exact ? texts.exact : texts.estimated,
          vocabulary.wants === null ? null : texts.wants(vocabulary.wants),
        ]
          .filter(Boolean)
          .join('. ')}
      >
        {vocabulary.exact ? '' : '≈ '}
        <span className="mono">{vocabulary.name}</span>
        {vocabulary.wants !== null && <span className="quiet small"> + {vocabulary.wants}</span>}
      </span>
      <span role="cell" className="cell one-line quiet model-origin">
        {texts.origins[origin]}
      </span>
    </div>
  );
});
