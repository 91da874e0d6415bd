import { Failure, Waiting } from '../../components/States.tsx';
import { useConfig } from '../../data/queries.ts';
import { useTexts } from '../../texts/index.ts';
import { About } from './About.tsx';
import { ConfigTable } from './ConfigTable.tsx';
import { Data } from './Data.tsx';
import { Look } from './Look.tsx';
import { Rules } from './Rules.tsx';
import { Troubles } from './Troubles.tsx';
import { TEXTS } from './texts.ts';

/** What is in force and why, how the page looks, what is stored, and what this program is. */
export default function SettingsPage() {
  const texts = useTexts(TEXTS);
  const config = useConfig();
  return (
    <>
      <div className="row">
        <h1>{texts.title}</h1>
        <a className="button spread" href="#/connect">
          {texts.connect}
        </a>
      </div>
      {config.data !== undefined && <Troubles config={config.data} />}
      <div className="settings-columns">
        <Look />
        <About />
      </div>
      {config.isError && <Failure error={config.error} onRetry={() => void config.refetch()} />}
      {config.isPending && (
        <section className="panel settings-waiting" aria-busy="true">
          <Waiting width="100%" />
        </section>
      )}
      {config.data !== undefined && <Rules values={config.data.values} />}
      <Data values={config.data?.values ?? null} />
      {config.data !== undefined && <ConfigTable config={config.data} />}
    </>
  );
}
