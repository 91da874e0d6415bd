import { useMutation } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../texts/index.ts';
import { Failure } from '../States.tsx';
import { Name } from '../text/Name.tsx';
import { TEXTS } from './texts.ts';
import { dropUndo, type Undoable, useUndoOffers } from './undo-store.ts';

/** Where the focus goes when the button that had it is gone. */
function focusContent(): void {
  document.getElementById('content')?.focus({ preventScroll: true });
}

function Notice({ offer }: { offer: Undoable }) {
  const texts = useTexts(TEXTS);
  const { key, text, until } = offer;
  const button = useRef<HTMLButtonElement>(null);
  const undo = useMutation({
    mutationFn: () => offer.undo(),
    onSuccess: () => {
      dropUndo(key);
      focusContent();
    },
  });
  // What had the focus is often what was just removed.
  useEffect(() => button.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const timer = setTimeout(() => dropUndo(key), Math.max(0, until - Date.now()));
    return () => clearTimeout(timer);
  }, [key, until]);
  const dismiss = (): void => {
    dropUndo(key);
    focusContent();
  };
  return (
    <li className="undo">
      <span className="undo-text">
        <Name text={text} />
      </span>
      <button
        ref={button}
        type="button"
        className="button"
        disabled={undo.isPending}
        onClick={() => undo.mutate()}
      >
        {undo.isPending ? texts.undoing : texts.undo}
      </button>
      <button type="button" className="button plain square" aria-label={texts.dismiss} onClick={dismiss}>
        <X size={16} aria-hidden="true" />
      </button>
      {undo.isError && <Failure error={undo.error} />}
    </li>
  );
}

/** What was done and can still be taken back, at the foot of every page. */
export function UndoNotices() {
  const texts = useTexts(TEXTS);
  const offers = useUndoOffers();
  return (
    <aside className="undo-place" aria-label={texts.region} hidden={offers.length === 0}>
      <ul className="stack">
        {offers.map((offer) => (
          <Notice key={offer.key} offer={offer} />
        ))}
      </ul>
      <p className="visually-hidden" role="status">
        {offers.at(-1)?.text ?? ''}
      </p>
    </aside>
  );
}
