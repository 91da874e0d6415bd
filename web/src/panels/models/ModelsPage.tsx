import { useParam } from '../../app/location.ts';
import type { PanelProps } from '../../app/panel.ts';
import { useConfig } from '../../data/queries.ts';
import { useTexts } from '../../texts/index.ts';
import { AutoModel } from './AutoModel.tsx';
import { ModelTable } from './ModelTable.tsx';
import { Providers } from './Providers.tsx';
import { TEXTS } from './texts.ts';
import { useModels, useProviders } from './use-providers.ts';

/** Who can be asked for what, how each fares, and which model `auto` is. */
export default function ModelsPage({ params }: PanelProps) {
  const texts = useTexts(TEXTS);
  const only = params.provider ?? null;
  const [off, setOff] = useParam('off');
  const models = useModels(off !== null || only !== null);
  const config = useConfig();
  const providers = useProviders();
  // A panel comes when the height of what is above it is known: nothing moves under a reader.
  const settled = only !== null || !config.isPending;
  return (
    <>
      <h1 className="visually-hidden">{only === null ? texts.title : only}</h1>
      {only === null && <AutoModel models={models.data ?? []} />}
      {settled && <Providers read={providers} only={only} />}
      {settled && !providers.isPending && (
        <ModelTable
          read={models}
          only={only}
          withOff={off !== null}
          onOff={(on) => setOff(on ? '1' : null, { replace: true })}
        />
      )}
    </>
  );
}
