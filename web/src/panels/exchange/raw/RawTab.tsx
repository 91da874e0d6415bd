import { useMemo } from 'react';
import type { BodyPieceView } from '../../../../../src/contract/captured.ts';
import type { ExchangeRow } from '../../../../../src/contract/row.ts';
import { useParam } from '../../../app/location.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { Scroller } from '../../../components/Scroller.tsx';
import { Failure, Waiting } from '../../../components/States.tsx';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { ApiError, callForText, withQuery } from '../../../data/api.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { faultOf } from '../tabs.ts';
import { Events } from './Events.tsx';
import { indentJson } from './indent-json.ts';
import { notKept } from './not-kept.ts';
import { parseEvents } from './sse.ts';
import { TEXTS } from './texts.ts';
import { bodyPath, type Side, useBody } from './use-body.ts';

const SIDES: readonly Side[] = ['request', 'answer'];
/** Bytes up to which JSON is indented. */
const MOST_INDENTED = 200_000;

/** The side that is named; else the answer where a failure is to be understood, and the request everywhere else. */
function sideOf(named: string | null, row: ExchangeRow): Side {
  const found = SIDES.find((side) => side === named);
  return found ?? faultOf(row) ?? 'request';
}

interface Shown {
  text: string;
  isIndented: boolean;
  isStream: boolean;
  isBinary: boolean;
}

function shownOf(pages: readonly BodyPieceView[], plain: boolean): Shown {
  const first = pages[0];
  const isBinary = pages.some(({ encoding }) => encoding === 'base64');
  const text = pages
    .map(({ content, encoding }) => (isBinary && encoding === 'utf8' ? btoa(unescapeUtf8(content)) : content))
    .join(isBinary ? '\n' : '');
  const isStream = !isBinary && first?.content_type?.includes('text/event-stream') === true;
  const isWhole = pages.at(-1)?.next === null;
  const fits = !plain && !isBinary && !isStream && isWhole && (first?.bytes ?? 0) <= MOST_INDENTED;
  const indented = fits ? indentJson(text) : null;
  return { text: indented ?? text, isIndented: indented !== null, isStream, isBinary };
}

/** A text as one character for each byte of its UTF-8, as `btoa` takes it. */
function unescapeUtf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

function Body({ pages, complete }: { pages: readonly BodyPieceView[]; complete: boolean }) {
  const texts = useTexts(TEXTS);
  const [view, setView] = useParam('view');
  const plain = view === 'plain';
  const shown = useMemo(() => shownOf(pages, plain), [pages, plain]);
  const events = useMemo(
    () => (shown.isStream && !plain ? parseEvents(shown.text, complete) : null),
    [shown, plain, complete],
  );
  const mayChange = plain || shown.isIndented || shown.isStream;
  if (shown.text === '') return <p className="quiet">{texts.emptyBody}</p>;
  return (
    <>
      {mayChange && (
        <p>
          <button
            type="button"
            className="button small"
            aria-pressed={plain}
            onClick={() => setView(plain ? null : 'plain', { replace: true })}
          >
            {texts.asItCame}
          </button>
        </p>
      )}
      {shown.isBinary && <p className="quiet">{texts.binary}</p>}
      {events === null ? (
        <Scroller className="well whole" label={texts.body}>
          <pre dir="auto">
            <VisibleText text={shown.text} />
          </pre>
        </Scroller>
      ) : (
        <Events events={events} />
      )}
    </>
  );
}

function KeptBody({ id, side, row }: { id: string; side: Side; row: ExchangeRow }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const body = useBody(id, side);
  if (body.isError) {
    if (body.error instanceof ApiError && body.error.status === 404) {
      return (
        <p className="quiet">{notKept(row, texts, side === 'request' ? texts.noRequest : texts.noAnswer)}</p>
      );
    }
    return <Failure error={body.error} onRetry={() => void body.refetch()} />;
  }
  const pages = body.data?.pages;
  const first = pages?.[0];
  if (pages === undefined || first === undefined) return <Waiting width="60%" />;
  const path = bodyPath(id);
  const read = pages.at(-1)?.next ?? first.bytes;
  return (
    <>
      <div className="row">
        <span className="quiet">
          {[first.content_type, format.bytes(first.bytes)].filter(Boolean).join(' · ')}
        </span>
        <span className="row spread">
          {pages.every(({ encoding }) => encoding === 'utf8') && (
            <CopyButton
              label={texts.copy}
              of={texts.sides[side]}
              text={() => callForText(path, { query: { side, download: 1 } })}
            />
          )}
          <a className="button" href={withQuery(path, { side, download: 1 })} download>
            {texts.download}
          </a>
        </span>
      </div>
      <Body pages={pages} complete={!body.hasNextPage} />
      {body.hasNextPage && (
        <p>
          <button
            type="button"
            className="button"
            disabled={body.isFetchingNextPage}
            onClick={() => void body.fetchNextPage()}
          >
            {texts.more(format.bytes(read), format.bytes(first.bytes))}
          </button>
        </p>
      )}
    </>
  );
}

/** What came over the wire, on both sides, byte for byte. */
export function RawTab({ row }: { row: ExchangeRow }) {
  const texts = useTexts(TEXTS);
  const [named, setSide] = useParam('side');
  const side = sideOf(named, row);
  return (
    <div className="stack raw">
      <fieldset className="row sides">
        <legend className="visually-hidden">{texts.side}</legend>
        {SIDES.map((one) => (
          <button
            key={one}
            type="button"
            className="button"
            aria-pressed={one === side}
            onClick={() => setSide(one, { replace: true })}
          >
            {texts.sides[one]}
          </button>
        ))}
      </fieldset>
      <KeptBody key={side} id={row.id} side={side} row={row} />
    </div>
  );
}
