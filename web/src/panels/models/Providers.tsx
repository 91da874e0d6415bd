import type { ProviderView } from '../../../../src/contract/api.ts';
import { Failure, Waiting } from '../../components/States.tsx';
import { useTexts } from '../../texts/index.ts';
import { OffProviders } from './OffProviders.tsx';
import { Provider } from './Provider.tsx';
import { TEXTS } from './texts.ts';
import type { useProviders } from './use-providers.ts';

function All({ providers }: { providers: readonly ProviderView[] }) {
  const off = providers.filter(({ on, health }) => !on && health.attempts === 0);
  return (
    <>
      <ul className="providers">
        {providers
          .filter((provider) => !off.includes(provider))
          .map((provider) => (
            <Provider key={provider.name} provider={provider} />
          ))}
      </ul>
      {off.length > 0 && <OffProviders providers={off} />}
    </>
  );
}

function One({ providers, name }: { providers: readonly ProviderView[]; name: string }) {
  const texts = useTexts(TEXTS);
  const provider = providers.find((one) => one.name === name);
  if (provider === undefined) return <p>{texts.noProvider(name)}</p>;
  return (
    <>
      <ul className="providers">
        <Provider provider={provider} />
      </ul>
      {!provider.on && <OffProviders providers={[provider]} />}
    </>
  );
}

/** Who can be asked, and how each has fared; one of them where the address names it. */
export function Providers({ read, only }: { read: ReturnType<typeof useProviders>; only: string | null }) {
  const texts = useTexts(TEXTS);
  return (
    <section className="panel stack" aria-labelledby="models-providers">
      <div className="row">
        <h2 id="models-providers">{texts.providers}</h2>
        <span className="quiet">{texts.hour}</span>
        {only !== null && (
          <a className="spread" href="#/models">
            {texts.allProviders}
          </a>
        )}
      </div>
      {read.isError && <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && (
        <div className="providers-waiting" aria-busy="true">
          <Waiting width="100%" />
        </div>
      )}
      {read.data !== undefined &&
        (only === null ? <All providers={read.data} /> : <One providers={read.data} name={only} />)}
    </section>
  );
}
