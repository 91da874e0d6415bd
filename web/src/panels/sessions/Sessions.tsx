import type { PanelProps } from '../../app/panel.ts';
import { useTexts } from '../../texts/index.ts';
import { SessionList } from './list/SessionList.tsx';
import { SessionPage } from './session/SessionPage.tsx';
import { TEXTS } from './texts.ts';

/** All sessions, or one of them. */
export default function Sessions({ params }: PanelProps) {
  const texts = useTexts(TEXTS);
  if (params.id === undefined) return <SessionList />;
  if (/^[1-9]\d{0,14}$/.test(params.id)) return <SessionPage key={params.id} id={Number(params.id)} />;
  return (
    <section className="panel stack">
      <h1>{texts.noSuch}</h1>
      <p>
        <a className="button" href="#/sessions">
          {texts.all}
        </a>
      </p>
    </section>
  );
}
