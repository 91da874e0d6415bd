import type { ExchangeDetail } from '../../../../../src/contract/api.ts';
import type { ExchangeRow } from '../../../../../src/contract/row.ts';
import { Scroller } from '../../../components/Scroller.tsx';
import { Sentence } from '../../../components/text/Sentence.tsx';
import { useNow } from '../../../data/use-now.ts';
import { type Format, UNKNOWN, useFormat, useTexts } from '../../../texts/index.ts';
import { type AttemptLane, type Lanes, lanesOf, PARTIES, type Party, type Segment } from './lanes.ts';
import { TEXTS } from './texts.ts';

/** How often what still runs is drawn again, in ms. */
const TICK_MS = 500;

function Track({ segments, totalMs }: { segments: readonly Segment[]; totalMs: number }) {
  return (
    <span className="lane-track" aria-hidden="true">
      {segments.map(({ kind, from, to }) => (
        <span
          key={`${kind} ${from}`}
          className={`lane-${kind}`}
          style={{
            left: `min(${(from / totalMs) * 100}%, 100% - 4px)`,
            width: `${((to - from) / totalMs) * 100}%`,
          }}
        />
      ))}
    </span>
  );
}

function silenceText(
  silences: readonly Segment[],
  format: Format,
  none: string,
  at: (time: string) => string,
) {
  if (silences.length === 0) return none;
  const [first, ...others] = [...silences].sort((a, b) => b.to - b.from - (a.to - a.from));
  if (first === undefined) return none;
  const longest = `${format.duration(first.to - first.from)} ${at(format.duration(first.from))}`;
  return others.length === 0 ? longest : `${longest} +${format.count(others.length)}`;
}

function AttemptRow({ lane, totalMs, number }: { lane: AttemptLane; totalMs: number; number: number }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const { attempt, segments } = lane;
  return (
    <div className="lane">
      <span className="lane-name one-line" title={attempt.provider}>
        {number} {attempt.provider}
      </span>
      <Track segments={segments} totalMs={totalMs} />
      <span className="lane-end">
        <span className={attempt.error === null ? '' : 'bad'}>
          {attempt.error !== null && <span aria-hidden="true">✕ </span>}
          {attempt.http_status ?? attempt.error?.code ?? UNKNOWN}
        </span>{' '}
        <span className="quiet">
          {attempt.first_byte_ms == null
            ? format.duration(attempt.total_ms)
            : texts.firstByte(format.duration(attempt.first_byte_ms))}
        </span>
      </span>
    </div>
  );
}

function AttemptTable({ lanes }: { lanes: Lanes }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  return (
    <Scroller label={texts.attempts}>
      <table>
        <thead>
          <tr>
            <th>{texts.columns.attempt}</th>
            <th className="number">{texts.columns.begins}</th>
            <th className="number">{texts.columns.connect}</th>
            <th className="number">{texts.columns.first}</th>
            <th className="number">{texts.columns.took}</th>
            <th>{texts.columns.outcome}</th>
            <th>{texts.columns.next}</th>
          </tr>
        </thead>
        <tbody>
          {lanes.attempts.map(({ attempt, from }, index) => (
            <tr key={`${attempt.started_at} ${attempt.provider}`}>
              <td>
                {index + 1} {attempt.provider} <span className="quiet">{attempt.model}</span>
              </td>
              <td className="number">{format.duration(from)}</td>
              <td className="number">{format.duration(attempt.connect_ms)}</td>
              <td className="number">{format.duration(attempt.first_byte_ms)}</td>
              <td className="number">{format.duration(attempt.total_ms)}</td>
              <td>
                {attempt.http_status ?? UNKNOWN} {attempt.error?.code}{' '}
                {attempt.error !== null && <Sentence text={attempt.error.message} />}
              </td>
              <td>{attempt.next != null && <Sentence text={attempt.next} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lanes.silent !== null && (
        <table>
          <thead>
            <tr>
              <th>{texts.columns.silent}</th>
              <th className="number">{texts.columns.at}</th>
              <th className="number">{texts.columns.long}</th>
            </tr>
          </thead>
          <tbody>
            {PARTIES.flatMap((party) =>
              (lanes.silent?.[party] ?? []).map(({ from, to }) => (
                <tr key={`${party} ${from}`}>
                  <td>{texts.parties[party]}</td>
                  <td className="number">{format.duration(from)}</td>
                  <td className="number">{format.duration(to - from)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      )}
    </Scroller>
  );
}

/** A stream shorter than this (ms) came in one piece: it has no speed. */
const SHORTEST_STREAM_MS = 250;

/** Output tokens a second from the first byte on; null where a figure is not known, or there was no stream. */
function speedOf({ tokens, timings, streamed }: ExchangeRow): number | null {
  const { first_byte_ms: first, total_ms: total } = timings;
  if (!streamed || tokens.output === null || first === null || total === null) return null;
  if (total - first < SHORTEST_STREAM_MS) return null;
  return tokens.output / ((total - first) / 1000);
}

/** Each try at a provider on one clock, who was silent when, and the numbers of it. */
export function Attempts({ detail, row }: { detail: ExchangeDetail; row: ExchangeRow }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const running = row.status === 'running';
  const now = useNow(TICK_MS, running);
  const timings = running ? { ...detail.timings, ...row.timings } : detail.timings;
  const lanes = lanesOf(
    {
      started_at: detail.started_at,
      status: row.status,
      timings,
      attempts: row.attempts.length > 0 ? row.attempts : detail.attempts,
    },
    now,
  );
  if (lanes.attempts.length === 0) {
    return (
      <section className="panel" aria-label={texts.attempts}>
        <p className="quiet">
          {running ? texts.notSentYet : texts.notSent} {texts.took(format.duration(timings.total_ms))}
        </p>
      </section>
    );
  }
  const speed = speedOf(row);
  const { silent } = lanes;
  // Three empty lanes would say no more than a sentence.
  const quiet = silent !== null && PARTIES.every((party) => silent[party].length === 0);
  const parties = quiet || silent === null ? [] : PARTIES;
  const noSilence = (party: Party): string =>
    silent === null ? UNKNOWN : silenceText(silent[party], format, texts.none, texts.at);
  return (
    <section className="panel exchange-attempts" aria-labelledby="exchange-attempts">
      <div className="panel-head">
        <h2 id="exchange-attempts">{format.plural(lanes.attempts.length, ...texts.attemptsOf)}</h2>
        <span className="quiet small">{texts.scale(format.duration(lanes.totalMs))}</span>
      </div>
      <div className="lanes">
        {lanes.attempts.map((lane, index) => (
          <AttemptRow
            key={`${lane.attempt.started_at} ${lane.attempt.provider}`}
            lane={lane}
            totalMs={lanes.totalMs}
            number={index + 1}
          />
        ))}
        {parties.map((party) => (
          <div className="lane lane-party" key={party}>
            <span className="lane-name quiet">{texts.silentParty[party]}</span>
            <Track segments={silent?.[party] ?? []} totalMs={lanes.totalMs} />
            <span className="lane-end quiet" title={silent === null ? texts.silenceUnknown : undefined}>
              {noSilence(party)}
            </span>
          </div>
        ))}
      </div>
      <p className="exchange-times">
        {parties.length === 0 && (
          <span title={silent === null ? texts.silenceUnknown : undefined}>
            {texts.silent} <b>{silent === null ? UNKNOWN : texts.nobody}</b>
            {' · '}
          </span>
        )}
        <span title={texts.overheadHint}>
          {texts.overhead} <b>{format.duration(timings.proxy_ms)}</b>
        </span>
        {' · '}
        {texts.first} <b>{format.duration(timings.first_byte_ms)}</b>
        {' · '}
        {texts.longest} <b>{format.duration(timings.longest_silence_ms)}</b>
        {' · '}
        {texts.speed}{' '}
        <b title={speed === null ? texts.speedUnknown : undefined}>
          {speed === null ? UNKNOWN : texts.perSecond(format.short(Math.round(speed)))}
        </b>
      </p>
      <details>
        <summary>{texts.asTable}</summary>
        <AttemptTable lanes={lanes} />
      </details>
    </section>
  );
}
