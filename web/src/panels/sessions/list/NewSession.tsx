import { type FormEvent, useId, useState } from 'react';
import { goTo } from '../../../app/location.ts';
import { Dialog } from '../../../components/Dialog.tsx';
import { Failure } from '../../../components/States.tsx';
import { useTexts } from '../../../texts/index.ts';
import { useCreate } from '../actions.ts';
import { TEXTS as SHARED } from '../texts.ts';
import { TEXTS } from './texts.ts';

interface FieldProps {
  label: string;
  value: string;
  max: number;
  hint?: string;
  onChange(value: string): void;
}

function Field({ label, value, max, hint, onChange }: FieldProps) {
  const id = useId();
  return (
    <p className="new-session-field">
      <label htmlFor={id}>
        {label} {hint !== undefined && <span className="quiet small">{hint}</span>}
      </label>
      <input
        id={id}
        className="input"
        dir="auto"
        maxLength={max}
        required={hint === undefined}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </p>
  );
}

/** Makes a session by hand and goes there. */
export function NewSession({ open, onClose }: { open: boolean; onClose(): void }) {
  const texts = useTexts(TEXTS);
  const shared = useTexts(SHARED);
  const [name, setName] = useState('');
  const [provider, setProvider] = useState('');
  const [model, setModel] = useState('');
  const create = useCreate();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate(
      { name: name.trim(), provider: provider.trim() || null, model: model.trim() || null },
      { onSuccess: ({ id }) => goTo(`#/sessions/${id}`) },
    );
  };
  return (
    <Dialog open={open} onClose={onClose} title={texts.make}>
      <form className="stack" onSubmit={submit}>
        <p className="quiet">{texts.makeLead}</p>
        <Field label={shared.name} value={name} max={200} onChange={setName} />
        <Field
          label={texts.provider}
          value={provider}
          max={100}
          hint={texts.optional}
          onChange={setProvider}
        />
        <Field label={texts.model} value={model} max={300} hint={texts.optional} onChange={setModel} />
        {create.isError && <Failure error={create.error} />}
        <p className="row">
          <button type="submit" className="button primary" disabled={name.trim() === '' || create.isPending}>
            {texts.create}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {shared.cancel}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
