import { useMemo } from 'react';
import type { McpServerView, McpToolView } from '../../../../src/contract/mcp.ts';
import { hrefOf, useParam } from '../../app/location.ts';
import { Name } from '../../components/text/Name.tsx';
import { useFormat, useTexts } from '../../texts/index.ts';
import { Tool } from './Tool.tsx';
import { TEXTS } from './texts.ts';

function matching(tools: readonly McpToolView[], filter: string): readonly McpToolView[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return tools;
  return tools.filter(({ name, title, description }) => {
    const text = [name, title, description].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function ToolLink({
  server,
  tool,
  current,
  filter,
}: {
  server: string;
  tool: McpToolView;
  current: boolean;
  filter: string;
}) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  return (
    <li>
      <a
        className="mcp-tool-link"
        href={hrefOf(`/mcp/${encodeURIComponent(server)}`, { tool: tool.name, find: filter })}
        aria-current={current ? 'true' : undefined}
        title={tool.name}
      >
        <Name className="mono one-line" text={tool.name} />
        {tool.refused === null ? (
          <span className="number" title={tool.schema_tokens === null ? texts.notCounted : texts.schemasHint}>
            {format.count(tool.schema_tokens)}
          </span>
        ) : (
          <span className="warn small">⊘ {texts.refusals[tool.refused.code]}</span>
        )}
      </a>
    </li>
  );
}

/** A server's tools, and the one that is picked. */
export function Tools({ server }: { server: McpServerView }) {
  const texts = useTexts(TEXTS);
  const [picked] = useParam('tool');
  const [find, setFind] = useParam('find');
  const filter = find ?? '';
  const shown = useMemo(() => matching(server.tools, filter), [server.tools, filter]);
  const tool = server.tools.find(({ name }) => name === picked);
  if (server.tools.length === 0) {
    return (
      <section className="panel stack">
        <h2>{texts.noTools}</h2>
        <p className="quiet">{texts.noToolsLead}</p>
      </section>
    );
  }
  return (
    <section className="panel mcp-tools" aria-labelledby="mcp-tools">
      <div className="mcp-tool-list">
        <h2 id="mcp-tools">{texts.tools}</h2>
        <input
          type="search"
          className="input"
          data-filter
          aria-label={texts.filterTools}
          placeholder={texts.filterTools}
          value={filter}
          onChange={(event) => setFind(event.target.value, { replace: true })}
        />
        <ul>
          {shown.map((one) => (
            <ToolLink key={one.name} server={server.name} tool={one} current={one === tool} filter={filter} />
          ))}
        </ul>
        {shown.length === 0 && <p className="quiet">{texts.nothingFound}</p>}
      </div>
      <div className="mcp-tool">
        {tool !== undefined ? (
          <Tool key={tool.name} server={server.name} tool={tool} />
        ) : (
          <p className="quiet">{picked === null ? texts.pickTool : texts.unknownTool(picked)}</p>
        )}
      </div>
    </section>
  );
}
