import { useMutation } from '@tanstack/react-query';
import { callForText } from '../../data/api.ts';
import { useLanguage, useTexts } from '../../texts/index.ts';
import { Failure } from '../States.tsx';
import { TEXTS } from './texts.ts';

/** A turn with the built-in model: it needs no key and no network, and streams slowly enough to be watched. */
function testRequest(language: string) {
  const content =
    language === 'fr'
      ? 'Bonjour ! Que vois-tu de cette requête ? /slow 60ms'
      : 'Hello! What do you see of this request? /slow 60ms';
  return { model: 'test-model', stream: true, messages: [{ role: 'user', content }] };
}

/** Sends one request to the built-in model, as a tool would. */
export function TestRequest() {
  const texts = useTexts(TEXTS);
  const language = useLanguage();
  const test = useMutation({
    mutationFn: () => callForText('/v1/chat/completions', { method: 'POST', body: testRequest(language) }),
  });
  return (
    <>
      <div className="row">
        <span>{texts.testLead}</span>
        <button type="button" className="button" disabled={test.isPending} onClick={() => test.mutate()}>
          {test.isPending ? texts.sending : texts.sendTest}
        </button>
        <span role="status">{test.isSuccess && <span className="ok">✓ {texts.sent}</span>}</span>
      </div>
      {test.isError && <Failure error={test.error} />}
    </>
  );
}
