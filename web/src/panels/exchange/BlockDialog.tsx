import { useParam } from '../../app/location.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Scroller } from '../../components/Scroller.tsx';
import { Failure, Waiting } from '../../components/States.tsx';
import { VisibleText } from '../../components/text/VisibleText.tsx';
import { useFormat, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';
import { usePieces } from './use-pieces.ts';

/** The block that the address names, by pieces, over the page. */
export function BlockDialog() {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const [hash, setHash] = useParam('block');
  const pieces = usePieces({ path: `/api/blocks/${encodeURIComponent(hash ?? '')}` }, hash !== null);
  return (
    <Dialog open={hash !== null} title={texts.aBlock} onClose={() => setHash(null, { replace: true })} wide>
      {pieces.error !== null ? (
        <Failure error={pieces.error} onRetry={pieces.retry} />
      ) : pieces.text === null ? (
        <Waiting width="60%" />
      ) : (
        <div className="stack">
          <div className="row">
            <span className="quiet">{texts.characters(format.count(pieces.characters))}</span>
            <CopyButton text={pieces.text} of={texts.aBlock} />
          </div>
          <Scroller className="well whole" label={texts.aBlock}>
            <pre dir="auto">
              {pieces.text === '' ? (
                <span className="quiet">{texts.notKept.other}</span>
              ) : (
                <VisibleText text={pieces.text} />
              )}
            </pre>
          </Scroller>
          {pieces.hasMore && (
            <button type="button" className="button" disabled={pieces.loading} onClick={pieces.loadMore}>
              {texts.load(format.count(pieces.text.length), format.count(pieces.characters))}
            </button>
          )}
        </div>
      )}
    </Dialog>
  );
}
