import { type FormEvent, useState } from 'react';
import type { SessionView } from '../../../../src/contract/session.ts';
import { Failure } from '../../components/States.tsx';
import { useTexts } from '../../texts/index.ts';
import { useChange } from './actions.ts';
import { TEXTS } from './texts.ts';

/** A session's name, to be changed where it stands. Esc leaves it as it was. */
export function NameForm({ session, onDone }: { session: SessionView; onDone(): void }) {
  const texts = useTexts(TEXTS);
  const [name, setName] = useState(session.name);
  const change = useChange(session.id);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const next = name.trim();
    if (next === '' || next === session.name) onDone();
    else change.mutate({ name: next }, { onSuccess: onDone });
  };
  return (
    <form className="name-form" onSubmit={submit}>
      <input
        className="input"
        // biome-ignore lint/a11y/noAutofocus: the name was just asked to be changed
        autoFocus
        dir="auto"
        aria-label={texts.name}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onFocus={(event) => event.target.select()}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          onDone();
        }}
      />
      <button type="submit" className="button primary" disabled={change.isPending}>
        {texts.save}
      </button>
      <button type="button" className="button" onClick={onDone}>
        {texts.cancel}
      </button>
      {change.isError && <Failure error={change.error} />}
    </form>
  );
}
