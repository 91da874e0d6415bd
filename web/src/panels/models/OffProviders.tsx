import type { ProviderView } from '../../../../src/contract/api.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { useSentence, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';
import { Why } from './Why.tsx';
import { lineOf, reasonOf } from './why.ts';

function Line({ provider }: { provider: ProviderView }) {
  const texts = useTexts(TEXTS);
  const line = lineOf(reasonOf(provider), provider.name);
  if (line === null) return null;
  return (
    <span className="off-line">
      <code>{line.text}</code>
      <CopyButton text={`${line.text}\n`} of={`${texts.lineFor(line.file)}, ${provider.name}`} />
    </span>
  );
}

/** What the line does not say by itself. */
function Note({ provider }: { provider: ProviderView }) {
  const { reasons } = useTexts(TEXTS);
  const { kind } = reasonOf(provider);
  if (kind === 'set-key') return null;
  return (
    <span className="quiet small off-why">
      {kind === 'set-key-or-log-in' ? reasons.orLogIn : <Why provider={provider} />}
    </span>
  );
}

/** Providers that wait for a key or a name: what each needs, as a line to copy. */
export function OffProviders({ providers }: { providers: readonly ProviderView[] }) {
  const say = useSentence();
  const texts = useTexts(TEXTS);
  return (
    <section className="stack" aria-labelledby="models-off">
      <h3 id="models-off">{texts.offTitle}</h3>
      <p className="quiet small">{texts.offLead}</p>
      <ul className="off-providers">
        {providers.map((provider) => (
          <li key={provider.name} title={say(provider.why)}>
            <a className="plain-link off-name" href={`#/models/${encodeURIComponent(provider.name)}`}>
              <span className="quiet" aria-hidden="true">
                –
              </span>{' '}
              <bdi>{provider.name}</bdi>
            </a>
            <Line provider={provider} />
            <Note provider={provider} />
          </li>
        ))}
      </ul>
    </section>
  );
}
