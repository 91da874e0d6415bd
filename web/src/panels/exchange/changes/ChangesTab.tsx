import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ExchangePage } from '../../../../../src/contract/api.ts';
import type { ContextChange, ContextDiff } from '../../../../../src/contract/context.ts';
import type { ExchangeRow } from '../../../../../src/contract/row.ts';
import { hrefOf, useParam } from '../../../app/location.ts';
import { Failure, Waiting } from '../../../components/States.tsx';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { callApi } from '../../../data/api.ts';
import { UNKNOWN, useFormat, useTexts } from '../../../texts/index.ts';
import { Kind } from '../Kind.tsx';
import { TextChange } from './TextChange.tsx';
import { TEXTS } from './texts.ts';

/** Earlier turns that can be picked, and changes that are listed at once. */
const TURNS = 200;
const CHANGES = 200;
const MOST_CHANGES = 1000;

const SIGNS = { kept: '=', added: '+', removed: '−', reordered: '↕', edited: '≠' };
const TONES = { kept: 'quiet', added: 'ok', removed: 'bad', reordered: 'accent', edited: 'warn' };

/** The turns of the session before this one, newest first. */
function useEarlierTurns(row: ExchangeRow) {
  return useQuery({
    queryKey: ['exchange', row.id, 'earlier'],
    queryFn: ({ signal }) =>
      callApi<ExchangePage>(`/api/sessions/${row.session_id}/exchanges`, {
        query: { limit: TURNS, kind: 'turn', after: row.id },
        signal,
      }),
    enabled: row.session_id !== null,
  });
}

function Picker({ row, against }: { row: ExchangeRow; against: string | null }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const [, setAgainst] = useParam('against');
  const turns = useEarlierTurns(row);
  const items = turns.data?.items ?? [];
  const isListed = against === null || items.some(({ id }) => id === against);
  if (items.length === 0 && against === null) return null;
  return (
    <label className="row">
      <span>{texts.against}</span>
      <select
        className="input"
        value={against ?? ''}
        onChange={({ target }) => setAgainst(target.value === '' ? null : target.value, { replace: true })}
      >
        {against === null && <option value="">{UNKNOWN}</option>}
        {!isListed && <option value={against}>{texts.turn('', against)}</option>}
        {items.map(({ id, started_at, tokens, provider_model, agent_id }) => (
          <option key={id} value={id}>
            {texts.turn(
              format.dateTime(started_at),
              [
                `${format.short(tokens.context)} ${texts.tokensUnit}`,
                provider_model,
                agent_id === row.agent_id ? null : texts.otherAgent,
              ]
                .filter((part) => part !== null)
                .join(' · '),
            )}
          </option>
        ))}
      </select>
    </label>
  );
}

function Sums({ diff }: { diff: ContextDiff }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  return (
    <ul className="sums">
      {(['kept', 'added', 'removed', 'edited', 'reordered'] as const).map((op) => (
        <li key={op} className={diff[op].blocks === 0 ? 'quiet' : ''}>
          <span className={TONES[op]} aria-hidden="true">
            {SIGNS[op]}
          </span>{' '}
          {texts.ops[op]} <b>{format.count(diff[op].blocks)}</b>{' '}
          {diff[op].blocks > 0 && (
            <span className="quiet">
              {op === 'edited' && diff.edited.blocks > 0
                ? `${format.count(diff.edited.tokens_before)} → ${format.count(diff.edited.tokens)}`
                : format.count(diff[op].tokens)}{' '}
              {texts.tokensUnit}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Change({ change }: { change: ContextChange }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const [, setBlock] = useParam('block');
  const { op } = change;
  const sign = (
    <span className={`change-sign ${TONES[op]}`}>
      <span aria-hidden="true">{SIGNS[op]}</span> {texts.ops[op]}
    </span>
  );
  if (op === 'kept') {
    return (
      <li className="change kept quiet">
        {sign} {format.plural(change.blocks, ...texts.blocks)} · {format.count(change.tokens)}{' '}
        {texts.tokensUnit}
      </li>
    );
  }
  const tokens =
    op === 'edited'
      ? `${format.count(change.before.tokens)} → ${format.count(change.tokens)}`
      : `${op === 'added' ? '+' : op === 'removed' ? '−' : ''}${format.count(change.tokens)}`;
  return (
    <li className={`change ${op}`}>
      <div className="change-head">
        {sign}
        <Kind kind={change.kind} role={change.role} tool={change.tool} />
        <span className="quiet small">
          {op === 'reordered'
            ? texts.moved(format.count(change.before.position + 1), format.count(change.position + 1))
            : texts.blockAt(format.count(change.position + 1))}
        </span>
        {change.preview !== null && (
          <button type="button" className="button plain small more" onClick={() => setBlock(change.hash)}>
            {texts.whole}
          </button>
        )}
        <span className="block-tokens">{tokens}</span>
      </div>
      {op === 'edited' ? (
        change.text === null ? (
          <p className="quiet">{texts.notKept}</p>
        ) : (
          <TextChange diff={change.text} />
        )
      ) : change.preview === null ? (
        <p className="quiet">{change.kind === 'image' ? texts.image : texts.notKept}</p>
      ) : (
        <pre className="change-preview" dir="auto">
          <VisibleText text={change.preview} />
        </pre>
      )}
    </li>
  );
}

/** What changed to this context from that of an earlier turn, block by block. */
export function ChangesTab({ row }: { row: ExchangeRow }) {
  const { id } = row;
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const [against] = useParam('against');
  const [all, setAll] = useParam('all');
  const diff = useQuery({
    queryKey: ['exchange', id, 'diff', against, all],
    queryFn: ({ signal }) =>
      callApi<ContextDiff>(`/api/exchanges/${encodeURIComponent(id)}/diff`, {
        query: { against, limit: all === null ? CHANGES : MOST_CHANGES },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  if (diff.isError) {
    return (
      <div className="stack">
        <Picker row={row} against={against} />
        <Failure error={diff.error} onRetry={() => void diff.refetch()} />
      </div>
    );
  }
  if (diff.data === undefined) {
    return (
      <div className="stack" aria-busy="true">
        <Waiting width="40%" />
        <Waiting width="80%" />
      </div>
    );
  }
  const { changes, left_out: leftOut, against: other } = diff.data;
  return (
    <div className="stack changes">
      <div className="row">
        <Picker row={row} against={against ?? other} />
        {other !== null && (
          <a className="small" href={hrefOf(`/exchange/${other}`)}>
            {texts.openOther}
          </a>
        )}
      </div>
      <Sums diff={diff.data} />
      {other === null && <p className="quiet">{texts.firstTurn}</p>}
      {changes.length === 0 && <p className="quiet">{texts.noContext}</p>}
      <ol className="change-list">
        {changes.map((change) => (
          <Change key={`${change.op} ${change.position}`} change={change} />
        ))}
      </ol>
      {leftOut > 0 && (
        <p className="row">
          <span className="quiet">{format.plural(leftOut, ...texts.leftOut)}</span>
          {all === null && (
            <button type="button" className="button" onClick={() => setAll('1', { replace: true })}>
              {texts.showMore}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
