import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useRef, useState } from 'react';
import type { ModelView } from '../../../../src/contract/api.ts';
import type { SessionPatch, SessionView } from '../../../../src/contract/session.ts';
import { Failure } from '../../components/States.tsx';
import { ApiError, callApi } from '../../data/api.ts';
import { useTexts } from '../../texts/index.ts';
import type { AutoMeaning } from './auto.ts';
import { TEXTS } from './texts.ts';

/** Names that the server holds for the ones that were meant. */
function closestOf(error: unknown): string[] {
  const details = error instanceof ApiError ? error.details : null;
  if (typeof details !== 'object' || details === null || !('closest' in details)) return [];
  const { closest } = details;
  return Array.isArray(closest) ? closest.filter((name) => typeof name === 'string') : [];
}

interface Choice {
  /** Null takes the choice back. */
  model: string | null;
  /** The session that it is for; null: everything. */
  session: SessionView | null;
}

async function choose({ model, session }: Choice): Promise<void> {
  if (session === null) {
    await callApi('/api/settings', { method: 'PATCH', body: { default_model: model } });
    return;
  }
  const patch: SessionPatch = { provider: null, model };
  await callApi(`/api/sessions/${session.id}`, { method: 'PATCH', body: patch });
  if (model !== null && !session.is_pinned) {
    await callApi(`/api/sessions/${session.id}/activate`, { method: 'POST' });
  }
}

export interface AutoFormProps {
  models: readonly ModelView[];
  session: SessionView | null;
  meaning: AutoMeaning;
}

/** Picks a model for `auto`, everywhere or in the current session, and takes the choice back. */
export function AutoForm({ models, session, meaning }: AutoFormProps) {
  const texts = useTexts(TEXTS);
  const id = useId();
  const queries = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [scope, setScope] = useState<'all' | 'session'>('all');
  const inSession = scope === 'session' && session !== null;
  const change = useMutation({
    mutationFn: choose,
    onSuccess: () => {
      setText('');
      // The button that was pressed may be gone with what it did.
      field.current?.focus();
      void queries.invalidateQueries({ queryKey: ['config'] });
      void queries.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const model = text.trim();
    if (model !== '') change.mutate({ model, session: inSession ? session : null });
  };
  const takeBack = (): void =>
    change.mutate({ model: null, session: meaning.from === 'session' ? session : null });
  return (
    <>
      <form className="row auto-form" onSubmit={submit}>
        <span className="auto-field auto-model">
          <label htmlFor={`${id}-model`}>{texts.pick}</label>
          <input
            ref={field}
            id={`${id}-model`}
            required
            className="input"
            list={`${id}-models`}
            value={text}
            placeholder={texts.pickPlaceholder}
            autoComplete="off"
            spellCheck={false}
            maxLength={300}
            onChange={(event) => setText(event.target.value)}
          />
        </span>
        <datalist id={`${id}-models`}>
          {models
            .filter((model) => model.id !== 'auto' && model.on)
            .map((model) => (
              <option key={model.id} value={model.id} />
            ))}
        </datalist>
        {session !== null && (
          <span className="auto-field auto-scope">
            <label htmlFor={`${id}-scope`}>{texts.whereTo}</label>
            <select
              id={`${id}-scope`}
              className="input"
              value={scope}
              onChange={(event) => setScope(event.target.value === 'session' ? 'session' : 'all')}
            >
              <option value="all">{texts.everywhere}</option>
              <option value="session">{texts.thisSession(session.name)}</option>
            </select>
          </span>
        )}
        <button type="submit" className="button primary" disabled={change.isPending}>
          {texts.use}
        </button>
        {(meaning.from === 'page' || meaning.from === 'session') && (
          <button type="button" className="button" disabled={change.isPending} onClick={takeBack}>
            {texts.takeBack}
          </button>
        )}
      </form>
      {inSession && !session.is_pinned && <p className="quiet small">{texts.willPin}</p>}
      <p role="status" className={change.isSuccess ? 'ok' : 'visually-hidden'}>
        {change.isSuccess &&
          (change.variables.model === null ? texts.takenBack : texts.nowMeans(change.variables.model))}
      </p>
      {change.isError && (
        <>
          <Failure error={change.error} />
          {closestOf(change.error).length > 0 && (
            <p className="row">
              <span className="quiet">{texts.closest}</span>
              {closestOf(change.error).map((name) => (
                <button key={name} type="button" className="button" onClick={() => setText(name)}>
                  <bdi>{name}</bdi>
                </button>
              ))}
            </p>
          )}
        </>
      )}
    </>
  );
}
