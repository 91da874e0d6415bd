import type { McpToolView } from '../../../../src/contract/mcp.ts';
import { Name } from '../../components/text/Name.tsx';
import { Sentence } from '../../components/text/Sentence.tsx';
import { useFormat, useTexts } from '../../texts/index.ts';
import { hintsOfTool } from './hints-of-tool.ts';
import { LongText } from './result/LongText.tsx';
import { TryTool } from './TryTool.tsx';
import { TEXTS } from './texts.ts';

const DESCRIPTION_STEP = 1_500;

/** A tool: what it is for, what it costs, what is said of it, and a form to try it. */
export function Tool({ server, tool }: { server: string; tool: McpToolView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  return (
    <div className="stack">
      <div>
        <h2 className="mono">
          <Name text={tool.name} />
        </h2>
        {tool.title !== null && (
          <p className="quiet">
            <Name text={tool.title} />
          </p>
        )}
      </div>
      <p className="row">
        <span className="tag" title={tool.schema_tokens === null ? texts.notCounted : texts.schemasHint}>
          {texts.perTurn(format.count(tool.schema_tokens))}
        </span>
        {hintsOfTool(tool.annotations).map(({ name, tone }) => (
          <span key={name} className={`tag ${tone}`} title={texts.hintsFrom}>
            {texts.hint[name]}
          </span>
        ))}
      </p>
      {tool.refused !== null && (
        <p className="notice warn">
          <b>
            ⊘ {texts.refusedTool}: {texts.refusals[tool.refused.code]}.
          </b>{' '}
          <Sentence text={tool.refused.reason} />
        </p>
      )}
      {tool.description !== null && (
        <div className="mcp-description">
          <LongText text={tool.description} step={DESCRIPTION_STEP} />
        </div>
      )}
      <TryTool server={server} tool={tool} />
    </div>
  );
}
