import { hrefOf, useParam } from '../../app/location.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Connect } from '../../components/connect/Connect.tsx';
import { TestRequest } from '../../components/connect/TestRequest.tsx';
import { useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** How a tool is pointed here, at any time. */
export default function ConnectPage() {
  const texts = useTexts(TEXTS);
  const [tool, setTool] = useParam('tool');
  const base = `${window.location.origin}/v1`;
  return (
    <section className="panel stack" aria-labelledby="connect-title">
      <div className="row">
        <h1 id="connect-title">{texts.title}</h1>
        <code className="address">{base}</code>
        <CopyButton text={base} of={texts.baseUrl} />
      </div>
      <p className="quiet">{texts.lead}</p>
      <Connect
        tool={tool}
        onTool={(id) => setTool(id, { replace: true })}
        providersHref={hrefOf('/models')}
      />
      <TestRequest />
    </section>
  );
}
