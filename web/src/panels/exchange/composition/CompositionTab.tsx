import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Composition } from '../../../../../src/contract/context.ts';
import { useParam } from '../../../app/location.ts';
import { kindClass, orderedParts } from '../../../components/kinds.ts';
import { Scroller } from '../../../components/Scroller.tsx';
import { Failure, Waiting } from '../../../components/States.tsx';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { TEXTS as COMPONENT_TEXTS } from '../../../components/texts.ts';
import { callApi } from '../../../data/api.ts';
import { UNKNOWN, useFormat, useTexts } from '../../../texts/index.ts';
import { Kind, Swatch } from '../Kind.tsx';
import { sharesOf } from './shares.ts';
import { TEXTS } from './texts.ts';

/** Heaviest blocks that are listed at first, and at most. */
const FEW = 20;
const MANY = 500;

function Parts({ composition }: { composition: Composition }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const names = useTexts(COMPONENT_TEXTS).parts;
  const parts = orderedParts(composition.parts);
  const shares = sharesOf(parts.map(({ tokens }) => tokens));
  const turns = (age: number | null): string =>
    age === null ? UNKNOWN : age === 0 ? texts.thisTurn : format.plural(age, ...texts.turnsAgo);
  return (
    <>
      <div className="gauge-track parts-bar" aria-hidden="true">
        <div className="gauge-fill" style={{ width: '100%' }}>
          {parts.map(({ part, tokens }) => (
            <span
              key={part}
              className={kindClass(part)}
              style={{ flexGrow: tokens / Math.max(1, composition.tokens) }}
              title={`${names[part]}: ${format.count(tokens)}`}
            />
          ))}
        </div>
      </div>
      <Scroller label={texts.parts}>
        <table>
          <caption className="visually-hidden">{texts.parts}</caption>
          <thead>
            <tr>
              <th>{texts.part}</th>
              <th className="number">{texts.tokens}</th>
              <th className="number">{texts.share}</th>
              <th className="number">{texts.blocks}</th>
              <th className="number">{texts.oldest}</th>
              <th className="number">{texts.repeated}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ part, tokens, blocks, oldest, repeated }, index) => (
              <tr key={part}>
                <td>
                  <Swatch part={part} /> {names[part]}
                </td>
                <td className="number">{format.count(tokens)}</td>
                <td className="number">{format.percent((shares[index] ?? 0) / 1000, 1)}</td>
                <td className="number">{blocks === 0 ? '' : format.count(blocks)}</td>
                <td className="number">{blocks === 0 ? '' : turns(oldest)}</td>
                <td className="number">{repeated === 0 ? '' : format.count(repeated)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{texts.total}</th>
              <td className="number">{format.count(composition.tokens)}</td>
              <td className="number">{format.percent(composition.tokens === 0 ? null : 1)}</td>
              <td className="number">{format.count(composition.blocks)}</td>
              <td />
              <td className="number">
                {composition.repeats.tokens === 0 ? '' : format.count(composition.repeats.tokens)}
              </td>
            </tr>
          </tfoot>
        </table>
      </Scroller>
    </>
  );
}

function Heaviest({ composition, onMore }: { composition: Composition; onMore: (() => void) | null }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const [, setBlock] = useParam('block');
  return (
    <>
      <Scroller label={texts.heaviest}>
        <table className="heaviest">
          <thead>
            <tr>
              <th>{texts.block}</th>
              <th>{texts.kind}</th>
              <th className="number">{texts.tokens}</th>
              <th className="number">{texts.share}</th>
              <th className="number">×</th>
            </tr>
          </thead>
          <tbody>
            {composition.heaviest.map(
              ({ position, kind, role, tool, tokens, share, repeats, hash, preview }) => (
                <tr key={position}>
                  <td className="heaviest-preview">
                    <button type="button" className="link one-line" onClick={() => setBlock(hash)}>
                      {preview === null || preview.trim() === '' ? (
                        texts.blockAt(format.count(position + 1))
                      ) : (
                        <bdi>
                          <VisibleText text={preview.slice(0, 120).replace(/\s+/g, ' ')} />
                        </bdi>
                      )}
                    </button>
                  </td>
                  <td>
                    <Kind kind={kind} role={role} tool={tool} />
                  </td>
                  <td className="number">{format.count(tokens)}</td>
                  <td className="number">{format.percent(share, 1)}</td>
                  <td className="number">{repeats > 1 ? <span className="warn">×{repeats}</span> : ''}</td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      </Scroller>
      {onMore !== null && (
        <p>
          <button type="button" className="button" onClick={onMore}>
            {texts.moreBlocks}
          </button>
        </p>
      )}
    </>
  );
}

interface ToolRow {
  name: string | null;
  server: string | null;
  tokens: number;
  share: number | null;
  blocks: number;
  calls?: number | null;
}

function Tools({ name, tools, withCalls }: { name: string; tools: readonly ToolRow[]; withCalls: boolean }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  return (
    <Scroller label={name}>
      <table>
        <thead>
          <tr>
            <th>{texts.tool}</th>
            <th className="number">{texts.tokens}</th>
            <th className="number">{texts.share}</th>
            <th className="number">{withCalls ? texts.calls : texts.blocks}</th>
          </tr>
        </thead>
        <tbody>
          {tools.map((tool) => (
            <tr key={`${tool.server} ${tool.name}`}>
              <td>
                <code>{tool.name === null ? UNKNOWN : <VisibleText text={tool.name} />}</code>
                {tool.server !== null && (
                  <span className="quiet small">
                    {' '}
                    <VisibleText text={tool.server} />
                  </span>
                )}
              </td>
              <td className="number">{format.count(tool.tokens)}</td>
              <td className="number">{format.percent(tool.share, 1)}</td>
              <td className="number">
                {!withCalls ? (
                  format.count(tool.blocks)
                ) : tool.calls === 0 ? (
                  <span className="warn">{texts.never}</span>
                ) : (
                  format.count(tool.calls)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

/** What fills the context: by kind, by tool, and its heaviest blocks. */
export function CompositionTab({ id }: { id: string }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const [limit, setLimit] = useState(FEW);
  const composition = useQuery({
    queryKey: ['exchange', id, 'context', limit],
    queryFn: ({ signal }) =>
      callApi<Composition>(`/api/exchanges/${encodeURIComponent(id)}/context`, { query: { limit }, signal }),
    placeholderData: keepPreviousData,
  });
  if (composition.isError) {
    return <Failure error={composition.error} onRetry={() => void composition.refetch()} />;
  }
  const { data } = composition;
  if (data === undefined) {
    return (
      <div className="stack" aria-busy="true">
        <Waiting width="100%" />
        <Waiting width="60%" />
      </div>
    );
  }
  if (data.blocks === 0 && data.tokens === 0) return <p className="quiet">{texts.empty}</p>;
  const never = data.schemas.never_called;
  return (
    <div className="stack composition">
      <Parts composition={data} />
      <p className="quiet small">
        {texts.sources[data.source]}
        {data.estimated_blocks > 0 && ` · ${format.plural(data.estimated_blocks, ...texts.estimated)}`}
        {' · '}
        {texts.vocabulary(data.vocabulary)}
      </p>
      {never.tools > 0 && (
        <p className="notice">
          {texts.neverCalled(format.plural(never.tools, ...texts.toolsOf), format.count(never.tokens))}
        </p>
      )}
      {data.repeats.blocks > 0 && (
        <p className="notice">
          {texts.repeats(
            format.plural(data.repeats.blocks, ...texts.blocksOf),
            format.count(data.repeats.tokens),
          )}
        </p>
      )}
      <h2>{texts.heaviest}</h2>
      <Heaviest
        composition={data}
        onMore={limit === FEW && data.blocks > FEW ? () => setLimit(MANY) : null}
      />
      {data.schemas.tools.length > 0 && (
        <>
          <h2>{texts.schemas}</h2>
          <Tools name={texts.schemas} tools={data.schemas.tools} withCalls />
        </>
      )}
      {data.results.length > 0 && (
        <>
          <h2>{texts.results}</h2>
          <Tools name={texts.results} tools={data.results} withCalls={false} />
        </>
      )}
    </div>
  );
}
