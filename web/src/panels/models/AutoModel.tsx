import type { ModelView } from '../../../../src/contract/api.ts';
import { Waiting } from '../../components/States.tsx';
import { useWorld } from '../../data/live/index.ts';
import { useConfig } from '../../data/queries.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { AutoForm } from './AutoForm.tsx';
import { type AutoMeaning, autoMeaning } from './auto.ts';
import { TEXTS } from './texts.ts';

function Meaning({ meaning, target }: { meaning: AutoMeaning; target: ModelView | undefined }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  if (meaning.from === 'nobody') {
    return (
      <p className="notice warn">
        <span>
          <span aria-hidden="true">!</span> {texts.fromNobody}
        </span>
      </p>
    );
  }
  const from = {
    session: () => texts.fromSession(meaning.from === 'session' ? meaning.session.name : ''),
    page: () => texts.fromPage,
    configuration: () => {
      const where = meaning.from === 'configuration' ? meaning.where : null;
      return where === null ? texts.fromConfiguration : texts.fromFile(where);
    },
  }[meaning.from]();
  return (
    <p className="auto-now">
      <code>auto</code> <span aria-hidden="true">→</span>{' '}
      <b>
        <bdi>{meaning.model}</bdi>
      </b>{' '}
      <span className="quiet">
        <bdi>{from}</bdi>
        {target !== undefined && ` · ${target.provider} · ${format.short(target.window)}`}
      </span>
      {target === undefined && meaning.from !== 'session' && (
        <>
          {' '}
          <span className="tag bad">✕ {texts.leadsNowhere}</span>
        </>
      )}
    </p>
  );
}

/** What `auto` means now and where that comes from, and another model for it. */
export function AutoModel({ models }: { models: readonly ModelView[] }) {
  const texts = useTexts(TEXTS);
  const session = useWorld((world) => world.session);
  const config = useConfig();
  const setting = config.data?.values.find(({ key }) => key === 'default_model') ?? null;
  const meaning = autoMeaning(session, setting);
  const target = models.find(({ id }) => id === (meaning.from === 'session' ? meaning.model : 'auto'));
  return (
    <section className="panel stack" aria-labelledby="models-auto">
      <div className="row">
        <h2 id="models-auto">{texts.auto}</h2>
        <span className="quiet">{texts.autoHint}</span>
      </div>
      {config.isPending ? (
        <p>
          <Waiting width="16rem" />
        </p>
      ) : (
        <>
          <Meaning meaning={meaning} target={target} />
          <AutoForm models={models} session={session} meaning={meaning} />
        </>
      )}
    </section>
  );
}
