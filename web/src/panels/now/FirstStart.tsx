import { useMutation } from '@tanstack/react-query';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Failure } from '../../components/States.tsx';
import { callForText } from '../../data/api.ts';
import { useLanguage, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** A turn with the built-in model: it needs no key and no network, and streams slowly enough to be watched. */
function testRequest(language: string) {
  const content =
    language === 'fr'
      ? 'Bonjour ! Que vois-tu de cette requête ? /slow 60ms'
      : 'Hello! What do you see of this request? /slow 60ms';
  return { model: 'test-model', stream: true, messages: [{ role: 'user', content }] };
}

/** Nothing has come yet: where to point a tool, and a request to try it with. */
export function FirstStart() {
  const texts = useTexts(TEXTS);
  const language = useLanguage();
  const base = `${window.location.origin}/v1`;
  const test = useMutation({
    mutationFn: () => callForText('/v1/chat/completions', { method: 'POST', body: testRequest(language) }),
  });
  return (
    <section className="panel stack">
      <div className="row">
        <h1>{texts.first}</h1>
        <code className="address">{base}</code>
        <CopyButton text={base} of={texts.baseUrl} />
        <span className="spread quiet">
          <span aria-hidden="true">◌</span> {texts.listening}
        </span>
      </div>
      <p className="quiet">{texts.firstLead}</p>
      <div className="row">
        <span>{texts.orTest}</span>
        <button
          type="button"
          className="button primary"
          disabled={test.isPending}
          onClick={() => test.mutate()}
        >
          {test.isPending ? texts.sending : texts.sendTest}
        </button>
      </div>
      {test.isError && <Failure error={test.error} />}
    </section>
  );
}
