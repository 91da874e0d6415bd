import type { Assumption, WhatIfRangeView } from '../../../../src/contract/what-if.ts';
import { Name } from '../../components/text/Name.tsx';
import { UNKNOWN, useFormat, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

type ModelRow = WhatIfRangeView['models'][number];

/** What is taken for granted of every model is said once, below; the rest in its row. */
const OF_ALL: readonly Assumption[] = ['same_tokens', 'same_cache'];

function Difference({ of: row, exchanges }: { of: ModelRow; exchanges: number }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { difference } = row;
  if (difference === null) return <span title={texts.noDifference}>{UNKNOWN}</span>;
  const { usd } = difference;
  return (
    <>
      {usd === 0 ? (
        texts.same
      ) : (
        <span className={usd < 0 ? 'ok' : 'bad'}>
          {usd < 0 ? texts.less(format.usd(-usd)) : texts.dearer(format.usd(usd))}
        </span>
      )}
      {difference.exchanges < exchanges && (
        <span className="quiet small"> {format.plural(difference.exchanges, ...texts.comparedOf)}</span>
      )}
    </>
  );
}

/** What it cost, and what it would have cost, the cheapest first. */
export function ElsewhereTable({ view }: { view: WhatIfRangeView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { actual, exchanges, models } = view;
  const notesOf = ({ assumed, unpriced, beyond_window: beyond }: ModelRow): string =>
    [
      ...assumed.filter((one) => !OF_ALL.includes(one)).map((one) => texts.assumptions[one]),
      ...(unpriced > 0 ? [format.plural(unpriced, ...texts.without)] : []),
      ...(beyond > 0 ? [format.plural(beyond, ...texts.beyond)] : []),
    ].join('; ');
  const common = OF_ALL.filter((one) => models.some(({ assumed }) => assumed.includes(one)));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keys */}
      <section className="spend-scroll" tabIndex={0} aria-label={texts.elsewhere}>
        <table className="spend-table">
          <thead>
            <tr>
              <th scope="col" className="spend-name">
                {texts.keys.model}
              </th>
              <th scope="col">{texts.keys.provider}</th>
              <th scope="col">{texts.priceOf}</th>
              <th scope="col" className="number">
                {texts.columns.cost}
              </th>
              <th scope="col" className="number">
                {texts.difference}
              </th>
              <th scope="col" className="spend-notes">
                {texts.notes}
              </th>
            </tr>
          </thead>
          <tbody>
            <tr className="spend-actual">
              <th scope="row" className="spend-name">
                {texts.actual}
              </th>
              <td />
              <td />
              <td className="number" title={actual.usd === null ? texts.nothingPriced : undefined}>
                {format.usd(actual.usd)}
              </td>
              <td />
              <td className="spend-notes quiet">
                {actual.unpriced > 0 && format.plural(actual.unpriced, ...texts.without)}
              </td>
            </tr>
            {models.map((row) => (
              <tr key={`${row.provider}/${row.model}`}>
                <th scope="row" className="spend-name" title={row.model}>
                  <Name text={row.provider_model} />
                </th>
                <td>
                  <Name text={row.provider} />
                </td>
                <td className="quiet">{row.source === null ? UNKNOWN : texts.sources[row.source]}</td>
                <td className="number">{format.usd(row.usd)}</td>
                <td className="number">
                  <Difference of={row} exchanges={exchanges} />
                </td>
                <td className="spend-notes quiet">{notesOf(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {common.length > 0 && (
        <p className="quiet small">
          {texts.assumed(format.list(common.map((one) => texts.assumptions[one])))}
        </p>
      )}
    </>
  );
}
