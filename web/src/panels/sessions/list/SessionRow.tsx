import { Pencil, Pin, Trash2 } from 'lucide-react';
import { type CSSProperties, memo, useRef, useState } from 'react';
import type { SessionView } from '../../../../../src/contract/session.ts';
import { Name } from '../../../components/text/Name.tsx';
import { UNKNOWN, useFormat, useTexts } from '../../../texts/index.ts';
import { Marks } from '../Marks.tsx';
import { NameForm } from '../NameForm.tsx';
import { TEXTS as SHARED } from '../texts.ts';
import { TEXTS } from './texts.ts';

export interface SessionRowProps {
  session: SessionView;
  index: number;
  place: CSSProperties;
  onPin(id: number): void;
  onDelete(session: SessionView): void;
}

function Actions({
  session,
  onPin,
  onDelete,
  onRename,
}: Pick<SessionRowProps, 'session' | 'onPin' | 'onDelete'> & { onRename(): void }) {
  const shared = useTexts(SHARED);
  const { id, name, is_pinned: pinned } = session;
  return (
    <span role="cell" className="cell session-actions">
      <button
        type="button"
        className="button plain square"
        aria-label={shared.renameOf(name)}
        title={shared.rename}
        onClick={onRename}
      >
        <Pencil size={14} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button plain square"
        aria-label={`${shared.pin}: ${name}`}
        aria-pressed={pinned}
        title={shared.pinHint}
        disabled={pinned}
        onClick={() => onPin(id)}
      >
        <Pin size={14} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button plain square"
        aria-label={`${shared.delete}: ${name}`}
        title={shared.delete}
        onClick={() => onDelete(session)}
      >
        <Trash2 size={14} aria-hidden="true" />
      </button>
    </span>
  );
}

/** A session in the list; its name is a link to it. */
export const SessionRow = memo(function SessionRow({
  session,
  index,
  place,
  onPin,
  onDelete,
}: SessionRowProps) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const [renaming, setRenaming] = useState(false);
  const row = useRef<HTMLDivElement>(null);
  const done = (): void => {
    setRenaming(false);
    row.current?.querySelector<HTMLElement>('a')?.focus();
    // The link is there again only after the form has gone.
    requestAnimationFrame(() => row.current?.querySelector<HTMLElement>('a')?.focus());
  };
  if (renaming) {
    return (
      <div ref={row} role="row" aria-rowindex={index + 2} className="session-row renaming" style={place}>
        <span role="cell">
          <NameForm session={session} onDone={done} />
        </span>
      </div>
    );
  }
  const { project, model, last_turn_at: last, exchanges } = session;
  return (
    <div ref={row} role="row" aria-rowindex={index + 2} className="session-row" style={place}>
      <span role="cell" className="cell session-name">
        <a className="one-line" href={`#/sessions/${session.id}`} title={session.name}>
          <Name text={session.name} />
        </a>
        <Marks session={session} />
      </span>
      <span role="cell" className="cell session-project quiet" title={project ?? texts.noProject}>
        <Name text={project ?? UNKNOWN} />
      </span>
      <span role="cell" className="cell session-model quiet" title={model ?? texts.noModel}>
        <Name text={model ?? UNKNOWN} />
      </span>
      <span role="cell" className="cell number session-count">
        {format.count(exchanges)}
        <span className="narrow-only">
          {' '}
          {format.plural(exchanges, ...texts.exchanges).replace(/^\S+\s/, '')}
        </span>
      </span>
      <span role="cell" className="cell session-last quiet" title={last === null ? texts.noTurn : undefined}>
        {format.dateTime(last)}
      </span>
      <Actions session={session} onPin={onPin} onDelete={onDelete} onRename={() => setRenaming(true)} />
    </div>
  );
});
